"""A fastflow drawing: the nodes and edges of a `FlowEditor`, wherever in a page it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import given, text, why
from icefloe.source import Span
from icefloe.values import Known, Record
from icefloe_schema.jsonvalue import Json, JsonObject

NODES = frozenset({"Node", "DAGNode", "AgentNode", "FlowchartNode", "TableNode"})
_NAMES = ("name", "id", "node_id")
_POSITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "node": ("name", "x", "y", "label", "node_type", "inputs", "outputs", "width", "height"),
        "edge": ("source", "target", "label", "source_port", "target_port", "dashed"),
    }
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found on the way; the list is filled while a file is read."""

    found: list[Finding] = field(default_factory=list[Finding])

    def say(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        severity: Severity = Severity.WARNING,
        related: tuple[Note, ...] = (),
        help: str = "",
    ) -> None:
        """Add one finding."""
        made = Finding(code=code, message=message, span=span, severity=severity, related=related, help=help)
        if made not in self.found:
            self.found.append(made)


def word(record: Record) -> str:
    """Which word of fastflow a call spells; nothing if it is none."""
    package, _, name = record.path.rpartition(".")
    return name if package.split(".")[0] == "fastflow" else ""


def drawing(record: Record, findings: Findings) -> Drawing:
    """Read a `FlowEditor`."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    whole = True
    for argument in record.arguments:
        if argument.star or (argument.name is None and not isinstance(argument.value, Record | Known)):
            whole = False
            findings.say("FLO118", f"a part of the drawing cannot be known: {why(argument.value)}", argument.span)
        elif argument.name is None and isinstance(argument.value, Record):
            kind = word(argument.value)
            if kind in NODES:
                nodes.extend(_node(argument.value, findings))
            elif kind == "Edge":
                edges.extend(_edge(argument.value, findings))
    name = text(given(record, "id")) or ""
    found = Drawing(name=name, span=record.span, nodes=tuple(nodes), edges=tuple(edges), whole=whole)
    _check(found, findings)
    return found


def _node(record: Record, findings: Findings) -> Iterator[Node]:
    """One node, if its id is known."""
    argument = next(filter(None, (record.argument(name, 0) for name in _NAMES)), None)
    name = None if argument is None else text(argument.value)
    if argument is None or name is None:
        findings.say("FLO118", "the id of a node cannot be known", record.span)
        return
    display = {key: item for key, item in _display(record, "node", findings).items() if key not in _NAMES}
    if "node_type" in display:
        display["kind"] = display.pop("node_type")
    yield Node(name=name, span=argument.span, display=display)


def _edge(record: Record, findings: Findings) -> Iterator[Edge]:
    """One edge, if its ends are known."""
    source, target = text(given(record, "source", 0)), text(given(record, "target", 1))
    if source is None or target is None:
        findings.say("FLO118", "the ends of an edge cannot be known", record.span)
        return
    display = {key: item for key, item in _display(record, "edge", findings).items() if key not in ("source", "target")}
    port = display.get("source_port")
    yield Edge(
        source=source,
        target=target,
        span=record.span,
        port=port if isinstance(port, int) else 0,
        label=str(display.get("label") or ""),
        display=display,
    )


def _display(record: Record, kind: str, findings: Findings) -> dict[str, Json]:
    """All constant arguments by name."""
    found: dict[str, Json] = {}
    position = 0
    for argument in record.arguments:
        name = argument.name
        if name is None and not argument.star:
            names = _POSITIONS[kind]
            name = names[position] if position < len(names) else None
            position += 1
        if name is None:
            findings.say("FLO118", "a part of the drawing cannot be known", argument.span)
            continue
        try:
            found[name] = literal_of(argument.value)
        except NotLiteralError as error:
            # Page content in a node is not part of a plan's picture.
            if name != "html":
                findings.say("FLO118", f"`{name}` of the drawing cannot be known: {error}", argument.span)
    return found


def _check(found: Drawing, findings: Findings) -> None:
    """Nodes that are drawn twice, and edges to nodes that are not drawn."""
    first: dict[str, Node] = {}
    for node in found.nodes:
        earlier = first.setdefault(node.name, node)
        if earlier is not node:
            note = Note(message="first drawn here", span=earlier.span)
            message = f"node `{node.name}` is drawn twice"
            findings.say("FLO115", message, node.span, severity=Severity.ERROR, related=(note,))
    for edge in found.edges if found.whole else ():
        for end in dict.fromkeys((edge.source, edge.target)):
            if end not in first:
                message = f"the edge `{edge.source}` → `{edge.target}` ends at `{end}`, which is not drawn"
                findings.say("FLO115", message, edge.span, severity=Severity.ERROR, help="draw the node, or correct it")
