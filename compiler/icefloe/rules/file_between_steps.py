"""# file-between-steps (FLO821)

## What it does
Warns of a file that one step writes and another reads under the same path, while nothing hands it on. Where the reader
does wait for the writer, it is a note.

A file in a step's catalog is handed on, and not reported.

## Why is this bad?
The plan does not know of the file: the reader may run before the writer, or in another container that does not have it;
when the writer's result comes from the cache, the file is not written again; and a change of it makes nothing stale.

## Example
```python
from flowyml import Pipeline, step
import pandas as pd

@step(outputs=["done"])
def clean():
    pd.DataFrame({"x": [1]}).to_csv("clean.csv")
    return True

@step(outputs=["rows"])
def load():
    return pd.read_csv("clean.csv")

pipeline = Pipeline("p").add_step(clean).add_step(load)
```

## Use instead
Return the value: the store writes the file.

```python
from flowyml import Pipeline, step
import pandas as pd

@step(outputs=["table"])
def clean():
    return pd.DataFrame({"x": [1]})

@step(inputs=["table"], outputs=["rows"])
def load(table):
    return len(table)

pipeline = Pipeline("p").add_step(clean).add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Call
from icefloe.deeds.kinds import file, kind
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each reading of a file that another step writes."""
    written: dict[str, tuple[Step, Call]] = {}
    for step in graph.steps:
        for path, call in _files(step, "write"):
            written.setdefault(path, (step, call))
    if not written:
        return
    for step in graph.steps:
        for path, call in _files(step, "read"):
            writer, writing = written.get(path, (step, call))
            if writer.id != step.id and not (step.catalog or writer.catalog):
                yield _found(graph, step, call, writer, writing, path)


def _files(step: Step, what: str) -> Iterator[tuple[str, Call]]:
    for _, deeds in step.body.does.all() if step.body is not None else ():
        for call in deeds.calls:
            path = file(call) if kind(call) == what else ""
            if path:
                yield path.removeprefix("./"), call


def _found(graph: Graph, step: Step, call: Call, writer: Step, writing: Call, path: str) -> Finding:
    waits = writer.id in _before(graph, step)
    how = ": the plan does not hand it on" if waits else ", and nothing makes it wait for that"
    return Finding(
        code="FLO821",
        message=f"step `{step.id}` reads `{path}`, which step `{writer.id}` writes{how}",
        span=call.span,
        severity=Severity.NOTE if waits else Severity.WARNING,
        label="read here",
        related=(Note(message=f"`{writer.id}` writes it here", span=writing.span),),
        help=f"return the value from `{writer.id}`, and take it as an input",
    )


def _before(graph: Graph, step: Step) -> frozenset[str]:
    """The steps that come before one, by whatever way."""
    found, pending = set[str](), [step]
    while pending:
        for name in graph.needs(pending.pop()):
            one = graph.step(name)
            if one is not None and name not in found:
                found.add(name)
                pending.append(one)
    return frozenset(found)


RULE = Rule(
    code="FLO821",
    name="file-between-steps",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step
import pandas as pd

@step(outputs=["rows"])
def load():
    rows = pd.read_csv("rows.csv")
    rows.to_csv("copy.csv")
    return pd.read_csv("copy.csv")

@step(inputs=["rows"])
def show(rows, path: str = "copy.csv"):
    rows.to_csv("report.csv")
    return open(path).read()

pipeline = Pipeline("p").add_step(load).add_step(show)
"""
        ),
        Case(
            source="""\
from runnable import Catalog, Pipeline, PythonTask

def write():
    with open("rows.csv", "w") as file:
        file.write("1")

def read():
    return open("rows.csv").read()

pipeline = Pipeline(
    steps=[
        PythonTask(function=write, name="write", catalog=Catalog(put=["rows.csv"])),
        PythonTask(function=read, name="read", catalog=Catalog(get=["rows.csv"])),
    ]
)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step
import pandas as pd

@step(outputs=["done"])
def clean():
    pd.DataFrame({"x": [1]}).to_csv("clean.csv")
    return True

@step(outputs=["rows"])
def load():
    return pd.read_csv("./clean.csv")

pipeline = Pipeline("p").add_step(clean).add_step(load)
""",
            message="step `load` reads `clean.csv`, which step `clean` writes, and nothing makes it wait for that",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def write():
    with open("rows.csv", mode="w") as file:
        file.write("1")

def read():
    return open("rows.csv").read()

pipeline = Pipeline(steps=[PythonTask(function=write, name="write"), PythonTask(function=read, name="read")])
""",
            message="step `read` reads `rows.csv`, which step `write` writes: the plan does not hand it on",
        ),
    ),
)
