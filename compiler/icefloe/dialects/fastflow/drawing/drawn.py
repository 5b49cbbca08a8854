"""What is drawn: an editor with its nodes and edges."""

from dataclasses import dataclass

from icefloe.source import Span
from icefloe_schema.jsonvalue import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node: its id, where that is written, and everything that was said of its look."""

    name: str
    span: Span
    display: JsonObject

    @property
    def label(self) -> str:
        """What stands in the node."""
        return str(self.display.get("label") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One arrow. `port` is the output of its source that it leaves by, `label` the branch that it stands for."""

    source: str
    target: str
    span: Span
    port: int
    label: str
    display: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One editor with its nodes and edges; `whole` is false where a part of it is not known."""

    name: str
    span: Span
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    whole: bool = True

    def node(self, name: str) -> Node | None:
        """The node of that id."""
        return next((node for node in self.nodes if node.name == name), None)
