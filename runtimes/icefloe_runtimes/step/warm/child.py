"""What a forked process does before and after the work itself, so that it is as good as one started anew."""

import atexit
import os
import signal
import sys
import weakref
from collections.abc import Callable, Mapping
from typing import NoReturn

from icefloe_runtimes.step.call import Call
from icefloe_runtimes.step.series import series
from icefloe_runtimes.step.warm.linux import Linux
from icefloe_runtimes.step.work import FAILED, Bench, flush, say
from icefloe_schema.records import dataclass

#: The variable by which the descendants of one attempt are known, wherever they go.
ATTEMPT = "ICEFLOE_ATTEMPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done in one child: calls, more variables, the pipe for all that is printed, and its mark."""

    number: int
    calls: tuple[Call, ...]
    environment: Mapping[str, str]
    mark: str
    pipe: int


def become(order: Order, bench: Bench, linux: Linux, parent: int, foreign: tuple[str, ...]) -> NoReturn:
    """Do the work of one child, and end. `foreign` are modules that the parent has, and the project too."""
    status = FAILED
    try:
        # Whatever is touched here is copied for each child: it is kept to what must be.
        os.setsid()
        linux.die_with(parent, signal.SIGKILL)
        os.dup2(order.pipe, 1)
        os.dup2(order.pipe, 2)
        os.environ[ATTEMPT] = str(order.number)
        for name, value in order.environment.items():
            os.environ[name] = value
        if foreign:
            bench.forget(foreign)
        if "numpy.random" in sys.modules:
            _reseed()
        status = series(bench, order.calls, order.pipe, order.mark)
    except BaseException as error:  # noqa: BLE001 - nothing may ever run on as if it were the parent
        say(f"error: {type(error).__name__}: {error}")
    finally:
        _end(status)


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
