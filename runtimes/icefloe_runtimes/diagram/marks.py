"""What a picture shows of a change: how steps and edges are marked, and in which colours."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal, TypeAlias

from icefloe_schema.records import dataclass

Look: TypeAlias = Literal["added", "removed", "changed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one step is marked, and what is said of it below its name."""

    look: Look
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of steps by path (as `net` has them), of edges by the paths of both ends.

    `gone` are edges that the plan has no more, each with the names of what flowed along it.
    """

    nodes: Mapping[str, Mark] = field(default_factory=dict[str, Mark])
    edges: Mapping[tuple[str, str], Look] = field(default_factory=dict[tuple[str, str], Look])
    gone: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkColour:
    """How the steps and edges of one mark are painted; `border` and `dashes` are further styles."""

    fill: str
    line: str
    text: str
    border: str = ""
    dashes: str = ""


COLOURS: Mapping[Look, MarkColour] = MappingProxyType(
    {
        "added": MarkColour(fill="#dcfce7", line="#16a34a", text="#14532d", border=",stroke-width:2px"),
        "removed": MarkColour(
            fill="#fee2e2",
            line="#dc2626",
            text="#7f1d1d",
            border=",stroke-dasharray:5 4",
            dashes=",stroke-dasharray:5 4",
        ),
        "changed": MarkColour(fill="#fef3c7", line="#d97706", text="#78350f", border=",stroke-width:2px"),
        "unchanged": MarkColour(fill="#f8fafc", line="#cbd5e1", text="#475569"),
    }
)
