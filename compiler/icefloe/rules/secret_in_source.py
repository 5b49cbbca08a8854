"""# secret-in-source (FLO808)

## What it does
Warns of a secret that is written into the source: a key that is known by its shape (AWS, GitHub, OpenAI, Slack, a
private key …), a password in an address, and a text under a name such as `password` or `api_key` that looks like one.
It looks at what steps and their helpers use, at module level, and at the values of parameters.

The secret itself is never printed: neither in the message, nor in the lines of source around it.

## Why is this bad?
Everybody who can read the repository, now or later, has it, and so has everybody with the plan, the lock, or the log
of a run.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return connect("postgres://app:hunter2@db.example.com/rows")

def connect(address):
    return [address]

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Read it from the environment where the step runs, and give the secret a new value: the old one is in the history.

```python
import os
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return connect(os.environ["DATABASE_URL"])

def connect(address):
    return [address]

pipeline = Pipeline("p").add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Deeds
from icefloe.deeds.secrets import secret
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe.values import Known


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each secret in the functions of steps, at module level, and among the values of parameters."""
    for one in done(graph):
        yield from _in(one.deeds, one.related)
    for _, deeds in graph.loading.all():
        yield from _in(deeds, ())
    for parameter in graph.parameters:
        value = parameter.default
        if isinstance(value, Known) and isinstance(value.value, str):
            what = secret(parameter.name, value.value)
            if what:
                yield _found(what, parameter.name, value.span, ())


def _in(deeds: Deeds, related: tuple[Note, ...]) -> Iterator[Finding]:
    for constant in deeds.constants:
        if isinstance(constant.value, str):
            what = secret(constant.name, constant.value)
            if what:
                yield _found(what, constant.name, constant.span, related)


def _found(what: str, name: str, span: Span, related: tuple[Note, ...]) -> Finding:
    where = f" as `{name}`" if name else ""
    return Finding(
        code="FLO808",
        message=f"{what} is written into the source{where}",
        span=span,
        severity=Severity.WARNING,
        label="everybody who can read this file has it",
        related=related,
        help="read it from the environment where the step runs, and have a new one made: this one is in the history",
    )


# Put together here, so that no scanner takes these for real ones.
_GITHUB = "ghp_" + "a1B2c3D4" * 5
_AWS = "AKIA" + "Q7W3E5R9T1Y2U4I6"

RULE = Rule(
    code="FLO808",
    name="secret-in-source",
    check=check,
    valid=(
        Case(
            source="""\
import os
from flowyml import Pipeline, context, step

pad_token = "<pad>"
TOKEN_NAME = "SERVICE_TOKEN_NAME"
password = "changeme"
address = "postgres://user:password@localhost/test"

@step(outputs=["rows"])
def load(max_tokens: int, api_key: str = "${API_KEY}"):
    token = os.environ["TOKEN"]
    secret = f"Bearer {token}"
    return [token, secret, "https://example.com:8080/a@b", {"token": "[CLS]", "key": "target"}]

pipeline = Pipeline("p", context=context(max_tokens=1000)).add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source=f"""\
from runnable import Pipeline, PythonTask

def load():
    return fetch("rows")

def fetch(name):
    headers = {{"Authorization": "token {_GITHUB}"}}
    return name, headers

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="a GitHub token is written into the source as `Authorization`",
        ),
        Case(
            source=f"""\
from flowyml import Pipeline, context, step

ACCESS = "{_AWS}"

@step(outputs=["rows"])
def load(db_password: str):
    return [ACCESS, db_password]

pipeline = Pipeline("p", context=context(db_password="correct-horse-7")).add_step(load)
""",
            message="a password is written into the source as `db_password`",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load() -> int:
    return connect("mysql://app:s3same@db.example.com/rows")

def connect(address):
    return 1

@pipeline
def all() -> int:
    return load()
""",
            message="a password in an address is written into the source",
        ),
    ),
)
