"""Ctrl-C and termination, taken as the wish that a run should end."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from icefloe_runtimes.local.stop import Stop


@contextmanager
def heeding(stop: Stop) -> Generator[None, None, None]:
    """Ask to stop when a signal comes; steps are in sessions of their own and would not hear it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.ask()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
