"""# step-in-step (FLO803)

## What it does
Notes a step whose function calls another step.

## Why is this bad?
What it calls is no step of its own there: it is not shown, retried, cached or run at the same time as others, and
whatever fails in it fails the caller. It is a step in two places that mean different things.

## Example
```python
@step(outputs=["model"])
def split_and_train(rows):
    parts = split(rows)
    return train(parts)
```

## Use instead
Add both to the pipeline and join them, or make the inner one a plain function.

```python
pipeline.add_step(split).add_step(train)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule

# How the dialects that decorate functions call the decorator of a step, as the last part of its path.
_STEPS = frozenset({"step"})
_PACKAGES = {"flowyml": "flowyml", "native": "icefloe"}


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each step that the function of a step calls."""
    package = _PACKAGES.get(graph.dialect)
    if package is None:
        return
    for step in graph.steps:
        yield from _called(step, package)


def _called(step: Step, package: str) -> Iterator[Finding]:
    """The findings for one step."""
    for called in step.body.decorated if step.body is not None else ():
        path = called.decorator.removesuffix("()")
        if path.partition(".")[0] == package and path.rpartition(".")[2] in _STEPS:
            yield Finding(
                code="FLO803",
                message=f"step `{step.name}` calls step `{called.name}`, which is no step of its own there",
                span=called.span,
                severity=Severity.NOTE,
                label="called like a function",
                related=(Note(message=f"`{step.name}` is a step", span=step.span),),
                help="add both to the pipeline and join them, or make the inner one a plain function",
            )


RULE = Rule(
    code="FLO803",
    name="step-in-step",
    check=check,
    valid=(
        Case(
            source="""\
from functools import lru_cache
from flowyml import Pipeline, step

@lru_cache
def rate(currency):
    return 1.1

@step(outputs=["prices"])
def load():
    return [rate("EUR")]

@step(inputs=["prices"])
def show(prices):
    print(prices)

pipeline = Pipeline("p").add_step(load).add_step(show)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["parts"])
def split(rows):
    return rows[:8], rows[8:]

def helper(rows):
    return split(rows)

@step(outputs=["model"])
def train(rows):
    return len(helper(rows))

pipeline = Pipeline("p").add_step(train)
""",
            message="step `train` calls step `split`",
        ),
        Case(
            source="""\
from icefloe import Pipeline, step

@step
def load():
    return 1

@step
def use():
    return load()

pipeline = Pipeline("p").add_step(use)
""",
            message="step `use` calls step `load`",
        ),
    ),
)
