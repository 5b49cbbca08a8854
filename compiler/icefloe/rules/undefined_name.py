"""# undefined-name (FLO802)

## What it does
Notes a name that the function of a step, or a function that it calls, uses and that nothing in its file can bind: no
assignment, no import, no function around it, and Python itself does not know it either.

A name that is bound under a condition, later in the file, or by `global` in another function is not reported, and
nothing is where a star import of a package that is not here, `globals()` or `exec` could bind it.

An error is a name that is imported at module level from a module of the project in which it stands nowhere: the file
cannot be loaded.

## Why is this bad?
The step raises a NameError when its turn comes, after everything before it has run.

## Example
```python
@step(outputs=["rows"])
def load():
    return pd.read_csv("rows.csv")
```

## Use instead
Import or define the name.

```python
import pandas as pd
```
"""

from collections.abc import Iterator

from icefloe.deeds import Read
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import AddImport, Fix
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule
from icefloe.trace import Name

#: Modules of the standard library that nothing else is called like.
_MODULES = frozenset(
    {
        "collections", "contextlib", "csv", "functools", "glob", "hashlib", "io", "itertools", "json", "logging",
        "math", "os", "pathlib", "pickle", "random", "re", "shutil", "statistics", "subprocess", "sys", "tempfile",
        "time", "uuid", "warnings",
    }
)  # fmt: skip


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each name of the function of a step that nothing binds, where it is used first."""
    for step in graph.steps:
        for name in step.body.undefined if step.body is not None else ():
            yield Finding(
                code="FLO802",
                message=f"step `{step.name}` uses `{name.name}`, which nothing in this file defines",
                span=name.span,
                severity=Severity.NOTE,
                label="a NameError when the step runs",
                related=(Note(message=f"`{step.name}` is a step", span=step.span),),
                help=f"import or define `{name.name}`",
                fix=_imported(name),
            )
    for one in done(graph):
        for read in one.undefined:
            yield Finding(
                code="FLO802",
                message=f"{one.who} uses `{read.name}`, which nothing in its file defines",
                span=read.span,
                severity=Severity.NOTE,
                label="a NameError when it is called",
                related=one.related,
                help=f"import or define `{read.name}`",
                fix=_imported(read),
            )


def _imported(name: Name | Read) -> Fix | None:
    """The import that a name asks for which everybody gives to one module; that it is meant is a guess."""
    if name.name not in _MODULES:
        return None
    return Fix(message=f"import `{name.name}`", changes=(AddImport(span=name.span, module=name.name),))


RULE = Rule(
    code="FLO802",
    name="undefined-name",
    check=check,
    valid=(
        Case(
            source="""\
from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from flowyml import Pipeline, step

if TYPE_CHECKING:
    from pandas import DataFrame
if sys.platform == "win32":
    separator = ";"
try:
    import ujson as json
except ImportError:
    json = None

def prepare():
    global prepared
    prepared = True

@step(outputs=["rows"])
def load() -> DataFrame:
    import csv
    with open("rows.csv") as file:
        rows = [row for row in csv.reader(file) if (first := row[0]) and first != separator]
    match rows:
        case [head, *tail]:
            rest = len(tail), head
        case _:
            rest = None
    try:
        return later(rows), rest, json, prepared, __file__
    except ValueError as error:
        raise RuntimeError from error

def later(rows):
    return rows

pipeline = Pipeline("p").add_step(load)
"""
        ),
        Case(
            source="""\
from flowyml import Pipeline, step
from absent import *

@step
def show():
    display(plot())

def make(kind):
    @step(name=f"train_{kind}")
    def train():
        return fit(kind, options)
    def fit(kind, options):
        return kind
    options = {}
    return train

pipeline = Pipeline("p").add_step(show).add_step(make("forest"))
"""
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

globals()["shown"] = 1

@step
def show():
    print(shown)

pipeline = Pipeline("p").add_step(show)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return pd.read_csv("rows.csv")

pipeline = Pipeline("p").add_step(load)
""",
            message="step `load` uses `pd`, which nothing in this file defines",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def train():
    model = fit()
    return model

def other():
    fit = 1
    return fit

pipeline = Pipeline(steps=[PythonTask(function=train, name="train"), PythonTask(function=other, name="other")])
""",
            message="step `train` uses `fit`",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

def read(path):
    return json.loads(path)

@step
def load() -> str:
    return read("rows.json")

@pipeline
def all() -> str:
    return load()
""",
            message="`read`, which step `load` calls, uses `json`, which nothing in its file defines",
        ),
    ),
)
