"""How many runs of one pipeline go on at a time in a workspace: `concurrency` of the plan."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step.names import folder
from icefloe_schema.plan import Plan

#: Where a workspace has one file for each run of a pipeline that may go on.
PLACES = "places"
_PAUSE = 0.05


class Admission:
    """Takes one of the places of a pipeline, and waits until one is free; the system frees those of the dead."""

    def __init__(self, plan: Plan, stop: Stop, note: Callable[[str], None]) -> None:
        self._plan = plan
        self._stop = stop
        self._note = note
        self._held = -1

    def enter(self, workspace: Path) -> None:
        """Come in; a run that is to end meanwhile need not wait any longer, as it starts nothing."""
        most = self._plan.concurrency
        if most is None:
            return
        places = workspace / PLACES / folder(self._plan.name)
        places.mkdir(parents=True, exist_ok=True)
        while not self._stop.asked() and not self._is_in(places, most):
            if self._note is not _nothing:
                runs = "another run" if most == 1 else f"{most} other runs"
                self._note(f"{self._plan.name!r} is to run at most {most} at a time: this run waits for {runs}")
                self._note = _nothing
            time.sleep(_PAUSE)

    def leave(self) -> None:
        """Let the next one in."""
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def _is_in(self, places: Path, most: int) -> bool:
        try:
            import fcntl
        except ImportError:
            self._note("this system has nothing to count the runs that go on at a time: it does not wait for others")
            return True
        for number in range(most):
            descriptor = os.open(places / str(number), os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                self._held = descriptor
                return True
        return False


def _nothing(text: str) -> None:
    """Say nothing: it has been said."""
