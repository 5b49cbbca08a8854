"""# duplicate-step (FLO101)

## What it does
Reports two steps of one pipeline that have the same name and that nothing tells apart.

Steps that one factory or loop makes are told apart by the value they are made from (`train[xgboost]`), so only
steps that are really indistinguishable are reported.

## Why is this bad?
A step's name is its address: results, logs, caches and `after` refer to it. Of two steps with one name, one silently
takes the other's place, or the run fails after hours.

## Example
```python
pipeline.add_step(load)
pipeline.add_step(train)
pipeline.add_step(load)
```

## Use instead
Add the step once, or give the second one a name of its own with `name=`.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note
from icefloe.fixes import Fix, RemoveCall
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each later step that has the id of an earlier one."""
    first: dict[str, Step] = {}
    for step in graph.steps:
        if step.id not in first:
            first[step.id] = step
            continue
        if any(_overlap(hole.span, step.added) for hole in graph.holes):
            continue  # whether, or under which name, it is added is already said to be unknown
        earlier = first[step.id]
        yield Finding(
            code="FLO101",
            message=f"step `{step.id}` is in pipeline `{graph.name}` twice",
            span=step.added,
            label="added again here",
            related=(Note(message="first added here", span=earlier.added), *_definitions(earlier, step)),
            help=f"add `{step.name}` once, or give one of the two a name of its own",
            fix=_once(earlier, step),
        )


def _once(earlier: Step, step: Step) -> Fix | None:
    """Take the second addition out, if it is the very same step that is added."""
    if earlier.span != step.span or earlier.added == step.added:
        return None
    return Fix(message=f"add `{step.name}` once", changes=(RemoveCall(span=step.added),))


def _overlap(one: Span, other: Span) -> bool:
    starts = max((one.line, one.column), (other.line, other.column))
    return one.path == other.path and starts < min((one.end_line, one.end_column), (other.end_line, other.end_column))


def _definitions(earlier: Step, later: Step) -> tuple[Note, ...]:
    """The two definitions, where the name belongs to two different functions."""
    if earlier.span == later.span:
        return ()
    return (
        Note(message=f"one `{earlier.name}` is defined here", span=earlier.span),
        Note(message="and the other here", span=later.span),
    )


RULE = Rule(
    code="FLO101",
    name="duplicate-step",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["a"])
def load():
    return 1

@step(inputs=["a"])
def show(a):
    print(a)

pipeline = Pipeline("p").add_step(load).add_step(show)
"""
        ),
        Case(
            source="""\
import os
from flowyml import Pipeline, step

@step(outputs=["a"])
def load():
    return 1

pipeline = Pipeline("p").add_step(load)
for name in os.environ["NAMES"].split(","):
    pipeline.add_step(step(name=name)(load))
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["a"])
def load():
    return 1

pipeline = Pipeline("p")
pipeline.add_step(load)
pipeline.add_step(load)
""",
            message="step `load` is in pipeline `p` twice",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(name="load", outputs=["a"])
def load_a():
    return 1

@step(name="load", outputs=["b"])
def load_b():
    return 2

pipeline = Pipeline("p").add_step(load_a).add_step(load_b)
""",
            message="step `load`",
        ),
    ),
)
