"""# network-without-retry (FLO823)

## What it does
Notes a step that goes over the network and is not retried when it fails. It is off unless it is selected.

## Why is this bad?
Networks fail for a moment. Without a retry that moment costs the run, with all that waits for the step.

## Example
```python
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"], cache=False)
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Say how often it is tried.

```python
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"], cache=False, retry=3)
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

pipeline = Pipeline("p").add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.deeds.kinds import kind
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each step that goes over the network without a retry."""
    told = set[str]()
    for one in done(graph):
        call = next((call for call in one.deeds.calls if kind(call) == "network"), None)
        if call is None or one.step.policy.retry is not None or one.step.id in told:
            continue
        told.add(one.step.id)
        who = f"step `{one.step.id}`" if one.helper else "it"
        yield Finding(
            code="FLO823",
            message=f"{one.who} goes over the network (`{call.path}`), and {who} is tried only once",
            span=call.span,
            severity=Severity.NOTE,
            label="fails the run when the network fails for a moment",
            related=one.related,
            help="give the step a retry",
        )


RULE = Rule(
    code="FLO823",
    name="network-without-retry",
    check=check,
    valid=(
        Case(
            source="""\
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"], retry=3)
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

@step(inputs=["rows"])
def show(rows):
    print(rows.get("a"))

pipeline = Pipeline("p").add_step(load).add_step(show)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from urllib.request import urlopen
from icefloe import pipeline, step

@step
def load() -> bytes:
    with urlopen("https://data.example.com/rows") as answer:
        return answer.read()

@pipeline
def all() -> bytes:
    return load()
""",
            message="step `load` goes over the network (`urllib.request.urlopen`)",
        ),
        Case(
            source="""\
import httpx
from runnable import Pipeline, PythonTask

def load():
    return httpx.get("https://data.example.com/rows").json()

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="step `load` goes over the network (`httpx.get`), and it is tried only once",
        ),
    ),
    default=False,
)
