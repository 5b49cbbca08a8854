"""What a forked process does before and after the work itself, so that it is as good as one started anew."""

import atexit
import os
import sys
import weakref
from collections.abc import Callable
from gc import enable
from os import dup2, setsid
from signal import SIGKILL
from typing import NoReturn

from icefloe_runtimes.step.order import LAST, read
from icefloe_runtimes.step.series import series
from icefloe_runtimes.step.warm.linux import Linux
from icefloe_runtimes.step.warm.notes import Notes
from icefloe_runtimes.step.work import DONE, FAILED, Bench, flush, say

#: The variable by which the descendants of one attempt are known, wherever they go.
ATTEMPT = "ICEFLOE_ATTEMPT"
# As much as a pipe takes at once; room for more would be made for each child.
_AT_ONCE = 4096


class Place:
    """What is the same for all children of a parent, and what each of them is given by its fork."""

    def __init__(self, bench: Bench, linux: Linux, notes: Notes) -> None:
        self._bench = bench
        self._linux = linux
        self._notes = notes
        #: Modules that the parent has, and the project too.
        self.foreign: tuple[str, ...] = ()
        #: Whether there are random numbers that would be the same in all children.
        self.is_random = False

    def become(self, number: int, order: int, pipe: int, parent: int) -> NoReturn:
        """Be a process of its own, obey the order, and end."""
        status = FAILED
        try:
            # Whatever is touched here is copied for each child: it is kept to what must be. What no parent has done
            # before is looked up anew by each, which touches more: functions stand here by their own names.
            setsid()
            self._linux.die_with(parent, SIGKILL)
            dup2(pipe, 1)
            dup2(pipe, 2)
            if self.foreign:
                self._bench.forget(self.foreign)
            if self.is_random:
                _reseed()
            enable()
            status = self.obey(number, order, pipe)
        except BaseException as error:  # noqa: BLE001 - nothing may ever run on as if it were the parent
            say(f"error: {type(error).__name__}: {error}")
        finally:
            _end(status)

    def obey(self, number: int, order: int, pipe: int) -> int:
        """Wait for the order, and do the work; give the status to end with."""
        os.environ[ATTEMPT] = str(number)
        text = _read(order)
        if not text:
            os._exit(DONE)
        self._notes.begin(number)
        os.close(order)
        calls, variables, mark = read(text)
        for name, value in variables:
            os.environ[name] = value
        return series(self._bench, calls, pipe, mark)


def forget_ends() -> None:
    """Drop what imports have registered for the end of this process, which has none: a child begins without it."""
    getattr(atexit, "_clear")()  # noqa: B009 - as `multiprocessing` does
    setattr(weakref.finalize, "_registered_with_atexit", False)  # noqa: B010 - it is to register itself again
    finalizers: object = getattr(sys.modules.get("multiprocessing.util"), "_finalizer_registry", None)
    if isinstance(finalizers, dict):
        finalizers.clear()
    for name, word in (("logging", "shutdown"), ("multiprocessing.util", "_exit_function")):
        end: object = getattr(sys.modules.get(name), word, None)
        if callable(end):
            atexit.register(end)


def _read(order: int) -> bytes:
    """The order as soon as all of it is there; nothing if there will be none."""
    text = b""
    while not text.endswith(LAST):
        more = os.read(order, _AT_ONCE)
        if not more:
            return b""
        text += more
    return text


def _reseed() -> None:
    """Give this process random numbers of its own; Python's `random` sees to that itself."""
    seed: Callable[[], None] | None = getattr(sys.modules.get("numpy.random"), "seed", None)
    if callable(seed):
        seed()


def _end(status: int) -> NoReturn:
    """End as a program ends: its threads are waited for, what it has registered is done, and all is written."""
    try:
        # Who has not imported it has no threads.
        shutdown: object = getattr(sys.modules.get("threading"), "_shutdown", None)
        if callable(shutdown):
            shutdown()
        getattr(atexit, "_run_exitfuncs")()  # noqa: B009
        flush()
    except BaseException:  # noqa: BLE001 - a closed stream must not bring the parent's code back
        status = status or FAILED
    finally:
        os._exit(status)
