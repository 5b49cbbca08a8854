"""# global-of-another-step (FLO822)

## What it does
Warns of a step that reads a variable of the module which another step declares `global` and sets.

## Why is this bad?
Every step runs in a process of its own, where the variable has the value that the file gives it: this step never sees
what the other has set. And as no data goes from the one to the other, nothing makes it run after it.

## Example
```python
from flowyml import Pipeline, step

table = None

@step(outputs=["done"])
def load():
    global table
    table = [1, 2]
    return True

@step(inputs=["done"])
def show(done):
    print(table)

pipeline = Pipeline("p").add_step(load).add_step(show)
```

## Use instead
Hand it on.

```python
from flowyml import Pipeline, step

@step(outputs=["table"])
def load():
    return [1, 2]

@step(inputs=["table"])
def show(table):
    print(table)

pipeline = Pipeline("p").add_step(load).add_step(show)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule
from icefloe.trace import Name


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each reading of a variable that another step sets."""
    setters: dict[tuple[str, str], tuple[Step, Name]] = {}
    for step in graph.steps:
        for name in step.body.globals if step.body is not None else ():
            setters.setdefault((name.span.path, name.name), (step, name))
    for one in done(graph):
        for read in one.deeds.globals if one.helper else ():
            inner = Name(name=read.name, span=read.span)
            setters.setdefault((read.span.path, read.name), (one.step, inner))
    for one in done(graph) if setters else ():
        own = one.step.body.function.span if one.step.body is not None else None
        for read in one.deeds.reads:
            found = setters.get((read.span.path, read.name))
            if found is None:
                continue
            setter, name = found
            if setter.body is None or setter.body.function.span == own:
                continue
            yield Finding(
                code="FLO822",
                message=f"{one.who} reads `{read.name}`, and never sees what step `{setter.id}` sets it to",
                span=read.span,
                severity=Severity.WARNING,
                label="has the value that the file gives it",
                related=(Note(message=f"`{setter.id}` sets it, in a process of its own", span=name.span),),
                help=f"return the value from `{setter.id}`, and take it as an input",
            )


RULE = Rule(
    code="FLO822",
    name="global-of-another-step",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

table = None
LIMIT = 3

@step(outputs=["rows"])
def load():
    global table
    table = [1, 2]
    return [row for row in table if row < LIMIT]

@step(inputs=["rows"])
def show(rows):
    table = rows
    print(table, LIMIT)

pipeline = Pipeline("p").add_step(load).add_step(show)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from runnable import Pipeline, PythonTask

count = 0

def add():
    global count
    count += 1

def show():
    print(total())

def total():
    return count

pipeline = Pipeline(steps=[PythonTask(function=add, name="add"), PythonTask(function=show, name="show")])
""",
            message="`total`, which step `show` calls, reads `count`, and never sees what step `add` sets it to",
        ),
    ),
)
