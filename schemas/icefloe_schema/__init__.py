"""The contract between compiler and runtimes: the plan, the lock, canonical bytes. Standard library only."""
