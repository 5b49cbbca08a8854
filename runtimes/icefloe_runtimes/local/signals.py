"""Ctrl-C, termination and the end of the terminal, taken as the wish that a run should end."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from icefloe_runtimes.local.stop import Stop

_REASONS = {"SIGTERM": "the run was told to end, by SIGTERM", "SIGHUP": "the terminal of the run was closed (SIGHUP)"}


@contextmanager
def heeding(stop: Stop) -> Generator[None, None, None]:
    """Ask to stop when a signal comes; steps are in sessions of their own and would not hear it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(number: int, frame: FrameType | None) -> None:
        del frame
        stop.ask(_REASONS.get(signal.Signals(number).name, ""))

    before = {number: signal.signal(number, heard) for number in _heeded()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def at_end() -> None:
    """Heed none of them any more: the process ends, and how is settled."""
    if threading.current_thread() is threading.main_thread():
        for number in _heeded():
            signal.signal(number, signal.SIG_IGN)


def _heeded() -> list[int]:
    """The signals by which a run is ended. Who was started by `nohup` lives on without a terminal."""
    found: list[int] = [signal.SIGINT, signal.SIGTERM]
    closed: int | None = getattr(signal, "SIGHUP", None)
    if closed is not None and signal.getsignal(closed) is not signal.SIG_IGN:
        found.append(closed)
    return found
