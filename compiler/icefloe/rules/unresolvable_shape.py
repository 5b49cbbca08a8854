"""# unresolvable-shape (FLO103)

## What it does
Reports everything that decides which steps a pipeline has, or how they are joined, and that cannot be known without
running the program.

## Why is this bad?
A pipeline that is not known cannot be checked, frozen or exported. Nothing is guessed: a guess would be right on one
machine and wrong on another.

## Example
```python
for name in os.environ["MODELS"].split(","):
    pipeline.add_step(make_trainer(name))
```

## Use instead
Write the values down (`for name in ("forest", "boost"):`), or make the choice at run time: a map over a parameter or
over a step's output.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each hole in the graph."""
    for hole in graph.holes:
        yield Finding(
            code="FLO103",
            message=f"in pipeline `{graph.name}`, {hole.what} cannot be known: {hole.why}",
            span=hole.span,
            label="not known before a run",
            related=() if hole.origin is None else (Note(message="from here on it is not known", span=hole.origin),),
            help=hole.help or "write the value down in the source, or make the choice at run time (a map, a guard)",
        )


RULE = Rule(
    code="FLO103",
    name="unresolvable-shape",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

def trainer(kind):
    @step(name=f"train_{kind}", outputs=[f"model_{kind}"])
    def train():
        return kind
    return train

pipeline = Pipeline("p")
for kind in ("forest", "boost"):
    pipeline.add_step(trainer(kind))
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import os
from flowyml import Pipeline, step

def trainer(kind):
    @step(name=f"train_{kind}", outputs=[f"model_{kind}"])
    def train():
        return kind
    return train

pipeline = Pipeline("p")
for kind in os.environ["MODELS"].split(","):
    pipeline.add_step(trainer(kind))
""",
            message='how often this step is added cannot be known: it depends on `os.environ["MODELS"]`',
        ),
    ),
)
