"""# empty-pipeline (FLO104)

## What it does
Warns of a pipeline that has no steps.

## Why is this bad?
It runs, succeeds, and does nothing. Most often the steps were added to another object, or in a function that nobody
calls.

## Example
```python
pipeline = Pipeline("training")
pipeline.run()
```

## Use instead
Add the steps before the pipeline is run, or remove the pipeline.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report a graph without steps, unless it is unknown what its steps are."""
    if graph.steps or graph.holes:
        return
    yield Finding(
        code="FLO104",
        message=f"pipeline `{graph.name}` has no steps",
        span=graph.span,
        severity=Severity.WARNING,
        label="nothing is ever added to it",
        help="add its steps, or remove it",
    )


RULE = Rule(
    code="FLO104",
    name="empty-pipeline",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step
def work():
    print("work")

pipeline = Pipeline("p").add_step(work)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline

pipeline = Pipeline("p")
""",
            message="pipeline `p` has no steps",
        ),
    ),
)
