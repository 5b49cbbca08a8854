"""Who hears Ctrl-C."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def deaf() -> Generator[None, None, None]:
    """Leave Ctrl-C to the process that has the terminal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # To ignore it would be handed on to that process.
    before = signal.signal(signal.SIGINT, _nothing)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _nothing(number: int, frame: FrameType | None) -> None:
    """Do nothing."""
