"""# vague-name (FLO813)

## What it does
Notes a step, an output or a pipeline with a name that says nothing of it: `process`, `data`, `step1`, `pipeline2`. It
is off unless it is selected.

## Why is this bad?
The name is all that graphs, logs, the cache and the list of runs show. Of ten steps called `process` in ten pipelines
nobody finds the one that failed.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["data"])
def process():
    return [1, 2, 3]

pipeline = Pipeline("pipeline1").add_step(process)
```

## Use instead
Say what is done, and to what.

```python
from flowyml import Pipeline, step

@step(outputs=["unique_rows"])
def remove_duplicates():
    return [1, 2, 3]

pipeline = Pipeline("customer_churn").add_step(remove_duplicates)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span

_VAGUE = frozenset(
    {"process", "processing", "run", "execute", "step", "task", "func", "function", "handle", "handler", "do", "do_it",
     "stuff", "do_stuff", "main", "work", "foo", "bar", "baz", "test", "temp", "tmp", "thing", "things", "pipeline",
     "workflow", "job", "flow", "node", "my_pipeline", "my_step", "my_workflow", "new", "untitled"}
)  # fmt: skip
_VAGUE_DATA = frozenset(
    {"data", "output", "outputs", "result", "results", "value", "values", "out", "ret", "x", "y", "tmp", "temp",
     "thing", "stuff", "everything"}
)  # fmt: skip


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each name that says nothing."""
    if _is_vague(graph.name, _VAGUE):
        yield _found(f"the pipeline is called `{graph.name}`, which says nothing of it", graph.span)
    told = set[Span]()
    for step in graph.steps:
        if _is_vague(step.name, _VAGUE) and step.span not in told:
            told.add(step.span)
            yield _found(f"a step is called `{step.name}`, which says nothing of what it does", step.span)
        for port in step.outputs:
            if port.declared and port.span not in told and _is_vague(port.name, _VAGUE_DATA):
                told.add(port.span)
                yield _found(f"an output is called `{port.name}`, which says nothing of what it is", port.span)


def _is_vague(name: str, names: frozenset[str]) -> bool:
    return name.lower().rstrip("0123456789").rstrip("_-") in names


def _found(message: str, span: Span) -> Finding:
    return Finding(
        code="FLO813",
        message=message,
        span=span,
        severity=Severity.NOTE,
        label="the name is all that logs, graphs and runs show",
        help="say what is done, and to what",
    )


RULE = Rule(
    code="FLO813",
    name="vague-name",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["raw_data"])
def process_orders():
    return [1, 2, 3]

pipeline = Pipeline("customer_churn").add_step(process_orders)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["data"])
def process():
    return [1, 2, 3]

pipeline = Pipeline("pipeline1").add_step(process)
""",
            message="the pipeline is called `pipeline1`",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def load():
    return 1

customer_churn = Pipeline(steps=[PythonTask(function=load, name="step_2")])
""",
            message="a step is called `step_2`, which says nothing of what it does",
        ),
    ),
    default=False,
)
