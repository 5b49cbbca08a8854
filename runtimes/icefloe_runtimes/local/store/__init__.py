"""The store of a workspace: who uses it, what is in it, where it came from, and what is no longer needed."""

from icefloe_runtimes.local.store.hold import StoreBusyError, held

__all__ = ["StoreBusyError", "held"]
