"""# environment-branch (FLO805)

## What it does
Warns of a step that does one thing or another by where it runs: by an environment variable such as `ENV` that is
compared with a text, or by the name of the machine or its user; also of such a test at module level. What depends on
the operating system is a note.

A test that only refuses to go on (`if "TOKEN" not in os.environ: raise …`) is not reported.

## Why is this bad?
What runs in production is then never what was tested, the two branches drift apart, and nothing in the plan tells
which one a run took: it has the same plan and the same lock in both places.

## Example
```python
import os
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    if os.getenv("ENV") == "production":
        return fetch("s3://data/rows.csv")
    return fetch("rows.csv")

def fetch(path):
    return [path]

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Make the difference a parameter, and give its value with the run or with a stack.

```python
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(path: str):
    return [path]

pipeline = Pipeline("p", context=context(path="rows.csv")).add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Decision
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule

# Variables whose only use is to say where a program runs.
_PLACES = frozenset(
    {"ENV", "ENVIRONMENT", "APP_ENV", "STAGE", "DEPLOYMENT", "DEPLOY_ENV", "RUN_ENV", "PROFILE", "CI", "GITHUB_ACTIONS"}
)
_VARIABLES = frozenset({"os.environ", "os.environ.get", "os.getenv"})
_SYSTEM = frozenset({"sys.platform", "os.name", "platform.system", "platform.machine", "platform.platform", "os.uname"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each test of the surroundings, in the functions of steps and at module level."""
    for one in done(graph):
        for decision in one.deeds.decisions:
            if _is_told(decision):
                system = decision.path in _SYSTEM
                yield _found(decision, one.who, one.related, Severity.NOTE if system else Severity.WARNING)
    for helper, deeds in graph.loading.all():
        for decision in deeds.decisions:
            if _is_told(decision) and decision.path not in _SYSTEM:
                yield _found(decision, f"`{helper}`" if helper else "this file", (), Severity.WARNING)


def _is_told(decision: Decision) -> bool:
    if decision.refuses:
        return False
    if decision.path in _VARIABLES:
        return bool(decision.against) or decision.name.upper() in _PLACES
    return True


def _found(decision: Decision, who: str, related: tuple[Note, ...], severity: Severity) -> Finding:
    # `"NAME" in os.environ` has the name among what is compared.
    name = decision.name or next(iter(decision.against), "")
    what = f"the environment variable `{name}`" if decision.path in _VARIABLES else f"`{decision.path}`"
    return Finding(
        code="FLO805",
        message=f"{who} decides by {what} what it does",
        span=decision.span,
        severity=severity,
        label="the plan is the same either way",
        related=related,
        help="make the difference a parameter, and give its value with the run or with a stack",
    )


RULE = Rule(
    code="FLO805",
    name="environment-branch",
    check=check,
    valid=(
        Case(
            source="""\
import os
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    if "TOKEN" not in os.environ:
        raise RuntimeError("TOKEN is not set")
    return fetch(os.environ["TOKEN"], os.getenv("REGION", "eu"))

def fetch(token, region):
    if region == "eu":
        return [1]
    return [2]

pipeline = Pipeline("p").add_step(load)
"""
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load(mode: str) -> int:
    if mode == "production":
        return 1
    return 2

@pipeline
def all(mode: str = "test") -> int:
    return load(mode)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import os
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    stage = os.environ.get("STAGE", "dev").lower()
    rows = [1, 2] if stage == "prod" else [1]
    return rows

pipeline = Pipeline("p").add_step(load)
""",
            message="step `load` decides by the environment variable `STAGE` what it does",
        ),
        Case(
            source="""\
import socket
from runnable import Pipeline, PythonTask

def train():
    return size()

def size():
    if socket.gethostname().startswith("gpu"):
        return 512
    return 32

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
""",
            message="`size`, which step `train` calls, decides by `socket.gethostname` what it does",
        ),
        Case(
            source="""\
import sys
from icefloe import pipeline, step

@step
def load() -> str:
    match sys.platform:
        case "win32":
            return "C"
        case _:
            return "D"

@pipeline
def all() -> str:
    return load()
""",
            message="`sys.platform`",
        ),
    ),
)
