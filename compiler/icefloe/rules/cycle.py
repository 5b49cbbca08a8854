"""# cycle (FLO102)

## What it does
Reports steps that wait for each other in a circle, with the path of the circle and the place of each of its edges.

## Why is this bad?
None of the steps can ever start: each waits for the result of the next.

## Example
```python
@step(inputs=["model"], outputs=["data"])
def load(model): ...

@step(inputs=["data"], outputs=["model"])
def train(data): ...
```

## Use instead
Take one of the inputs away, or name the output of a step that improves on its input differently (`model` →
`tuned_model`). For a loop that is meant, use the dialect's loop, which says when it ends.
"""

from collections import deque
from collections.abc import Iterator
from itertools import pairwise

from icefloe.findings import Finding, Note
from icefloe.graph import Graph, Step, upstream
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report one circle for each group of steps that are caught in circles."""
    steps = {step.id: step for step in graph.steps}
    needs = {key: {need for need in graph.needs(step) if need in steps} for key, step in steps.items()}
    caught = _caught(needs)
    while caught:
        circle = next(filter(None, (_circle(key, needs, caught) for key in steps if key in caught)))
        yield _finding(graph, steps, circle)
        left = caught.difference(circle)
        caught = _caught({key: needs[key] & left for key in left})


def _caught(needs: dict[str, set[str]]) -> set[str]:
    """The steps left when all that can start, and all that nobody waits for, are taken away again and again."""
    return set(_core(_turned(_core(needs))))


def _core(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left when steps without edges are taken away again and again."""
    back = _turned(edges)
    waiting = {key: len(found) for key, found in edges.items()}
    ready = deque(key for key, count in waiting.items() if not count)
    gone: set[str] = set()
    while ready:
        key = ready.popleft()
        gone.add(key)
        for other in back[key]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return {key: found - gone for key, found in edges.items() if key not in gone}


def _turned(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same edges in the other direction."""
    turned: dict[str, set[str]] = {key: set() for key in edges}
    for key, found in edges.items():
        for other in found:
            turned[other].add(key)
    return turned


def _circle(start: str, needs: dict[str, set[str]], among: set[str]) -> list[str]:
    """The shortest circle through a step, in the direction of the data; empty if it is on none."""
    came: dict[str, str] = {}
    queue = deque([start])
    while queue:
        key = queue.popleft()
        for need in sorted(needs[key] & among):
            if need == start:
                path = [key]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return [start, *path[:-1]]
            if need not in came:
                came[need] = key
                queue.append(need)
    return []


def _finding(graph: Graph, steps: dict[str, Step], circle: list[str]) -> Finding:
    """The finding for one circle: first its path, then the place and the reason of each edge."""
    path = [*circle, circle[0]]
    edges = [_edge(steps[consumer], producer) for producer, consumer in pairwise(path)]
    span, _ = edges[0]
    what = "waits for itself" if len(circle) == 1 else "wait for each other in a circle"
    subject = f"step `{circle[0]}`" if len(circle) == 1 else f"{len(circle)} steps of pipeline `{graph.name}`"
    return Finding(
        code="FLO102",
        message=f"{subject} {what}: {' → '.join(path)}",
        span=span,
        label=edges[0][1],
        related=tuple(Note(message=reason, span=place) for place, reason in edges[1:]),
        help="take one of these edges away, or name what a later step produces differently",
    )


def _edge(consumer: Step, producer: str) -> tuple[Span, str]:
    """Where and why a step waits for another."""
    for binding in consumer.bindings:
        if producer in upstream(binding.source):
            return binding.asset_span or binding.span, f"`{consumer.id}` takes `{binding.parameter}` from `{producer}`"
    for order in consumer.after:
        if order.step == producer:
            why = f": {order.why}" if order.why else ""
            return order.span, f"`{consumer.id}` comes after `{producer}`{why}"
    span = consumer.guard.span if consumer.guard is not None else consumer.span
    return span, f"`{consumer.id}` runs or not by a result of `{producer}`"


RULE = Rule(
    code="FLO102",
    name="cycle",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["data"])
def load():
    return [1, 2]

@step(inputs=["data"], outputs=["model"])
def train(data):
    return sum(data)

@step(inputs=["data", "model"], outputs=["score"])
def score(data, model):
    return model / len(data)

pipeline = Pipeline("p").add_step(load).add_step(train).add_step(score)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(inputs=["model"], outputs=["data"])
def load(model):
    return [model]

@step(inputs=["data"], outputs=["model"])
def train(data):
    return sum(data)

pipeline = Pipeline("p").add_step(load).add_step(train)
""",
            message="load → train → load",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(inputs=["data"], outputs=["data"])
def clean(data):
    return data

pipeline = Pipeline("p").add_step(clean)
""",
            message="step `clean` waits for itself",
        ),
    ),
)
