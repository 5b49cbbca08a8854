"""How far a long check is, as one line of the terminal that is gone when it ends."""

import os
import sys
import time
from collections.abc import Callable

#: Nothing is said before, in seconds, nor more often than every so many.
FIRST = 1.0
EVERY = 0.1
_CLEAR = "\r\x1b[K"


class Progress:
    """Called with how many files of how many were looked at; says so where somebody sees it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = clock() + FIRST
        self._is_shown = False
        self._is_live = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, total: int) -> None:
        """Say it, if it is time to."""
        now = self._clock()
        if not self._is_live or now < self._next:
            return
        self._next = now + EVERY
        self._is_shown = True
        sys.stderr.write(f"{_CLEAR}looked at {done:,} of {total:,} files")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            self._is_shown = False
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
