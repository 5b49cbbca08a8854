"""# missing-input (FLO201)

## What it does
Reports a declared input that no step produces and no parameter gives, with the nearest name that there is.

## Why is this bad?
The step cannot run. Most systems say so only when its turn comes, after everything before it has run.

## Example
```python
@step(outputs=["model"])
def train(): ...

@step(inputs=["modle"])
def evaluate(modle): ...
```

## Use instead
Spell the input as the output is spelled, or add the step that produces it.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note
from icefloe.fixes import Fix, close_matches, renamed
from icefloe.graph import Binding, Graph, Missing, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each declared binding whose source is missing; where steps are not known, nothing is certainly missing."""
    if graph.holes:
        return
    for step in graph.steps:
        guard = step.guard.bindings if step.guard is not None else ()
        for binding in (*step.bindings, *guard):
            if isinstance(binding.source, Missing) and binding.source.declared:
                yield _finding(graph, step, binding, binding.source)


def _finding(graph: Graph, step: Step, binding: Binding, missing: Missing) -> Finding:
    """The finding for one input that nobody makes."""
    asset = missing.asset
    places = _places(graph, step)
    near = next(iter(close_matches(asset, places, n=1, cutoff=0.6)), None)
    span = binding.asset_span or binding.span
    guess = f"; did you mean `{near}`?" if near else ""
    return Finding(
        code="FLO201",
        message=f"step `{step.id}` takes `{asset}`, but nothing in pipeline `{graph.name}` gives it{guess}",
        span=span,
        label="nobody makes this",
        related=(places[near],) if near else (),
        help="" if near else missing.help or f"add the step that makes `{asset}`, or give it in the pipeline's context",
        fix=_fix(asset, near, binding.asset_span) or missing.fix,
    )


def _places(graph: Graph, consumer: Step) -> dict[str, Note]:
    """All names that could have been meant, and where they come from: other steps' outputs first."""
    found: dict[str, Note] = {}
    for step in graph.steps:
        if step.id != consumer.id:
            for port in step.outputs:
                found.setdefault(port.name, Note(message=f"`{step.id}` makes `{port.name}`", span=port.span))
    for parameter in graph.parameters:
        if parameter.origin != "external":
            note = Note(message=f"`{parameter.name}` is a parameter of the pipeline", span=parameter.span)
            found.setdefault(parameter.name, note)
    return found


def _fix(asset: str, near: str | None, span: Span | None) -> Fix | None:
    """Put the near name in place of the wrong one, where that is written: it is a guess."""
    return None if near is None or span is None else renamed(span, asset, near)


RULE = Rule(
    code="FLO201",
    name="missing-input",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["model"])
def train():
    return 1

@step(inputs=["model"])
def evaluate(model):
    print(model)

pipeline = Pipeline("p").add_step(train).add_step(evaluate)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["model"])
def train():
    return 1

@step(inputs=["modle"])
def evaluate(modle):
    print(modle)

pipeline = Pipeline("p").add_step(train).add_step(evaluate)
""",
            message="did you mean `model`?",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(inputs=["raw"], outputs=["clean"])
def prepare(raw):
    return raw

pipeline = Pipeline("p").add_step(prepare)
""",
            message="step `prepare` takes `raw`",
        ),
    ),
)
