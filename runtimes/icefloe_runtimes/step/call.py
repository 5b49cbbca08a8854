"""What a process is asked to do: which step, of which run."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal, TypeAlias

from icefloe_runtimes.standin.atoms import NOBODY
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.keeping import Keeping
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

#: What is done of a step: all of it, a piece of one that has bodies, what stands for it after it has failed, a hook.
Do: TypeAlias = Literal["run", "begin", "again", "end", "fallback", "handled", "hook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is the same for all steps of a run.

    `root` is the folder that steps begin in, `code` the one at which the paths of modules begin. `parameters` are
    values, all that the plan has one for. `lock` is what plan and project have been held to, if they were.
    """

    plan: Plan
    root: Path
    code: Path
    artifacts: Path
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])
    framework: str = "standin"
    user: str = NOBODY
    lock: Lock | None = None
    keeping: Keeping = field(default_factory=Keeping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One step of a run, or a piece of one; `inside` are the steps around it.

    `part` says which part of a step with bodies a piece is about, `about` is a file with what a hook is told.
    `report` is the path of a file where a failure is described as JSON, if there is to be one; `timeout` bounds this
    call among several. `debug` opens a debugger where it fails.
    """

    step: str
    inside: Inside = ()
    do: Do = "run"
    part: str = "0"
    about: str = ""
    report: str = ""
    timeout: float | None = None
    debug: bool = False
