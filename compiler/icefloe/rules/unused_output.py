"""# unused-output (FLO203)

## What it does
Warns of an output that nobody reads although another output of the same step is read.

A step none of whose outputs is read is the end of a pipeline: its outputs are the results, and it is not reported.

## Why is this bad?
A value that nobody reads is often one that somebody was meant to read. It is also stored, and moved between machines,
for nothing.

## Example
```python
@step(outputs=["train", "test"])
def split(): ...

@step(inputs=["train"])
def fit(train): ...       # who reads `test`?
```

## Use instead
Read the output, or leave it out of the step's outputs.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, RemoveOutput
from icefloe.graph import Graph, LoopRun, Port, PythonRun, Source, Step, sources
from icefloe.infer import Types
from icefloe.nested import graphs
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe.values import Function, Reference
from icefloe_schema import plan


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each output that is not read beside one that is."""
    if any(_is_outside(step) for part in graphs(graph) for step in part.steps):
        return
    readers = _readers(graph)
    for step in graph.steps:
        used = next((port for port in step.outputs if (step.id, port.name) in readers), None)
        if used is None:
            continue
        reader, place = readers[step.id, used.name]
        for port in step.outputs:
            # What a nested pipeline or a map gives is there for all its users: one of them need not read everything.
            # The outputs of a template's step are the template's, said where the step is added.
            # A metric is read by people.
            own = port.declared and port.kind != "metric" and port.span != step.added
            if own and (step.id, port.name) not in readers:
                yield Finding(
                    code="FLO203",
                    message=f"output `{port.name}` of step `{step.id}` is never used",
                    span=port.span,
                    severity=Severity.WARNING,
                    label="nobody reads this",
                    related=(Note(message=f"its sibling `{used.name}` is read by {reader}", span=place),),
                    help=f"read `{port.name}` in a later step, or do not produce it",
                    fix=_without(step, port),
                )


def _without(step: Step, port: Port) -> Fix | None:
    """Do not produce it: the value may be made for something else that is not seen here."""
    if not isinstance(step.run, PythonRun) or not isinstance(step.run.function, Function):
        return None
    change = RemoveOutput(
        span=port.span,
        function=step.run.function.name_span,
        position=step.outputs.index(port),
        count=len(step.outputs),
    )
    return Fix(message=f"do not produce `{port.name}`", changes=(change,))


def _is_outside(step: Step) -> bool:
    """Whether a step runs a function that is not in the project: what it reads is not known."""
    return isinstance(step.run, PythonRun) and isinstance(step.run.function, Reference)


def _readers(graph: Graph) -> dict[tuple[str, str], tuple[str, Span]]:
    """Who reads each output first: its description and place, by step and output."""
    found: dict[tuple[str, str], tuple[str, Span]] = {}
    for step in graph.steps:
        for binding in step.bindings:
            for output in _outputs(binding.source):
                found.setdefault(output, (f"step `{step.id}`", binding.asset_span or binding.span))
        others = (*sources(step), *((step.run.until,) if isinstance(step.run, LoopRun) else ()))
        for source in others:
            for output in _outputs(source):
                found.setdefault(output, (f"step `{step.id}`", step.span))
    places = {(step.id, port.name): port.span for step in graph.steps for port in step.outputs}
    for result in graph.results:
        for output in _outputs(result.source):
            # What is left over is a result too, but one that nobody asked for: it stands where the output does.
            if places.get(output) != result.span:
                found.setdefault(output, ("the pipeline's results", result.span))
    return found


def _outputs(source: Source) -> Iterator[tuple[str, str]]:
    """The outputs that a source reads."""
    if isinstance(source, plan.FromOutput):
        yield source.step, source.name
    elif isinstance(source, plan.FromExpression):
        for operand in source.operands:
            yield from _outputs(operand)


RULE = Rule(
    code="FLO203",
    name="unused-output",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split():
    return [1], [2]

@step(inputs=["train", "test"], outputs=["model", "score"])
def fit(train, test):
    return train, test

pipeline = Pipeline("p").add_step(split).add_step(fit)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split():
    return [1], [2]

@step(inputs=["train"], outputs=["model"])
def fit(train):
    return train

pipeline = Pipeline("p").add_step(split).add_step(fit)
""",
            message="output `test` of step `split` is never used",
        ),
    ),
)
