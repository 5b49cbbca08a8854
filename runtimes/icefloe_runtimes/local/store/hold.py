"""Holding the store of a workspace: runs do so together, who takes away from it alone."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.keeping import OBJECTS

LOCK = ".lock"


class StoreBusyError(UsageError):
    """Somebody uses the store."""


@contextmanager
def held(workspace: Path, *, alone: bool = False) -> Generator[None, None, None]:
    """Hold the store of a workspace; `StoreBusyError` where it is to be held alone, and somebody else holds it.

    Those who hold it together wait for one who holds it alone, which does not take long. The system lets go of it for
    a process that dies. Where the system has no such locks, nothing is held.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    store = workspace / OBJECTS
    store.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(store / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            raise StoreBusyError(f"a run uses the store in {store}: try again when it has ended") from None
        yield
    finally:
        os.close(descriptor)
