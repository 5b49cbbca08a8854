"""# global-state (FLO801)

## What it does
Warns of a step whose function, or a function that it calls, declares a variable `global`.

## Why is this bad?
Every step runs in a process of its own: what one writes into a global variable, no other step sees. Under a cache the
write does not happen at all. And a function that depends on a global cannot be tested by itself.

## Example
```python
@step
def clean():
    global table
    table = table.dropna()
```

## Use instead
Take the value as an input, and return the new one.

```python
@step(inputs=["table"], outputs=["clean_table"])
def clean(table):
    return table.dropna()
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each name that the function of a step, or a helper of it, declares global."""
    for step in graph.steps:
        for name in step.body.globals if step.body is not None else ():
            yield Finding(
                code="FLO801",
                message=f"step `{step.id}` changes the global variable `{name.name}`, which no other step will see",
                span=name.span,
                severity=Severity.WARNING,
                label="declared global here",
                related=(Note(message=f"`{step.id}` is a step", span=step.span),),
                help=f"take `{name.name}` as an input, and return what it becomes",
            )
    for one in done(graph):
        for read in one.deeds.globals if one.helper else ():
            yield Finding(
                code="FLO801",
                message=f"{one.who} changes the global variable `{read.name}`, which no other step will see",
                span=read.span,
                severity=Severity.WARNING,
                label="declared global here",
                related=one.related,
                help=f"take `{read.name}` as an argument, and return what it becomes",
            )


RULE = Rule(
    code="FLO801",
    name="global-state",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

LIMIT = 10

@step(outputs=["rows"])
def load():
    return [row for row in range(100) if row < LIMIT]

pipeline = Pipeline("p").add_step(load)
"""
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def count(rows: int) -> int:
    total = 0
    def add(n):
        nonlocal total
        total += n
    add(rows)
    return total

@pipeline
def counting(rows: int = 3) -> int:
    return count(rows)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

table = None

@step
def load():
    global table
    table = [1, 2]

pipeline = Pipeline("p").add_step(load)
""",
            message="step `load` changes the global variable `table`",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

counter = 0

def count() -> int:
    global counter
    counter += 1
    return counter

@step
def load() -> int:
    return count()

@pipeline
def all() -> int:
    return load()
""",
            message="`count`, which step `load` calls, changes the global variable `counter`",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

counter = 0

def count():
    global counter
    counter += 1

pipeline = Pipeline(steps=[PythonTask(function=count, name="count")])
""",
            message="`counter`",
        ),
    ),
)
