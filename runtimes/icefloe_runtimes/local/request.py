"""What a run is asked for."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_runtimes.local.resume import Wanted
from icefloe_runtimes.local.setting import COMMAND
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a run is asked for: each field is what `run` takes under its name, `wanted` which steps are to be run."""

    plan: Plan
    root: Path
    plan_path: Path | None = None
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])
    jobs: int | None = None
    workspace: Path | None = None
    framework: str = "standin"
    user: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    wanted: Wanted = field(default_factory=Wanted)
    closures: Mapping[str, str] = field(default_factory=dict[str, str])
    cache: bool = True
    refresh: tuple[str, ...] = ()
    debug: str = ""
    lock: Lock | None = None
    code: Path | None = None
    command: tuple[str, ...] = COMMAND
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    routes: Mapping[str, str] = field(default_factory=dict[str, str])
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
