"""One call of the verb `run`, as data."""

from typing import Literal

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call of `run`: each field is the option of that name, with the value that it has if it is not given."""

    target: str
    given: tuple[str, ...] = ()
    chosen_set: str = ""
    configuration: str | None = None
    defines: tuple[tuple[str, str], ...] = ()
    stack: str = ""
    sweep: tuple[str, ...] = ()
    stages: str = ""
    from_step: str = ""
    only: str = ""
    resume: str = ""
    cache: bool = True
    refresh: tuple[str, ...] = ()
    dry_run: bool = False
    debug: str = ""
    jobs: int | None = None
    locked: bool = False
    framework: str = "standin"
    user: str = ""
    labels: tuple[str, ...] = ()
    progress: Literal["auto", "live", "plain", "none"] = "auto"
    events: Literal["json"] | None = None
    report: str | None = None
    report_json: str | None = None
