"""# machine-bound-path (FLO818)

## What it does
Warns of a path that only one machine has: below somebody's home (`/home/ann/…`, `/Users/ann/…`, `~/…`), or on a drive
with a letter (`C:\\\\data`), in what steps and their helpers use, at module level, and as the value of a parameter.

## Why is this bad?
On every other machine, in a container and in CI the file is not there: the step fails, or it writes where nobody looks.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return open("/home/ann/project/rows.csv").readlines()

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Write it from the folder of the project, or make it a parameter.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(path: str = "data/rows.csv"):
    return open(path).readlines()

pipeline = Pipeline("p").add_step(load)
```
"""

import re
from collections.abc import Iterator

from icefloe.deeds import Deeds
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe.values import Known

_HOME = r"(?:/home/(?!\$|\{)[^/\s]+|/Users/(?!\$|\{|Shared\b)[^/\s]+|~[\w-]*)/\S|/root/\w|[A-Za-z]:[\\/](?![\\/])\w"


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each such path in the functions of steps, at module level, and among the values of parameters."""
    for one in done(graph):
        yield from _in(one.deeds, one.related)
    for _, deeds in graph.loading.all():
        yield from _in(deeds, ())
    for parameter in graph.parameters:
        if isinstance(parameter.default, Known) and _is_bound(parameter.default.value):
            yield _found(str(parameter.default.value), parameter.default.span, ())


def _in(deeds: Deeds, related: tuple[Note, ...]) -> Iterator[Finding]:
    for constant in deeds.constants:
        if constant.role != "compared" and _is_bound(constant.value):
            yield _found(str(constant.value), constant.span, related)


def _is_bound(value: object) -> bool:
    if not isinstance(value, str) or not (value[:1] in {"/", "~"} or value[1:2] == ":"):
        return False
    return "\n" not in value and re.match(_HOME, value) is not None


def _found(path: str, span: Span, related: tuple[Note, ...]) -> Finding:
    return Finding(
        code="FLO818",
        message=f"only one machine has `{path}`",
        span=span,
        severity=Severity.WARNING,
        label="neither a container nor a colleague has it",
        related=related,
        help="write it from the folder of the project, or make it a parameter",
    )


RULE = Rule(
    code="FLO818",
    name="machine-bound-path",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(path: str):
    names = ["/tmp/rows", "/data/rows.csv", "data/rows.csv", "https://a.example/home/ann/x", "a:b", "~"]
    return [path, names, "C: a letter", "/home/", "/home/{user}/x"]

pipeline = Pipeline("p", context=context(path="s3://bucket/rows.csv")).add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(path: str):
    return [path]

pipeline = Pipeline("p", context=context(path="C:/Users/ann/rows.csv")).add_step(load)
""",
            message="only one machine has `C:/Users/ann/rows.csv`",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def load():
    return read("/Users/ann/rows.csv")

def read(path, cache="~/rows.cache"):
    return path, cache

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="only one machine has `~/rows.cache`",
        ),
    ),
)
