"""Steps in the clothes of their drawing: drawn nodes as stubs, branches as guards, bounded feedback as loops."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from icefloe.dialects.fastflow import loops
from icefloe.dialects.fastflow.asking import asked, told
from icefloe.dialects.fastflow.branches import Branches, branches
from icefloe.dialects.fastflow.conditions import Arrival, Condition, Conditions
from icefloe.dialects.fastflow.drawing import Drawing, Edge, look
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.ways import needs, reaches
from icefloe.graph import Binding, Guard, Order, Step
from icefloe.source import Span
from icefloe_schema import plan


def dressed(steps: tuple[Step, ...], drawn: Drawing, findings: Findings) -> tuple[Step, ...]:
    """The steps with their looks, the nodes that are only drawn as stubs, guards for branches, and loops."""
    everything, needed, forward, back = _drawn(steps, drawn)
    listed = {**everything}
    decided = branches(drawn, listed, findings)
    arrivals = _arrivals(needed, forward, decided)
    whole = Conditions(complete=decided.complete)
    whole.come(arrivals)
    found = loops.loops(back, steps, needed, whole, decided, drawn, findings)
    spans = {edge.target: edge.span for edge in reversed(forward) if decided.way(edge) is not None}
    # Two steps of one id are another rule's matter: each keeps its place.
    plain = (*steps, *(step for name, step in everything.items() if all(one.id != name for one in steps)))
    made = tuple(
        look(_guarded(step, whole, loops.given(step.id, found, whole), decided, spans, found), drawn) for step in plain
    )
    return loops.nested(made, found, whole, decided)


def _drawn(
    steps: tuple[Step, ...], drawn: Drawing
) -> tuple[dict[str, Step], dict[str, set[str]], list[Edge], list[Edge]]:
    """All steps, what each needs, the edges that lead on, and those that lead back."""
    everything = {step.id: step for step in steps}
    known = frozenset(everything)
    needed = needs(steps)
    for node in drawn.nodes:
        if node.name not in everything:
            stub = Step(id=node.name, name=node.name, span=node.span, added=node.span, run=plan.StubRun())
            everything[node.name] = stub
            needed[node.name] = set()
    forward: list[Edge] = []
    back: list[Edge] = []
    for edge in drawn.edges:
        if edge.source not in everything or edge.target not in everything:
            continue
        # An edge of a dependency that is written down leads on: what waits for itself is another finding.
        if edge.source not in needed[edge.target] and reaches(needed, edge.source, edge.target):
            back.append(edge)
            continue
        forward.append(edge)
        if edge.target not in known:
            needed[edge.target].add(edge.source)
            order = Order(step=edge.source, why="an edge leads from it", span=edge.span)
            stub = everything[edge.target]
            everything[edge.target] = replace(stub, after=(*stub.after, order))
    return everything, needed, forward, back


def _arrivals(needed: Mapping[str, set[str]], forward: list[Edge], decided: Branches) -> dict[str, list[Arrival]]:
    """Where each step is come to from: from what it needs, by the branch that the drawing shows."""
    arrivals: dict[str, list[Arrival]] = {name: [] for name in needed}
    shown: set[tuple[str, str]] = set()
    for edge in forward:
        if reaches(needed, edge.target, edge.source):
            arrivals[edge.target].append((edge.source, decided.way(edge)))
            shown.add((edge.source, edge.target))
    for name, before in needed.items():
        arrivals[name] += [(one, None) for one in sorted(before) if (one, name) not in shown and one in needed]
    return arrivals


def _guarded(
    step: Step,
    whole: Conditions,
    condition: Condition,
    decided: Branches,
    spans: Mapping[str, Span],
    found: Sequence[loops.Loop],
) -> Step:
    """A step with the branches that lead to it; what a branch beside it would give is None where that was not run."""
    test = asked(condition, whole, decided.tests)
    guard = None if test is None else Guard(test=test, span=spans.get(step.id, step.span))
    bindings = tuple(_optional(one, step.id, found, whole, decided) for one in step.bindings)
    return replace(step, bindings=bindings, guard=guard)


def _optional(
    binding: Binding, name: str, found: Sequence[loops.Loop], whole: Conditions, decided: Branches
) -> Binding:
    """A binding whose step may not have run although this one does."""
    source = binding.source
    if not isinstance(source, plan.FromOutput) or source.step not in whole.steps:
        return binding
    left = whole.inside(whole.steps[source.step], whole.steps[name])
    test = told(left, whole, decided.tests)
    if test is None:
        return binding
    # Of a step inside a loop, those outside cannot ask whether it ran.
    if not any(source.step in loop.members and name not in loop.members for loop in found):
        test = plan.FromRan(step=source.step)
    nothing = plan.FromLiteral(value=None)
    return replace(binding, source=plan.FromExpression(op="choice", operands=(test, source, nothing)))
