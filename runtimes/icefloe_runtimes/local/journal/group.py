"""Waiting for the disk in a thread of its own, for many records at once."""

import threading
from collections.abc import Callable


class Group:
    """Calls `settle` some time after it was asked to, once for all that ask meanwhile."""

    def __init__(self, settle: Callable[[], None], pause: float) -> None:
        self._settle = settle
        self._pause = pause
        self._asked = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="icefloe-journal")
        self._thread.start()

    def ask(self) -> None:
        """Ask for it; this returns at once."""
        if not self._asked.is_set():
            self._asked.set()

    def end(self) -> None:
        """Ask for nothing more, and wait for what is going on."""
        self._ended.set()
        self._asked.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._asked.wait()
            if self._ended.wait(self._pause):
                return
            self._asked.clear()
            self._settle()
