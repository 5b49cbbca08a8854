"""What happens during a run, as it happens."""

from typing import TypeAlias

from icefloe_runtimes.local.results import RunResult
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A run begins; `notes` say what of the plan this runtime leaves aside."""

    run_id: str
    pipeline_name: str
    steps: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    """A step begins."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRetried:
    """An attempt of a step failed, and another will follow after a while."""

    step: str
    attempt: int
    attempts: int
    message: str
    delay_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished:
    """A step has ended, or will not run."""

    step: str
    result: StepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that people should know while a run is on."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """A run has ended."""

    result: RunResult


Event: TypeAlias = RunStarted | StepStarted | StepRetried | StepFinished | Noted | RunFinished
