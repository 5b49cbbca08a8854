"""What is drawn of a plan: its steps with the bodies inside them, each under a number, and the arrows between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from icefloe_runtimes.edges import bodies, edges
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
    """One step under a name that no other has in the picture (`s1`, `s2`, …), and by its path (`compare/left/fit`)."""

    name: str
    path: str
    step: Step
    inner: tuple[Inner, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One connection: outputs that flow, an order without any (`order`), the way into a body, or into a handler."""

    source: Node
    target: Node
    kind: Literal["data", "order", "branch", "failure"]
    outputs: tuple[str, ...] = ()
    label: str = ""


def nodes(steps: tuple[Step, ...]) -> tuple[Node, ...]:
    """The steps as nodes, numbered from the outside in and from first to last."""
    count = 0

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
        return Node(name=name, path=path, step=step, inner=inner)

    return drawn(steps, "")


def arrows(level: tuple[Node, ...]) -> Iterator[Arrow]:
    """All arrows between these nodes, and from each node that holds bodies to where they begin."""
    known = {node.step.id: node for node in level}
    for edge in edges(tuple(node.step for node in level)):
        if edge.source in known:
            kind: Literal["data", "order"] = "data" if edge.outputs else "order"
            yield Arrow(source=known[edge.source], target=known[edge.target], kind=kind, outputs=edge.outputs)
    for node in level:
        for inner in node.inner:
            for first in _first(inner.nodes):
                kind_in: Literal["branch", "failure"] = "failure" if inner.handles else "branch"
                yield Arrow(source=node, target=first, kind=kind_in, label=inner.label)
            yield from arrows(inner.nodes)


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
