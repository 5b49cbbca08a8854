"""What is drawn of a plan: its steps with the bodies inside them, each under a number, and the arrows between them."""

from collections.abc import Iterator, Mapping
from typing import Literal

from icefloe_runtimes.diagram.drawn import Drawn, leaving
from icefloe_runtimes.edges import Edge, bodies, edges
from icefloe_schema.plan import DynamicRun, FromExpression, FromOutput, LoopRun, MapRun, PlanRun, Step, Value
from icefloe_schema.records import dataclass

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
    told = _told(steps)

    def drawn(level: tuple[Step, ...], above: str) -> tuple[Node, ...]:
        nonlocal count
        names = [f"s{count + number}" for number in range(1, len(level) + 1)]
        count += len(level)
        return tuple(one(step, name, above) for step, name in zip(level, names, strict=True))

    def one(step: Step, name: str, above: str) -> Node:
        path = f"{above}{step.id}"
        inner = tuple(
            Inner(label=label, nodes=drawn(body, f"{path}/{label}/" if label else f"{path}/"), handles=handles)
            for label, body, handles in _bodies(step)
        )
        return Node(name=name, path=path, step=step, inner=inner, told=step.id in told)

    return drawn(steps, "")


def _told(steps: tuple[Step, ...]) -> frozenset[str]:
    """The steps whose drawn edges say when they run: each has words on it, or comes from where nothing branches."""
    found: dict[str, bool] = {}
    for step in _every_step(steps):
        out = tuple(leaving(step))
        branches = len({edge.port for edge in out}) > 1
        for edge in out:
            found[edge.target] = found.get(edge.target, True) and (bool(edge.label) or not branches)
    return frozenset(name for name, is_told in found.items() if is_told)


def arrows(level: tuple[Node, ...]) -> Iterator[Arrow]:
    """All arrows between these nodes, and from each node that holds bodies to where they begin."""
    known = {node.step.id: node for node in level}
    joined = [edge for edge in edges(tuple(node.step for node in level)) if edge.source in known]
    shown = _between(level)
    is_drawn = bool(shown)
    for edge in joined:
        kind: Literal["data", "order"] = "data" if edge.outputs else "order"
        if is_drawn and (edge.source, edge.target) not in shown and _only_decides(known, edge):
            continue
        plain = (known[edge.source], known[edge.target], None)
        for source, target, drawn in shown.pop((edge.source, edge.target), (plain,)):
            yield Arrow(source=source, target=target, kind=kind, outputs=edge.outputs, drawn=drawn)
    yield from _only_drawn(joined, shown)
    for node in level:
        for inner in node.inner:
            for first in _first(inner.nodes):
                kind_in: Literal["branch", "failure"] = "failure" if inner.handles else "branch"
                yield Arrow(source=node, target=first, kind=kind_in, label=inner.label)
            yield from arrows(inner.nodes)


def _only_decides(known: Mapping[str, Node], edge: Edge) -> bool:
    """Whether one drawn step only tells when another one runs, or which value that takes: no edge is drawn for it."""
    source, target = known[edge.source].step, known[edge.target].step
    if "kind" not in source.display or "kind" not in target.display or source.id in target.after:
        return False
    return not any(_gives(binding.value, source.id) for binding in target.bindings)


def _gives(value: Value, step: str) -> bool:
    """Whether a value holds what a step gave; the test of a choice only looks at it."""
    if isinstance(value, FromExpression):
        operands = value.operands[1:] if value.op == "choice" else value.operands
        return any(_gives(operand, step) for operand in operands)
    return isinstance(value, FromOutput) and value.step == step


def _between(level: tuple[Node, ...]) -> dict[tuple[str, str], tuple[tuple[Node, Node, Drawn], ...]]:
    """The drawn edges between the nodes of a level, or what is inside them, by the ids of those nodes."""
    drawn = [(node, one, edge) for node in level for one in every((node,)) for edge in leaving(one.step)]
    if not drawn:
        return {}
    places = {one.step.id: (node, one) for node in level for one in every((node,))}
    places |= {node.step.id: (node, node) for node in level}
    found: dict[tuple[str, str], tuple[tuple[Node, Node, Drawn], ...]] = {}
    for node, source, edge in drawn:
        outer, target = places.get(edge.target, (None, None))
        if outer is None or target is None or (outer is node and not (source is node and target is node)):
            continue
        key = (node.step.id, outer.step.id)
        found[key] = (*found.get(key, ()), (source, target, edge))
    return found


def _only_drawn(
    joined: list[Edge], shown: Mapping[tuple[str, str], tuple[tuple[Node, Node, Drawn], ...]]
) -> Iterator[Arrow]:
    """The drawn edges that nothing in the plan stands for: most lead back."""
    after: dict[str, list[str]] = {}
    for edge in joined if shown else ():
        after.setdefault(edge.source, []).append(edge.target)
    for (above, below), ones in shown.items():
        kind: Literal["feedback", "drawn"] = "feedback" if _leads(after, below, above) else "drawn"
        for source, target, drawn in ones:
            yield Arrow(source=source, target=target, kind=kind, drawn=drawn)


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


def _every_step(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Steps and those inside them."""
    for step in steps:
        yield step
        for _, body, _ in _bodies(step):
            yield from _every_step(body)


def _first(level: tuple[Node, ...]) -> Iterator[Node]:
    """The nodes that wait for none of the others."""
    own = {node.step.id for node in level}
    waiting = {edge.target for edge in edges(tuple(node.step for node in level)) if edge.source in own}
    yield from (node for node in level if node.step.id not in waiting)
