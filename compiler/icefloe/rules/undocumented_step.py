"""# undocumented-step (FLO812)

## What it does
Notes a step whose function has no docstring. It is off unless it is selected.

## Why is this bad?
What the step expects of its inputs, and what it promises, stands nowhere. The docstring is also what graphs, reports
and editors show of a step.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Say in a sentence what it makes, and what it takes for granted.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    \"\"\"The rows of the last day, sorted by time.\"\"\"
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each function of a step that has no docstring, once."""
    told = set[int]()
    for step in graph.steps:
        function = step.body.function if step.body is not None else None
        if function is None or function.docstring or function.name == "<lambda>" or function.token in told:
            continue
        told.add(function.token)
        yield Finding(
            code="FLO812",
            message=f"the function of step `{step.id}` has no docstring",
            span=function.name_span,
            severity=Severity.NOTE,
            label="nobody is told what it makes",
            help="say in a sentence what it makes, and what it takes for granted",
        )


RULE = Rule(
    code="FLO812",
    name="undocumented-step",
    check=check,
    valid=(
        Case(
            source='''\
from runnable import Pipeline, PythonTask

def load():
    """The rows of the last day."""

def helper():
    return 1

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
'''
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
""",
            message="the function of step `load` has no docstring",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load() -> int:
    # The rows of the last day.
    return 1

@pipeline
def all() -> int:
    return load()
""",
            message="the function of step `load` has no docstring",
        ),
    ),
    default=False,
)
