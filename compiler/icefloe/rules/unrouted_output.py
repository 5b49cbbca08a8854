"""# unrouted-output (FLO827)

## What it does
Notes a step that returns a `Model`, `Dataset` or `Metrics` of FlowyML and has no return annotation.

## Why is this bad?
Routing goes by the annotation: without it a model is an object like any other, that no registry and no store for
datasets gets, and the type of what the next step takes is not held against it.

## Example
```python
from flowyml import Model, Pipeline, step

@step(outputs=["model"])
def train():
    return Model([1, 2], name="churn")

pipeline = Pipeline("p").add_step(train)
```

## Use instead
Annotate what it returns.

```python
from flowyml import Model, Pipeline, step

@step(outputs=["model"])
def train() -> Model:
    return Model([1, 2], name="churn")

pipeline = Pipeline("p").add_step(train)
```

## Fix
Writes the annotation, which is unsafe: the output then goes where such outputs are sent.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, SetReturns
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.values import Record

_ASSETS = frozenset({"flowyml.Model", "flowyml.Dataset", "flowyml.Metrics"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each step without annotation whose every return is one kind of asset."""
    told = set[Span]()
    for step in graph.steps:
        body = step.body
        path = "" if body is None or body.function.returns is not None else _asset(body)
        if body is None or not path or body.function.span in told:
            continue
        told.add(body.function.span)
        name = path.rpartition(".")[2]
        article = "a" if name != "Metrics" else "the"
        yield Finding(
            code="FLO827",
            message=f"step `{step.id}` returns {article} `{name}`, and its function does not say so",
            span=body.function.name_span,
            severity=Severity.NOTE,
            label=f"no `-> {name}`, so that it is not routed",
            related=(Note(message="it is made here", span=body.returns[0].span),),
            help=f"annotate it: `-> {name}`",
            fix=Fix(
                message=f"annotate it with `-> {name}`",
                changes=(SetReturns(span=body.function.name_span, text=_spelt(body, path)),),
            ),
        )


def _spelt(body: Summary, path: str) -> str:
    """The asset's class as the function itself writes it."""
    name = path.rpartition(".")[2]
    root = next((call.root for call in body.does.own.calls if call.path == path), name)
    return name if root == name else f"{root}.{name}"


def _asset(body: Summary) -> str:
    """The path of the one kind of asset that a function returns, or nothing."""
    paths = {one.value.path if isinstance(one.value, Record) else "" for one in body.returns}
    return next(iter(paths)) if len(paths) == 1 and paths <= _ASSETS else ""


RULE = Rule(
    code="FLO827",
    name="unrouted-output",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Model, Pipeline, step

@step(outputs=["model"])
def train() -> Model:
    return Model([1, 2], name="churn")

@step(inputs=["model"], outputs=["size"])
def size(model):
    return 2

pipeline = Pipeline("p").add_step(train).add_step(size)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import flowyml
from flowyml import Pipeline, step

@step(outputs=["model"])
def train(deep: bool = False):
    if deep:
        return flowyml.Model([1, 2, 3], name="churn")
    return flowyml.Model([1, 2], name="churn")

pipeline = Pipeline("p").add_step(train)
""",
            message="step `train` returns a `Model`, and its function does not say so",
        ),
    ),
)
