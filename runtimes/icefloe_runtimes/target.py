"""What a target is: something that a plan can be rendered to."""

from collections.abc import Callable, Mapping
from dataclasses import field

from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that a target cannot express: which step ("" for the plan itself), which part, and what to do."""

    step: str
    part: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a rendering is told from outside.

    `plan_path` is where the committed plan stands, from the repository's root; `root` is the project's folder there
    (`.` or e.g. `examples/flowyml`); `requirements` what a job must install besides icefloe; `digest` the plan's
    SHA-256; `settings` are the target's own (`image`, `python`, …).
    """

    plan_path: str
    root: str = "."
    requirements: tuple[str, ...] = ()
    digest: str = ""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The files of a rendering by relative path, and what was lost."""

    files: Mapping[str, str]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One notation: its name on the command line, the suffix of its main file, its rendering."""

    name: str
    suffix: str
    render: Callable[[Plan, Options], Rendered]
