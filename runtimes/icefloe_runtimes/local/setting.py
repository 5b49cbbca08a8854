"""What stays the same during a run."""

import sys
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_runtimes.local.results import Digests
from icefloe_runtimes.local.secrets import Secrets
from icefloe_runtimes.step.keeping import OBJECTS, REGISTRY, Keeping
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

#: What runs a step, but for its arguments; nothing is imported from the working directory on the way.
COMMAND = (sys.executable, "-P", "-m", "icefloe_runtimes.step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stays the same during a run; `folder` is the run's own, `parameters` are as `-p` takes them.

    `document` is the plan as it is written.

    `code` is the folder at which the paths of modules begin. `lock` is what the plan and each module are held to.
    `closures` are the digests of the code that each step reaches, as far as they are known. Without `cache` nothing is
    taken from it or put there; the steps to `refresh` are run, and what they give takes the place of what was kept.
    `notes` are told when the run begins. `jobs` is how many steps run at once, `workspace` where all runs are.
    `formats` and `routes` are those of `[tool.icefloe]`. `environment` are variables that all steps find beside those
    of this process, `environments` those of the steps of each environment that has a name.
    """

    plan: Plan
    document: JsonObject
    root: Path
    folder: Path
    workspace: Path
    jobs: int
    plan_path: str
    parameters: Mapping[str, str]
    framework: str
    user: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    code: Path
    digests: Digests
    lock: Lock | None = None
    closures: Mapping[str, str] = field(default_factory=dict[str, str])
    cache: bool = True
    refresh: tuple[str, ...] = ()
    debug: str = ""
    resumed_from: str = ""
    takes: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    command: tuple[str, ...] = COMMAND
    secrets: Secrets = field(default_factory=Secrets)
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    routes: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def keeping(self) -> Keeping:
        """How the steps of this run keep what they make; that it lasts is seen to for many steps at once."""
        return Keeping(
            store=self.workspace / OBJECTS,
            durable=False,
            formats=self.formats,
            routes=self.routes,
            registry=self.workspace / REGISTRY,
            run=self.folder.name,
        )
