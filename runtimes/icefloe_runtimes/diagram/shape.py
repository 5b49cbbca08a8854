"""What is drawn of a plan: its steps with the bodies inside them, each under a number, and the arrows between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from icefloe_runtimes.diagram.drawn import Drawn, leaving
from icefloe_runtimes.edges import Edge, bodies, edges
from icefloe_schema.plan import DynamicRun, LoopRun, MapRun, PlanRun, Step

HANDLER = "on failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """One body inside a step: a branch by its name, a handler; without a label the only body that the step runs."""

    label: str
    nodes: "tuple[Node, ...]"
    handles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step under a name that no other has in the picture (`s1`, `s2`, …), and by its path (`compare/left/fit`).

    `told` means that the words on an edge that leads to it say when it runs.
    """

    name: str
    path: str
    step: Step
    inner: tuple[Inner, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One connection: outputs that flow, an order without any (`order`), the way into a body, or into a handler.

    `drawn` is how a drawing shows it. What is only drawn is `feedback` where it leads back, else `drawn`.
    """

    source: Node
    target: Node
    kind: Literal["data", "order", "branch", "failure", "feedback", "drawn"]
    outputs: tuple[str, ...] = ()
    label: str = ""
    drawn: Drawn | None = None


def nodes(steps: tuple[Step, ...]) -> tuple[Node, ...]:
    """The steps as nodes, numbered from the outside in and from first to last."""
    count = 0

    def drawn(level: tuple[Step, ...], above: str) -> tuple[Node, ...]:
        nonlocal count
        names = [f"s{count + number}" for number in range(1, len(level) + 1)]
        count += len(level)
        told = {edge.target for step in level for edge in leaving(step) if edge.label}
        return tuple(one(step, name, above, told) for step, name in zip(level, names, strict=True))

    def one(step: Step, name: str, above: str, told: set[str]) -> Node:
        path = f"{above}{step.id}"
        inner = tuple(
            Inner(label=label, nodes=drawn(body, f"{path}/{label}/" if label else f"{path}/"), handles=handles)
            for label, body, handles in _bodies(step)
        )
        return Node(name=name, path=path, step=step, inner=inner, told=step.id in told)

    return drawn(steps, "")


def arrows(level: tuple[Node, ...]) -> Iterator[Arrow]:
    """All arrows between these nodes, and from each node that holds bodies to where they begin."""
    known = {node.step.id: node for node in level}
    joined = [edge for edge in edges(tuple(node.step for node in level)) if edge.source in known]
    shown = {node.step.id: _by_target(node.step) for node in level}
    for edge in joined:
        kind: Literal["data", "order"] = "data" if edge.outputs else "order"
        for drawn in shown[edge.source].get(edge.target, (None,)):
            yield Arrow(
                source=known[edge.source], target=known[edge.target], kind=kind, outputs=edge.outputs, drawn=drawn
            )
    if any(shown.values()):
        yield from _only_drawn(known, joined, shown)
    for node in level:
        for inner in node.inner:
            for first in _first(inner.nodes):
                kind_in: Literal["branch", "failure"] = "failure" if inner.handles else "branch"
                yield Arrow(source=node, target=first, kind=kind_in, label=inner.label)
            yield from arrows(inner.nodes)


def _by_target(step: Step) -> dict[str, tuple[Drawn, ...]]:
    found: dict[str, tuple[Drawn, ...]] = {}
    for drawn in leaving(step):
        found[drawn.target] = (*found.get(drawn.target, ()), drawn)
    return found


def _only_drawn(
    known: Mapping[str, Node], joined: list[Edge], shown: Mapping[str, Mapping[str, tuple[Drawn, ...]]]
) -> Iterator[Arrow]:
    """The drawn edges that nothing in the plan stands for: most lead back."""
    real = {(edge.source, edge.target) for edge in joined}
    after: dict[str, list[str]] = {}
    for edge in joined:
        after.setdefault(edge.source, []).append(edge.target)
    for source, targets in shown.items():
        for target, ones in targets.items():
            if target not in known or (source, target) in real:
                continue
            kind: Literal["feedback", "drawn"] = "feedback" if _leads(after, target, source) else "drawn"
            for drawn in ones:
                yield Arrow(source=known[source], target=known[target], kind=kind, drawn=drawn)


def _leads(after: Mapping[str, list[str]], start: str, end: str) -> bool:
    """Whether a way leads from one step to another."""
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            waiting += after.get(name, ())
    return False


def every(level: tuple[Node, ...]) -> Iterator[Node]:
    """The nodes and all that are inside them, each after what it is in."""
    for node in level:
        yield node
        for inner in node.inner:
            yield from every(inner.nodes)


def _bodies(step: Step) -> Iterator[tuple[str, tuple[Step, ...], bool]]:
    only = isinstance(step.run, PlanRun | MapRun | LoopRun | DynamicRun)
    for name, body in bodies(step):
        yield "" if only else name, body.steps, False
    failure = step.policy.on_failure
    if failure is not None and failure.handler is not None:
        yield HANDLER, failure.handler.steps, True


def _first(level: tuple[Node, ...]) -> Iterator[Node]:
    """The nodes that wait for none of the others."""
    own = {node.step.id for node in level}
    waiting = {edge.target for edge in edges(tuple(node.step for node in level)) if edge.source in own}
    yield from (node for node in level if node.step.id not in waiting)
