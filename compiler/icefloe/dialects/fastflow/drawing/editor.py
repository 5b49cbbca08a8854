"""Reading one `FlowEditor`, wherever in a page it stands."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.fastflow.drawing.drawn import Drawing, Edge, Node
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.findings import Note, Severity
from icefloe.reach import given, text, why
from icefloe.values import Known, Record
from icefloe_schema.jsonvalue import Json

NODES = frozenset({"Node", "DAGNode", "AgentNode", "FlowchartNode", "TableNode"})
_NAMES = ("name", "id", "node_id")
_POSITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "node": ("name", "x", "y", "label", "node_type", "inputs", "outputs", "width", "height"),
        "edge": ("source", "target", "label", "source_port", "target_port", "dashed"),
    }
)


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
