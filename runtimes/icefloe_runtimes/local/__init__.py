"""Runs a plan on this machine: a process for each step, independent steps at the same time.

Standard library only. `run(plan, root=…)` gives a `RunResult`; `load_run(RUN, workspace=…)` gives it again later.
"""

from icefloe_runtimes.local.door import run
from icefloe_runtimes.local.events import Event, Noted, RunFinished, RunStarted, StepFinished, StepRetried, StepStarted
from icefloe_runtimes.local.progress import line
from icefloe_runtimes.local.record import load_run
from icefloe_runtimes.local.refusals import notes, refusals
from icefloe_runtimes.local.results import RunResult, StepError, StepResult
from icefloe_runtimes.step.errors import ArtifactError, UsageError

__all__ = [
    "ArtifactError",
    "Event",
    "Noted",
    "RunFinished",
    "RunResult",
    "RunStarted",
    "StepError",
    "StepFinished",
    "StepResult",
    "StepRetried",
    "StepStarted",
    "UsageError",
    "line",
    "load_run",
    "notes",
    "refusals",
    "run",
]
