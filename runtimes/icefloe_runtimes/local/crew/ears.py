"""Hearing of files from which something can be read."""

import asyncio
import select
from collections.abc import Callable


class Ears:
    """Calls a function whenever something can be read from a file.

    As `add_reader` of the running loop does, which takes several times as long; it is used where there is no epoll.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._told: dict[int, Callable[[], None]] = {}
        self._poll = _poll()
        if self._poll is not None:
            self._loop.add_reader(self._poll.fileno(), self._hear)

    def listen(self, file: int, tell: Callable[[], None]) -> None:
        """Call `tell` from now on, once in each turn of the loop as long as there is something."""
        if self._poll is None:
            self._loop.add_reader(file, tell)
        else:
            self._poll.register(file, select.EPOLLIN)
            self._told[file] = tell

    def leave(self, file: int) -> None:
        """Call nothing any more; to be said before the file is closed, and as often as one likes."""
        if self._poll is None:
            self._loop.remove_reader(file)
        elif self._told.pop(file, None) is not None:
            self._poll.unregister(file)

    def close(self) -> None:
        """Hear of nothing any more."""
        if self._poll is not None:
            self._loop.remove_reader(self._poll.fileno())
            self._poll.close()

    def _hear(self) -> None:
        if self._poll is None:
            return
        for file, _event in self._poll.poll(0):
            # Whoever was called just now may have left this one.
            tell = self._told.get(file)
            if tell is not None:
                tell()


def _poll() -> "select.epoll | None":
    """What the system hears with, where it is Linux."""
    return select.epoll() if hasattr(select, "epoll") else None
