"""# unannotated-edge (FLO811)

## What it does
Notes a connection of two steps at neither end of which a type is written. It is off unless it is selected.

## Why is this bad?
What goes over the connection is only known as far as it can be read from the code, so that a mismatch may be found in a
run alone; and a reader has to find out as well.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return open("rows.txt").readlines()

@step(inputs=["rows"])
def show(rows):
    print(rows)

pipeline = Pipeline("p").add_step(load).add_step(show)
```

## Use instead
Annotate one end; with both, the two are held against each other.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load() -> list[str]:
    return open("rows.txt").readlines()

@step(inputs=["rows"])
def show(rows: list[str]) -> None:
    print(rows)

pipeline = Pipeline("p").add_step(load).add_step(show)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe_schema import plan


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each connection whose two functions write no type for it."""
    steps = {step.id: step for step in graph.steps}
    for step in graph.steps:
        annotated = _annotated(step)
        for binding in step.bindings:
            if not isinstance(binding.source, plan.FromOutput) or annotated.get(binding.parameter, True):
                continue
            producer = steps.get(binding.source.step)
            if producer is None or producer.body is None or producer.body.function.returns is not None:
                continue
            yield Finding(
                code="FLO811",
                message=f"`{binding.parameter}` of step `{step.id}`, which step `{producer.id}` makes, has no type "
                "at either end",
                span=binding.span,
                severity=Severity.NOTE,
                label="not annotated",
                related=(Note(message="nor is what this step returns", span=producer.span),),
                help="annotate the parameter, or what the other step returns",
            )


def _annotated(step: Step) -> dict[str, bool]:
    """Which parameters of a step's function have an annotation, by name."""
    if step.body is None:
        return {}
    return {one.name: one.annotation is not None for one in step.body.function.parameters}


RULE = Rule(
    code="FLO811",
    name="unannotated-edge",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(path) -> list[str]:
    return [path]

@step(inputs=["rows"], outputs=["text"])
def join(rows):
    return "".join(rows)

@step(inputs=["text"])
def show(text: str):
    print(text)

pipeline = Pipeline("p", context=context(path="rows.csv")).add_step(load).add_step(join).add_step(show)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from runnable import Pipeline, PythonTask, pickled

def load():
    return open("rows.txt").readlines()

def show(rows):
    print(rows)

pipeline = Pipeline(
    steps=[
        PythonTask(function=load, name="load", returns=[pickled("rows")]),
        PythonTask(function=show, name="show"),
    ]
)
""",
            message="`rows` of step `show`, which step `load` makes, has no type at either end",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load():
    return 1

@step
def show(rows):
    print(rows)

@pipeline
def all():
    show(load())
""",
            message="has no type at either end",
        ),
    ),
    default=False,
)
