"""Nodes that branch: whether anything decides which way is taken, and whether every way can be."""

from collections import defaultdict
from collections.abc import Mapping

from icefloe.dialects.fastflow.drawing.drawn import Drawing, Edge, Node
from icefloe.dialects.fastflow.said import Findings
from icefloe.findings import Note
from icefloe.graph import Step
from icefloe_schema import plan


def decisions(
    drawn: Drawing,
    known: Mapping[str, Step],
    needed: Mapping[str, set[str]],
    findings: Findings,
) -> None:
    """Look at every node that is left by several ports and that a step of the executor runs."""
    leaving: dict[str, list[Edge]] = defaultdict(list)
    for edge in drawn.edges:
        leaving[edge.source].append(edge)
    nodes = {node.name: node for node in drawn.nodes}
    for name, edges in leaving.items():
        step, node = known.get(name), nodes.get(name)
        if step is None or node is None or len({edge.port for edge in edges}) < 2:
            continue
        if isinstance(step.run, plan.StubRun):
            _undecided(step, node, edges, {one for one in known if name in needed[one]}, findings)


def _undecided(step: Step, node: Node, edges: list[Edge], after: set[str], findings: Findings) -> None:
    """A branch that no handler decides: the executor runs what comes after it whatever is meant to be decided."""
    always = [edge for edge in edges if edge.target in after]
    never = [edge for edge in edges if edge.port != 0]
    if not always:
        return
    run = _listed([edge.target for edge in always])
    message = (
        f"nothing decides at `{node.name}`, which has no handler: {run} always follow{'s' if len(always) == 1 else ''}"
    )
    others = [edge for edge in never if edge not in always]
    if others:
        message += f", and the branch {_listed([edge.label or f'port {edge.port}' for edge in others])} is never taken"
    notes = [Note(message=f"`{node.name}` has {len({edge.port for edge in edges})} branches", span=node.span)]
    notes += [Note(message="its step has no handler", span=step.span)]
    notes += [Note(message="never taken", span=edge.span) for edge in others[:3]]
    help_ = f"give the step a handler that returns the label of the branch{_labels(edges)}"
    findings.say("FLO266", message, always[0].span, related=tuple(notes), help=help_)


def _labels(edges: list[Edge]) -> str:
    labels = [f'"{edge.label}"' for edge in edges if edge.label]
    return f" ({' or '.join(labels[:4])})" if labels else ""


def _listed(names: list[str]) -> str:
    texts = [f"`{name}`" for name in dict.fromkeys(names)]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
