"""The children of the warm parent: those it has forked, and those that theirs have left behind."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

from icefloe_runtimes.step.warm.child import ATTEMPT
from icefloe_runtimes.step.warm.linux import Linux, variable
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A child that has ended: with which status (negative: by which signal), and what it has used."""

    process: int
    number: int
    status: int
    cpu: float
    memory: int


class Brood:
    """Knows which process does which attempt, and leaves none behind."""

    def __init__(self, linux: Linux, running: dict[int, int] | None = None) -> None:
        self._linux = linux
        self._running = running or {}

    @property
    def running(self) -> dict[int, int]:
        """The processes that are at work, with the numbers of their attempts."""
        return self._running

    def add(self, process: int, number: int) -> None:
        """Take care of a new child."""
        self._running[process] = number

    def signal(self, number: int, signal_number: int) -> None:
        """Send a signal to everything that an attempt has started, as long as it runs."""
        for process, attempt in self._running.items():
            if attempt == number:
                # Until it has been waited for, nobody else can have its number.
                _kill_group(process, signal_number)

    def gone(self) -> Iterator[Gone]:
        """Give the children that have ended; what they have started themselves goes with them."""
        ended = False
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                break
            if found is None:
                break
            if found.si_pid in self._running:
                _kill_group(found.si_pid, signal.SIGKILL)
                ended = True
            _, status, used = os.wait4(found.si_pid, 0)
            if found.si_pid in self._running:
                number = self._running.pop(found.si_pid)
                cpu = used.ru_utime + used.ru_stime
                yield Gone(
                    process=found.si_pid,
                    number=number,
                    status=os.waitstatus_to_exitcode(status),
                    cpu=cpu,
                    memory=used.ru_maxrss * 1024,
                )
        if ended:
            self._clear()

    def end(self) -> None:
        """Kill everything below this process, to the last one."""
        for process in self._running:
            _kill_group(process, signal.SIGKILL)
        self._running.clear()
        while self._kill(self._linux.children()):
            pass

    def _clear(self) -> None:
        """Kill what ended attempts have left behind outside their own groups."""
        while True:
            left = self._linux.children() - self._running.keys()
            if not left or not self._kill(frozenset(one for one in left if self._is_left(one))):
                return

    def _is_left(self, process: int) -> bool:
        """Whether nobody who runs has started it; that cannot be told of one that no program was started in."""
        if not self._running:
            return True
        attempt = variable(process, ATTEMPT)
        return attempt is not None and attempt not in map(str, self._running.values())

    def _kill(self, processes: frozenset[int]) -> bool:
        """Kill children and wait for them; whether there were any that can be killed."""
        killed = [process for process in processes if _may_kill(process)]
        for process in killed:
            with suppress(ChildProcessError):
                os.waitpid(process, 0)
        return bool(killed)


def _may_kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return True


def _kill_group(process: int, number: int) -> None:
    # A child that was just forked may not have its own group yet.
    try:
        os.killpg(process, number)
    except (ProcessLookupError, PermissionError):
        with suppress(ProcessLookupError):
            os.kill(process, number)
