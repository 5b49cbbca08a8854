"""Thin runtimes: they read the plan and never import the compiler. Importing this package imports nothing else."""
