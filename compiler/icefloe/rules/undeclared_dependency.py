"""# undeclared-dependency (FLO810)

## What it does
Notes a connection of two steps that only the name of a parameter makes, though steps can declare their `inputs` and
`outputs`: the one step does not declare the input, or the other not the output. It is off unless it is selected.

## Why is this bad?
A parameter that is renamed, or a function, silently takes the connection away; who reads the step does not see what it
needs and makes; and a misspelt name is taken for a parameter of the pipeline in place of an error.

## Example
```python
from flowyml import Pipeline, step

@step
def rows():
    return [1, 2, 3]

@step(outputs=["total"])
def add(rows):
    return sum(rows)

pipeline = Pipeline("p").add_step(rows).add_step(add)
```

## Use instead
Declare both ends.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

@step(inputs=["rows"], outputs=["total"])
def add(rows):
    return sum(rows)

pipeline = Pipeline("p").add_step(load).add_step(add)
```

## Fix
Declares the inputs, or the output under the name that it has: the plan stays as it is.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, SetDecorated
from icefloe.graph import Binding, Graph, Port, PythonRun, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe_schema import plan

_DIALECTS = frozenset({"flowyml"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each step with inputs that it does not declare, and each with outputs that others use."""
    if graph.dialect not in _DIALECTS:
        return
    used: dict[tuple[str, str], Binding] = {}
    for step in graph.steps:
        joined = [one for one in step.bindings if isinstance(one.source, plan.FromOutput)]
        for one in joined:
            assert isinstance(one.source, plan.FromOutput)  # noqa: S101 - it is what was asked for
            used.setdefault((one.source.step, one.source.name), one)
        if isinstance(step.run, PythonRun):
            yield from _inputs(graph, step, joined)
    for step in graph.steps:
        for port in step.outputs if isinstance(step.run, PythonRun) else ():
            binding = used.get((step.id, port.name))
            if binding is not None and not port.declared:
                yield _output(step, port, binding)


def _inputs(graph: Graph, step: Step, joined: list[Binding]) -> Iterator[Finding]:
    told = [one for one in joined if one.joined == "name"]
    if not told:
        return
    names = ", ".join(f"`{one.parameter}`" for one in told)
    text = ", ".join(f'"{one.parameter}"' for one in joined)
    change = SetDecorated(span=step.span, decorator="step", name="inputs", text=f"[{text}]")
    plain = all(one.joined == "name" and _asset(one) == one.parameter for one in joined) and step.body is not None
    yield Finding(
        code="FLO810",
        message=f"step `{step.id}` takes {names} from other steps, and does not say so in `inputs`",
        span=told[0].span,
        severity=Severity.NOTE,
        label=f"joined by the name of the parameter to `{_source(told[0])}`",
        related=tuple(_producer(graph, one) for one in told if one.source_span is not None),
        help=f"declare it: `inputs=[{text}]`",
        fix=Fix(message=f"declare `inputs=[{text}]`", changes=(change,), safe=True) if plain else None,
    )


def _source(binding: Binding) -> str:
    return binding.source.step if isinstance(binding.source, plan.FromOutput) else ""


def _asset(binding: Binding) -> str:
    return binding.source.name if isinstance(binding.source, plan.FromOutput) else ""


def _producer(graph: Graph, binding: Binding) -> Note:
    producer = graph.step(_source(binding))
    span = binding.source_span if producer is None or binding.source_span is not None else producer.span
    return Note(message=f"`{binding.parameter}` is made here", span=span or binding.span)


def _output(step: Step, port: Port, binding: Binding) -> Finding:
    text = f'outputs=["{port.name}"]'
    change = SetDecorated(span=step.span, decorator="step", name="outputs", text=f'["{port.name}"]')
    alone = len(step.outputs) == 1 and step.body is not None
    return Finding(
        code="FLO810",
        message=f"step `{step.id}` makes `{port.name}`, which other steps use, and does not say so in `outputs`",
        span=port.span,
        severity=Severity.NOTE,
        label="the output has the name of the function",
        related=(Note(message="it is used here", span=binding.span),),
        help=f"declare it: `{text}`",
        fix=Fix(message=f"declare `{text}`", changes=(change,), safe=True) if alone else None,
    )


RULE = Rule(
    code="FLO810",
    name="undeclared-dependency",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(path: str):
    return [path]

@step(inputs=["rows"])
def show(rows, times=1):
    print(rows)

@step
def last():
    return 1

pipeline = Pipeline("p", context=context(path="rows.csv")).add_step(load).add_step(show).add_step(last)
"""
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load() -> int:
    return 1

@step
def show(rows: int) -> None:
    print(rows)

@pipeline
def all() -> None:
    show(load())
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

@step(outputs=["total"])
def add(rows):
    return sum(rows)

pipeline = Pipeline("p").add_step(load).add_step(add)
""",
            message="step `add` takes `rows` from other steps, and does not say so in `inputs`",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step
def rows():
    return [1, 2, 3]

@step(inputs=["rows"])
def show(rows):
    print(rows)

pipeline = Pipeline("p").add_step(rows).add_step(show)
""",
            message="step `rows` makes `rows`, which other steps use, and does not say so in `outputs`",
        ),
    ),
    default=False,
)
