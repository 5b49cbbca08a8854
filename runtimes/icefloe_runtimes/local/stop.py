"""The wish that what runs should end."""

import threading
import time


class Stop:
    """Tells running attempts to end: asked once, they get a while; asked twice, they are killed."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._at_once = threading.Event()

    @property
    def reason(self) -> str:
        """Why it is to end."""
        return "the run was interrupted"

    def ask(self) -> None:
        """Ask running attempts to end; the second time, make them."""
        (self._at_once if self._asked.is_set() else self._asked).set()

    def asked(self) -> bool:
        """Whether the run is to end."""
        return self._asked.is_set()

    def at_once(self) -> bool:
        """Whether it is to end without waiting."""
        return self._at_once.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until the run is to end."""
        return self._asked.wait(seconds)


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

    def asked(self) -> bool:
        """Whether what is inside is to end."""
        return self._outer.asked() or self.is_late()

    def is_late(self) -> bool:
        """Whether the limit has passed."""
        return self._end is not None and time.monotonic() >= self._end

    def at_once(self) -> bool:
        """Whether it is to end without waiting."""
        return self._outer.at_once()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is to end."""
        left = seconds if self._end is None else max(0.0, min(seconds, self._end - time.monotonic()))
        return self._outer.wait(left) or self.is_late()
