"""The wish that what runs should end."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import asyncio

Callback: TypeAlias = Callable[[], None]


class Stop:
    """Tells running attempts to end: asked once, they get a while; asked twice, they are killed."""

    def __init__(self) -> None:
        self._asked = False
        self._reason = "the run was interrupted"
        self._at_once = False
        self._heard: dict[int, tuple[asyncio.AbstractEventLoop, Callback]] = {}
        self._number = 0

    @property
    def reason(self) -> str:
        """Why it is to end."""
        return self._reason

    def ask(self, reason: str = "") -> None:
        """Ask running attempts to end, and say why; the second time, make them.

        A signal's handler and any thread may call it.
        """
        if self._asked:
            self._at_once = True
        elif reason:
            self._reason = reason
        self._asked = True
        for loop, callback in tuple(self._heard.values()):
            loop.call_soon_threadsafe(callback)

    def asked(self) -> bool:
        """Whether the run is to end."""
        return self._asked

    def at_once(self) -> bool:
        """Whether it is to end without waiting."""
        return self._at_once

    def hear(self, callback: Callback) -> Callback:
        """Call back on the running loop whenever the wish grows, soon if there is one; give what ends that."""
        import asyncio

        loop = asyncio.get_running_loop()
        self._number += 1
        number = self._number
        self._heard[number] = (loop, callback)
        if self.asked():
            loop.call_soon(callback)
        return lambda: void(self._heard.pop(number, None))

    async def wait(self, seconds: float) -> bool:
        """Wait so long, or until the run is to end."""
        import asyncio

        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()

        def end() -> None:
            if not over.done():
                over.set_result(None)

        timer, unhear = loop.call_later(seconds, end), self.hear(end)
        try:
            await over
        finally:
            timer.cancel()
            unhear()
        return self.asked()


class Limit(Stop):
    """The same wish for what is inside one step, which also has a limit of time."""

    def __init__(self, outer: Stop, seconds: float | None) -> None:
        super().__init__()
        self._outer = outer
        self._seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def reason(self) -> str:
        """Why it is to end."""
        return self._outer.reason if self._outer.asked() else f"the step around it took longer than {self._seconds:g}s"

    def ask(self, reason: str = "") -> None:
        """Ask the run itself to end."""
        self._outer.ask(reason)

    def asked(self) -> bool:
        """Whether what is inside is to end."""
        return self._outer.asked() or self.is_late()

    def is_late(self) -> bool:
        """Whether the limit has passed."""
        return self._end is not None and time.monotonic() >= self._end

    def at_once(self) -> bool:
        """Whether it is to end without waiting."""
        return self._outer.at_once()

    def hear(self, callback: Callback) -> Callback:
        """Call back as the outer wish does, and when the limit has passed."""
        unhear = self._outer.hear(callback)
        if self._end is None:
            return unhear
        import asyncio

        # A timer may ring a little before its time by this clock: then it is not late yet.
        left = max(0.0, self._end - time.monotonic()) + _MARGIN
        timer = asyncio.get_running_loop().call_later(left, callback)

        def end() -> None:
            timer.cancel()
            unhear()

        return end


_MARGIN = 0.002


def void(_found: object) -> None:
    """Give nothing."""
