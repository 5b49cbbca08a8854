"""What stands in the head of a plan: parameters and their sets, schedule, files, code."""

from dataclasses import field

from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass
from icefloe_schema.shapes import matching


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of the plan. `default` is encoded and only means something where `required` is false.

    `origin`: `declared` (by the pipeline: its context, its signature), `external` (a step asks for it and nothing
    gives it), `file`, `environment`, `optional` (where no run gives it, there is none, and the default only tells
    what is then used), or `frozen` (folded at compile time; a run cannot set it). `variable` is the
    environment variable that may give its value. `schema` is a JSON Schema (2020-12) of its values, if more is known
    of them than a type says.
    """

    name: str
    type: str = ""
    required: bool = False
    default: Json = None
    origin: str = "declared"
    variable: str = ""
    schema: JsonObject = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the plan runs by itself: a cron line, or an interval in seconds (encoded)."""

    cron: str = ""
    interval: Json = None
    timezone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSet:
    """Named values for parameters: `dev`, `prod`, a `run(context=…)` call."""

    name: str
    values: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that was read at compile time, by path from the project's root, with the SHA-256 of its bytes."""

    path: str
    sha256: str = field(metadata=matching(r"[0-9a-f]{64}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Where the plan's modules are found: folders on the import path, and the modules, from the project's root."""

    paths: tuple[str, ...] = ()
    modules: JsonObject = field(default_factory=dict[str, Json])
