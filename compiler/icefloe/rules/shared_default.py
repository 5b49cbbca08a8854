"""# shared-default (FLO817)

## What it does
Notes a step that changes the list, dictionary or set that one of its parameters has as its default.

A default that is only read is a good default.

## Why is this bad?
Python makes the default once. Where the function is called twice in one process, as tests do, the second call sees what
the first has added.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(rows=[]):
    rows.append(1)
    return rows

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Make a new one in the body.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(first=()):
    return [*first, 1]

pipeline = Pipeline("p").add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.deeds.kinds import changes_in_place
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe.values import Items, Table


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each default that a step's function changes."""
    told = set[Span]()
    for step in graph.steps:
        for name, place, span in _shared(step):
            if span not in told:
                told.add(span)
                yield Finding(
                    code="FLO817",
                    message=f"step `{step.id}` changes the default of `{name}`, which is one object for all calls",
                    span=span,
                    severity=Severity.NOTE,
                    label="changed here",
                    related=(Note(message="the default, made once", span=place),),
                    help="make a new one in the body",
                )


def _shared(step: Step) -> Iterator[tuple[str, Span, Span]]:
    if step.body is None:
        return
    defaults = {
        one.name: one.default.span
        for one in step.body.function.parameters
        if isinstance(one.default, Table) or (isinstance(one.default, Items) and one.default.kind != "tuple")
    }
    deeds = step.body.does.own
    for change in deeds.changes:
        if change.of == "parameter" and change.root in defaults:
            yield change.root, defaults[change.root], change.span
    for call in deeds.calls:
        if call.of == "parameter" and call.root in defaults and changes_in_place(call):
            yield call.root, defaults[call.root], call.span


RULE = Rule(
    code="FLO817",
    name="shared-default",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(names=["a", "b"], options={"x": 1}, size=(1, 2)):
    options = dict(options)
    options["y"] = 2
    return [name for name in names], options, size

pipeline = Pipeline("p").add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def train(options={}):
    options["epochs"] = 3
    return options

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
""",
            message="step `train` changes the default of `options`",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(rows=[]):
    rows.append(1)
    return rows

pipeline = Pipeline("p").add_step(load)
""",
            message="step `load` changes the default of `rows`",
        ),
    ),
)
