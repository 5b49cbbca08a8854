"""Why an attempt has failed."""

import json
import signal
from pathlib import Path
from typing import Any

from icefloe_runtimes.local.crew.log import Log
from icefloe_runtimes.local.stepresult import StepError


def too_long(seconds: float) -> StepError:
    """It was ended for the time that it took."""
    return StepError(type="TimeoutError", message=f"it took longer than {seconds:g}s", kinds=("TimeoutError",))


def of_worker(status: int, report: str, printed: str = "") -> StepError:
    """What the step's own process has noted; where it has noted nothing, how it ended, and what is `printed` of it."""
    try:
        if report:
            found: dict[str, Any] = json.loads(Path(report).read_text("utf-8"))
            return StepError(kinds=tuple(found.pop("kinds")), **found)
    except (OSError, ValueError, TypeError, KeyError):
        pass
    return StepError(type="ProcessError", message=_death(status, printed), kinds=("ProcessError",))


def log_says(status: int, log: Log) -> str:
    """What the log of a process can tell of its end."""
    if log.trouble:
        return f"; what it printed could not be kept: {log.trouble}"
    if log.is_empty:
        return "; it has printed nothing"
    return "; its log says why" if status > 0 else "; its log may say why"


def of_command(status: int, trouble: str = "") -> StepError:
    """How a command has ended; `trouble` says why not all that it printed could be kept."""
    more = f"; what it printed could not be kept: {trouble}" if trouble else ""
    if status >= 0:
        return StepError(type="StepFailed", message=f"the command ended with status {status}{more}", kinds=_FAILED)
    return StepError(type="ProcessError", message=_death(status, more), kinds=("ProcessError",))


def _death(status: int, printed: str) -> str:
    if status == 0:
        return f"its process ended before the step had{printed}"
    if status > 0:
        return f"its process ended with status {status}{printed}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    hint = "; was there too little memory?" if name == "SIGKILL" else ""
    return f"its process was ended by {name}{hint}"


_FAILED = ("StepFailed", "Exception", "BaseException")
