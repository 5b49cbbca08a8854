"""The difference of two states of pipelines, as a document: what `icefloe diff --format json` prints.

`difference.schema.json` says the same as JSON Schema 2020-12 and is generated from these classes. Fields that hold
their default are left out of the JSON form.
"""

from collections.abc import Iterator
from dataclasses import field
from typing import Literal, TypeAlias

from icefloe_schema.records import dataclass
from icefloe_schema.shapes import SHOWN, at_least, matching

DIFFERENCE_VERSION = "1.0"

Severity: TypeAlias = Literal["breaking", "behaviour", "code", "note"]
How: TypeAlias = Literal["added", "removed", "changed", "renamed"]
Kind: TypeAlias = Literal[
    "pipeline",
    "step",
    "rewired",
    "value",
    "retyped",
    "output",
    "order",
    "guard",
    "policy",
    "runs",
    "parameter",
    "result",
    "header",
    "text",
    "code",
    "module",
    "file",
    "dependencies",
    "export",
    "formatting",
    "environment",
    "compiler",
    "frozen",
]

#: The severities, the most severe one first.
SEVERITIES: tuple[Severity, ...] = ("breaking", "behaviour", "code", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a file by path from its project's root, line and column from 1, and on which side."""

    path: str
    line: int = field(metadata=at_least(1))
    column: int = field(default=1, metadata=at_least(1))
    side: Literal["new", "old"] = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not the same on both sides.

    `at` is the part of the step, or of the plan, that changed (`outputs.model.type`); `old` and `new` are its values
    as Python would write them, empty where there is none. `message` says all of it in one line, with code in
    backticks.
    """

    kind: Kind
    how: How
    severity: Severity
    message: str
    at: str = ""
    old: str = ""
    new: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What changed in one step, the most severe change first.

    `steps` leads to it from the outside in, the names of branches between the steps; it is empty for what is of the
    pipeline itself. `was` are its names on the old side, where they were others.
    """

    steps: tuple[str, ...] = field(default=(), metadata=SHOWN)
    was: tuple[str, ...] = ()
    place: Place | None = None
    changes: tuple[Change, ...] = field(default=(), metadata=SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineDifference:
    """What changed in one pipeline: `groups` are its steps, those with the most severe changes first.

    `was` is its name on the old side, where that was another one. `unchanged` counts its outermost steps in which
    nothing changed; `partial` says that one side has errors, so that it is compared as far as it is known.
    """

    name: str
    was: str = ""
    how: How = field(default="changed", metadata=SHOWN)
    groups: tuple[Changed, ...] = field(default=(), metadata=SHOWN)
    unchanged: int = field(default=0, metadata={**SHOWN, **at_least(0)})
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many changes there are of each severity, and what is unchanged."""

    breaking: int = field(default=0, metadata={**SHOWN, **at_least(0)})
    behaviour: int = field(default=0, metadata={**SHOWN, **at_least(0)})
    code: int = field(default=0, metadata={**SHOWN, **at_least(0)})
    note: int = field(default=0, metadata={**SHOWN, **at_least(0)})
    unchanged_pipelines: int = field(default=0, metadata={**SHOWN, **at_least(0)})
    unchanged_steps: int = field(default=0, metadata={**SHOWN, **at_least(0)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between two states of pipelines.

    `old` and `new` are the sides as the user named them; `pipelines` are those that differ, those with the most
    severe changes first; `project` is what is of no single pipeline.
    """

    difference: str = field(default=DIFFERENCE_VERSION, metadata={**SHOWN, **matching(r"[0-9]{1,6}\.[0-9]{1,6}")})
    old: str
    new: str
    counts: Counts
    pipelines: tuple[PipelineDifference, ...] = field(default=(), metadata=SHOWN)
    project: tuple[Change, ...] = field(default=(), metadata=SHOWN)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.pipelines and not self.project

    def changes(self) -> Iterator[Change]:
        """All changes, pipeline by pipeline."""
        for pipeline in self.pipelines:
            for group in pipeline.groups:
                yield from group.changes
        yield from self.project
