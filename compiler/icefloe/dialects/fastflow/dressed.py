"""Steps in the clothes of their drawing: nodes that are only drawn as stubs, branches as guards."""

from collections.abc import Iterable
from dataclasses import replace

from icefloe.dialects.fastflow import branches
from icefloe.dialects.fastflow.drawing import Drawing, Edge, look
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.ways import needs, reaches
from icefloe.graph import Order, Step
from icefloe_schema import plan


def dressed(steps: tuple[Step, ...], drawn: Drawing, findings: Findings) -> tuple[Step, ...]:
    """The steps with their looks, the nodes that are only drawn as stubs, and the branches as guards."""
    known = {step.id for step in steps}
    needed = needs(steps)
    stubs: dict[str, Step] = {}
    for node in drawn.nodes:
        if node.name not in known and node.name not in stubs:
            stubs[node.name] = Step(id=node.name, name=node.name, span=node.span, added=node.span, run=plan.StubRun())
            needed[node.name] = set()
    everything = {**{step.id: step for step in steps}, **stubs}
    arrows: list[Edge] = []
    for edge in drawn.edges:
        if edge.source not in everything or edge.target not in everything:
            continue
        if reaches(needed, edge.source, edge.target):
            _feedback(edge, findings)
            continue
        arrows.append(edge)
        if edge.target in stubs:
            needed[edge.target].add(edge.source)
            order = Order(step=edge.source, why="an edge leads from it", span=edge.span)
            stub = everything[edge.target]
            everything[edge.target] = replace(stub, after=(*stub.after, order))
    forward = replace(drawn, edges=tuple(arrows))
    # Two steps of one id are another rule's matter: each keeps its place.
    listed = (*steps, *(everything[name] for name in stubs))
    return tuple(_dress(step, listed, drawn, forward, needed, findings) for step in listed)


def _dress(
    step: Step, steps: Iterable[Step], drawn: Drawing, forward: Drawing, needed: dict[str, set[str]], findings: Findings
) -> Step:
    """One step with its look, and the branches that lead to it."""
    real = replace(forward, edges=tuple(edge for edge in forward.edges if edge.source in needed.get(edge.target, ())))
    return replace(look(step, drawn), guard=branches.guard(step, steps, real, findings))


def _feedback(edge: Edge, findings: Findings) -> None:
    """Say that a loop is drawn and not run."""
    message = f"the edge `{edge.source}` → `{edge.target}` leads back: it is drawn, but not run"
    findings.say("FLO117", message, edge.span, help="loops of a drawing are kept in the picture only")
