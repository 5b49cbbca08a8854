"""What each step may be told."""

from dataclasses import dataclass

from motools.workflow import StepConfig, WorkflowConfig


@dataclass
class GatherConfig(StepConfig):
    loader: str
    poets: int = 5


@dataclass
class WriteConfig(StepConfig):
    lines: int = 4


@dataclass
class PoemsConfig(WorkflowConfig):
    gather: GatherConfig
    write: WriteConfig
