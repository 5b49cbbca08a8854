"""What is drawn: an editor with its nodes and edges."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from icefloe.source import Span
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

_BOUND = "max_iterations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node: its id, where that is written, and how it looks.

    `drawn` is the whole call or dictionary. `inputs` and `outputs` are how many ports it has, None where that is not
    known.
    """

    name: str
    span: Span
    drawn: Span
    inputs: int | None
    outputs: int | None
    display: JsonObject

    @property
    def label(self) -> str:
        """What stands in the node, where that is not its id."""
        return str(self.display.get("label") or "")

    @property
    def kind(self) -> str:
        """Its type, as the program names it."""
        return str(self.display.get("kind") or "default")

    @property
    def bound(self) -> int | None:
        """How many rounds a loop through it takes at most, if it says so."""
        return _bound(self.display)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One arrow.

    `port` is the output of its source that it leaves by, `enters` the input of its target; 0 where a text that is no
    number names it (`named`, of sides of a table). `label` is the branch that it stands for.
    """

    source: str
    target: str
    span: Span
    port: int
    enters: int
    label: str
    named: tuple[str, ...]
    display: JsonObject

    @property
    def bound(self) -> int | None:
        """How many rounds the loop that it closes takes at most, if it says so."""
        return _bound(self.display)

    @property
    def title(self) -> str:
        """The arrow in words."""
        return f"`{self.source}` → `{self.target}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One editor with its nodes and edges.

    `name` is its id (empty if it is not known), `named` where that is written. `whole` is false where a part of it is
    not known, `direction` is which way it runs. `here` tells that it is written in the file itself, not in one that
    it imports, `is_editor` that a page shows it.
    """

    name: str
    named: Span
    span: Span
    token: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    whole: bool = True
    direction: Literal["LR", "TB"] = "TB"
    here: bool = True
    is_editor: bool = True
    _nodes: Mapping[str, Node] = field(init=False, repr=False, compare=False)
    _leaving: Mapping[str, tuple[Edge, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Order nodes and edges by name, so that large drawings are read in the time that their size takes."""
        leaving: dict[str, list[Edge]] = {}
        for edge in self.edges:
            leaving.setdefault(edge.source, []).append(edge)
        object.__setattr__(self, "_nodes", {node.name: node for node in reversed(self.nodes)})
        object.__setattr__(self, "_leaving", {name: tuple(edges) for name, edges in leaving.items()})

    def node(self, name: str) -> Node | None:
        """The node of that id; the first one, if it is drawn twice."""
        return self._nodes.get(name)

    def leaving(self, name: str) -> tuple[Edge, ...]:
        """The edges that leave a node."""
        return self._leaving.get(name, ())


def _bound(display: JsonObject) -> int | None:
    data = display.get("data")
    inner: Json = data.get(_BOUND) if isinstance(data, dict) else None
    for value in (display.get(_BOUND), inner):
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return None
