"""The children of the warm parent: those it has forked, and those that theirs have left behind."""

import os
import signal
from contextlib import suppress

from icefloe_runtimes.step.warm.child import ATTEMPT
from icefloe_runtimes.step.warm.linux import Linux, variable
from icefloe_runtimes.step.warm.notes import Notes
from icefloe_runtimes.step.warm.wire import END


class Brood:
    """Knows which process does which attempt, and leaves none behind."""

    def __init__(self, linux: Linux, notes: Notes, running: dict[int, int] | None = None) -> None:
        self._linux = linux
        self._notes = notes
        self._running = running or {}

    @property
    def running(self) -> dict[int, int]:
        """The processes that are at work or wait for an order, with the numbers of their attempts."""
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

    def reap(self, process: int) -> bytes:
        """Wait for a child that has ended, and say how; what is left in its group goes with it."""
        _kill_group(process, signal.SIGKILL)
        _, status, used = os.wait4(process, 0)
        number = self._running.pop(process)
        cpu = used.ru_utime + used.ru_stime - self._notes.begun(number)
        return END.pack(number, os.waitstatus_to_exitcode(status), max(cpu, 0.0), used.ru_maxrss * 1024)

    def clear(self) -> None:
        """Kill what ended attempts have left behind outside their own groups."""
        if self._linux.count() == len(self._running):
            return
        while True:
            left = self._linux.children() - self._running.keys()
            # Who has an order now may have started what was found.
            busy = frozenset(str(number) for number in self._running.values() if self._notes.begun(number))
            if not left or not self._kill(frozenset(one for one in left if _is_left(one, busy))):
                return

    def end(self) -> None:
        """Kill everything below this process, to the last one."""
        for process in self._running:
            _kill_group(process, signal.SIGKILL)
        self._running.clear()
        while self._kill(self._linux.children()):
            pass

    def _kill(self, processes: frozenset[int]) -> bool:
        """Kill children and wait for them; whether there were any that can be killed."""
        killed = [process for process in processes if _may_kill(process)]
        for process in killed:
            with suppress(ChildProcessError):
                os.waitpid(process, 0)
        return bool(killed)


def _is_left(process: int, busy: frozenset[str]) -> bool:
    """Whether none of those who are busy has started it; that cannot be told where no program was started in it."""
    if not busy:
        return True
    attempt = variable(process, ATTEMPT)
    return attempt is not None and attempt not in busy


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
