"""Why an attempt has failed."""

import json
import signal
from pathlib import Path
from typing import Any

from icefloe_runtimes.local.stepresult import StepError


def too_long(seconds: float) -> StepError:
    """It was ended for the time that it took."""
    return StepError(type="TimeoutError", message=f"it took longer than {seconds:g}s", kinds=("TimeoutError",))


def of_worker(status: int, report: Path | None) -> StepError:
    """What the step's own process has noted; where it has noted nothing, how it ended."""
    try:
        if report is not None:
            found: dict[str, Any] = json.loads(report.read_text("utf-8"))
            report.unlink()
            return StepError(kinds=tuple(found.pop("kinds")), **found)
    except (OSError, ValueError, TypeError, KeyError):
        pass
    return StepError(type="ProcessError", message=_death(status), kinds=("ProcessError",))


def of_command(status: int) -> StepError:
    """How a command has ended."""
    if status >= 0:
        return StepError(type="StepFailed", message=f"the command ended with status {status}", kinds=_FAILED)
    return StepError(type="ProcessError", message=_death(status), kinds=("ProcessError",))


def _death(status: int) -> str:
    if status == 0:
        return "its process ended before the step had; its log may say why"
    if status > 0:
        return f"its process ended with status {status}; its log says why"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    hint = "; was there too little memory?" if name == "SIGKILL" else ""
    return f"its process was ended by {name}{hint}"


_FAILED = ("StepFailed", "Exception", "BaseException")
