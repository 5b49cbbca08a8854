"""Nodes that branch: whether anything decides which way is taken, and whether every way can be."""

from collections.abc import Mapping

from icefloe.dialects.fastflow.drawing.drawn import Drawing, Edge, Node
from icefloe.dialects.fastflow.drawing.meant import meant
from icefloe.dialects.fastflow.picks import pick
from icefloe.dialects.fastflow.said import Findings
from icefloe.findings import Note
from icefloe.graph import Step


def decisions(drawn: Drawing, known: Mapping[str, Step], needed: Mapping[str, set[str]], findings: Findings) -> None:
    """Look at every node that is left by several ports and that a step of the executor runs."""
    decided: list[Step] = []
    for name in dict.fromkeys(edge.source for edge in drawn.edges):
        step, node, edges = known.get(name), drawn.node(name), drawn.leaving(name)
        if step is None or node is None or len({edge.port for edge in edges}) < 2:
            continue
        picked = pick(step, {edge.label for edge in edges if edge.label})
        if picked.how == "first":
            # A handler that names nothing is said where its branches are read.
            if picked.says:
                _undecided(step, node, edges, {one for one in known if name in needed[one]}, findings)
            continue
        decided.append(step)
        if picked.values is not None:
            _never(step, edges, picked.values, findings)
    if decided:
        findings.original("FLO589", decided[0].span, steps=[step.id for step in decided])


def _undecided(step: Step, node: Node, edges: tuple[Edge, ...], after: set[str], findings: Findings) -> None:
    """A branch that no handler decides: the executor runs what comes after it whatever is meant to be decided."""
    always = [edge for edge in edges if edge.target in after]
    others = [edge for edge in edges if edge.port != 0 and edge not in always]
    if not always:
        return
    run = _listed([edge.target for edge in always])
    follow = "follows" if len(always) == 1 else "follow"
    message = f"nothing decides at `{node.name}`, which has no handler: {run} always {follow}"
    if others:
        message += f", and the branch {_listed([edge.label or f'port {edge.port}' for edge in others])} is never taken"
    notes = [Note(message=f"`{node.name}` has {len({edge.port for edge in edges})} branches", span=node.span)]
    notes += [Note(message="its step has no handler", span=step.span)]
    notes += [Note(message="never taken", span=edge.span) for edge in others[:3]]
    help_ = f"give the step a handler that returns the label of the branch{_labels(edges)}"
    findings.say("FLO266", message, always[0].span, related=tuple(notes), help=help_)


def _never(step: Step, edges: tuple[Edge, ...], values: frozenset[str | int], findings: Findings) -> None:
    """Branches that no result of the handler takes, and results that are for none of them."""
    names: set[str | int] = {name for edge in edges for name in (edge.label, edge.port) if name != ""}
    strays = sorted(str(value) for value in values if value not in names)
    # A branch without a label is taken where no other is named.
    unnamed = [edge for edge in edges if not edge.label]
    rest = len(unnamed) == 1 and len(edges) > 1 and any(edge.label for edge in edges)
    said = _listed([str(value) for value in sorted(values, key=str)])
    for edge in edges:
        if edge.label in values or edge.port in values or (rest and edge in unnamed and strays):
            continue
        way = f"`{edge.label}`" if edge.label else f"port {edge.port}"
        message = f"the branch {way} of `{edge.source}` is never taken: its handler returns {said} alone"
        note = Note(message="the step that decides", span=step.span)
        findings.say("FLO262", message, edge.span, related=(note,), help="return it too, or remove the edge")
    if strays and not (rest and unnamed):
        labels = [edge.label for edge in edges if edge.label]
        guess = meant(strays[0], labels)
        message = f"the handler of `{step.id}` returns {_listed(strays)}, which is no branch of it{guess}"
        notes = tuple(Note(message=f"the branch `{edge.label or edge.port}`", span=edge.span) for edge in edges[:4])
        findings.say("FLO262", message, step.span, related=notes, help=f"return one of its labels{_labels(edges)}")


def _labels(edges: tuple[Edge, ...]) -> str:
    labels = [f'"{edge.label}"' for edge in edges if edge.label]
    return f" ({' or '.join(labels[:4])})" if labels else ""


def _listed(names: list[str]) -> str:
    texts = [f"`{name}`" for name in dict.fromkeys(names)]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
