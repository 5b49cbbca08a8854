"""What a target is: something that a plan can be rendered to."""

from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType

from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

#: The code of a loss, by the first word of the part of a plan that is lost; any other part is a text.
LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "steps": "FLO701",
        "hooks": "FLO702",
        "schedule": "FLO703",
        "size": "FLO704",
        "kind": "FLO705",
        "bindings": "FLO706",
        "on_failure": "FLO707",
        "ends": "FLO708",
        "circuit_breaker": "FLO709",
        "environment": "FLO710",
        "secrets": "FLO711",
        "timeout": "FLO712",
        "retry": "FLO713",
        "resources": "FLO714",
        "concurrency": "FLO715",
    }
)
TEXT = "FLO716"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that a target cannot express: which step ("" for the plan itself), which part, and what to do."""

    step: str
    part: str
    message: str

    @property
    def code(self) -> str:
        """The code that the loss is known by; `icefloe explain` has its page."""
        return LOSSES.get(self.part.partition(".")[0], TEXT)


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
