"""What is wrong in a drawing by itself: nodes drawn twice, edges to nowhere, ports that are not there."""

from collections import defaultdict
from collections.abc import Mapping

from icefloe.dialects.fastflow.drawing.drawn import Drawing, Edge, Node
from icefloe.dialects.fastflow.drawing.helpers import KINDS
from icefloe.dialects.fastflow.drawing.meant import meant, respelt
from icefloe.dialects.fastflow.said import Findings
from icefloe.findings import Note, Severity
from icefloe.fixes import close_matches, removed, renamed

# How alike a kind must be to one that is known: a kind of one's own is no mistake.
_NEARLY = 0.8
_ENDS_SCRIPT = "</script"


def check(drawn: Drawing, findings: Findings) -> None:
    """Everything that can be said of a drawing without what executes it."""
    first: dict[str, Node] = {}
    for node in drawn.nodes:
        earlier = first.setdefault(node.name, node)
        if earlier is not node:
            note = Note(message="first drawn here", span=earlier.span)
            message = f"node `{node.name}` is drawn twice"
            findings.say(
                "FLO115", message, node.span, severity=Severity.ERROR, related=(note,), help="give it an id of its own"
            )
    _ends(drawn, first, findings)
    _twice(drawn, findings)
    for edge in drawn.edges:
        _ports(edge, first, findings)
    _unused(drawn, first, findings)
    _alone(drawn, first, findings)
    _markup(drawn, findings)
    _kinds(drawn, findings)


def _markup(drawn: Drawing, findings: Findings) -> None:
    """Labels that would end the script that fastflow writes them into."""
    parts: tuple[Node | Edge, ...] = (*drawn.nodes, *drawn.edges)
    for one in parts:
        if _ENDS_SCRIPT in one.label.lower():
            findings.original("FLO597", one.span)


def _kinds(drawn: Drawing, findings: Findings) -> None:
    """Kinds that nobody knows and that are nearly one that is known: fastflow draws them as any other node."""
    for node in drawn.nodes:
        near = [] if node.kind in KINDS else close_matches(node.kind, KINDS, 1, _NEARLY)
        if near:
            message = f"`{node.kind}` is no kind of node that has a look of its own; did you mean `{near[0]}`?"
            help_ = "any text is taken, and looks like `default`"
            fix = renamed(node.drawn, node.kind, near[0])
            findings.say("FLO259", message, node.span, severity=Severity.NOTE, help=help_, fix=fix)


def _ends(drawn: Drawing, nodes: Mapping[str, Node], findings: Findings) -> None:
    """Edges whose end is not drawn."""
    if not drawn.whole:
        return
    for edge in drawn.edges:
        for end in dict.fromkeys((edge.source, edge.target)):
            if end not in nodes:
                message = f"the edge {edge.title} ends at `{end}`, which is not drawn{meant(end, nodes)}"
                note = Note(message="the drawing", span=drawn.named)
                help_, fix = "draw the node, or correct the id", respelt(edge.span, end, nodes)
                findings.say(
                    "FLO115", message, edge.span, severity=Severity.ERROR, related=(note,), help=help_, fix=fix
                )


def _twice(drawn: Drawing, findings: Findings) -> None:
    """Edges that are drawn twice from port to port."""
    first: dict[tuple[str, str, int, int, str], Edge] = {}
    for edge in drawn.edges:
        earlier = first.setdefault((edge.source, edge.target, edge.port, edge.enters, edge.label), edge)
        if earlier is not edge and edge.named == earlier.named:
            note = Note(message="first drawn here", span=earlier.span)
            message = f"the edge {edge.title} is drawn twice"
            fix = removed(edge.span, "the second one", safe=True)
            findings.say("FLO267", message, edge.span, related=(note,), help="remove one of them", fix=fix)


def _ports(edge: Edge, nodes: Mapping[str, Node], findings: Findings) -> None:
    """Edges that leave or enter by a port that the node does not have."""
    ends = (
        ("source", edge.source, edge.port, "leaves", "outputs"),
        ("target", edge.target, edge.enters, "enters", "inputs"),
    )
    for _, name, port, does, ports in ends:
        node = nodes.get(name)
        if node is None or node.kind == "table":
            continue
        many = node.outputs if ports == "outputs" else node.inputs
        if many is None or 0 <= port < many:
            continue
        has = f"has no {ports}" if many <= 0 else f"has {many}: {_numbers(many)}"
        message = f"the edge {edge.title} {does} by port {port}, but `{name}` {has}"
        note = Note(message=f"the node `{name}`", span=node.span)
        help_ = f"give the node `{ports}={max(port + 1, 1)}`, or lead the edge to another port"
        findings.say("FLO261", message, edge.span, related=(note,), help=help_)


def _numbers(many: int) -> str:
    return "port 0" if many == 1 else f"ports 0 to {many - 1}"


def _unused(drawn: Drawing, nodes: Mapping[str, Node], findings: Findings) -> None:
    """Outputs of a branching node that no edge leaves."""
    if not drawn.whole:
        return
    leaving: dict[str, list[Edge]] = defaultdict(list)
    for edge in drawn.edges:
        leaving[edge.source].append(edge)
    for name, edges in leaving.items():
        node = nodes.get(name)
        if node is None or node.outputs is None or node.outputs < 2 or any(edge.named for edge in edges):
            continue
        used = {edge.port for edge in edges}
        free = [str(port) for port in range(min(node.outputs, 64)) if port not in used]
        if free:
            which = f"port {free[0]}" if len(free) == 1 else f"ports {', '.join(free)}"
            message = f"no edge leaves {which} of `{name}`, which has {node.outputs}{_together(edges)}"
            notes = tuple(Note(message=f"leaves by port {edge.port}", span=edge.span) for edge in edges)
            help_ = (
                "draw the edge of that branch, say `source_port=` on one that is there, or give the node fewer outputs"
            )
            findings.say("FLO262", message, node.span, related=notes, help=help_)


def _together(edges: list[Edge]) -> str:
    """The labels of several edges that leave by one port: all of these ways are taken together."""
    labels = [f"`{edge.label}`" for edge in edges if edge.label]
    if len(labels) < 2 or len({edge.port for edge in edges}) > 1:
        return ""
    return f"; {', '.join(labels[:-1])} and {labels[-1]} leave port {edges[0].port} together"


def _alone(drawn: Drawing, nodes: Mapping[str, Node], findings: Findings) -> None:
    """Nodes that nothing leads to or from, among others that are joined."""
    if not drawn.whole or not drawn.edges:
        return
    joined = {end for edge in drawn.edges for end in (edge.source, edge.target)}
    for node in nodes.values():
        if node.name not in joined and node.kind != "table":
            message = f"no edge leads to or from the node `{node.name}`"
            note = Note(message="the drawing", span=drawn.named)
            findings.say("FLO268", message, node.span, related=(note,), help="draw its edges, or remove it")
