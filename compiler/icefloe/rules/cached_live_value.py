"""# cached-live-value (FLO814)

## What it does
Notes a step under a cache that asks the network, or takes the time of day or a new identifier, where nobody has said
how that step is to be cached.

Only `datetime.now()` and the like count as the time: `time.time()` measures how long something took.

## Why is this bad?
With the same code and the same inputs the cache gives yesterday's answer, and the step is not run. That may be wanted
(answers that cost money) or not (the latest rows): say which.

## Example
```python
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Say that it always runs, or that its answers are kept (`cache="input_hash"`).

```python
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"], cache=False)
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

pipeline = Pipeline("p").add_step(load)
```

## Fix
Writes `cache=False` at the step, which is unsafe: the step then runs each time.
"""

from collections.abc import Iterator

from icefloe.deeds import Call
from icefloe.deeds.kinds import kind
from icefloe.findings import Finding, Severity
from icefloe.fixes import Fix, SetDecorated
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import Done, done
from icefloe.rule import Case, Rule

_WORDS = {
    "network": "asks the network",
    "clock": "takes the time of day",
    "random": "makes a new identifier",
}
_DIALECTS = frozenset({"flowyml", "native"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each step under the cache of its pipeline that asks for something that changes."""
    if graph.header is None or not graph.header.cache or graph.dialect not in _DIALECTS:
        return
    told = set[str]()
    for one in done(graph):
        if one.step.policy.cache is not None or one.step.id in told:
            continue
        call = next((call for call in one.deeds.calls if _is_live(call)), None)
        if call is not None:
            told.add(one.step.id)
            yield _found(one, call)


def _is_live(call: Call) -> bool:
    what = kind(call)
    if what == "clock":
        return not call.path.startswith("time.")
    if what == "random":
        return call.path.startswith(("uuid.", "secrets.", "os.urandom"))
    return what == "network" and call.name in {"get", "request", "urlopen", "urlretrieve", "download"}


def _found(one: Done, call: Call) -> Finding:
    does = _WORDS[kind(call) or "network"]
    return Finding(
        code="FLO814",
        message=f"{one.who} {does} (`{call.path}`), and a cached result keeps the old answer",
        span=call.span,
        severity=Severity.NOTE,
        label="not the same tomorrow, with the same code and inputs",
        related=one.related,
        help="say `cache=False` at the step to run it always, or name a kind of cache to keep its answers",
        fix=Fix(
            message="run it always: `cache=False`",
            changes=(SetDecorated(span=one.step.span, decorator="step", name="cache", text="False"),),
        ),
    )


RULE = Rule(
    code="FLO814",
    name="cached-live-value",
    check=check,
    valid=(
        Case(
            source="""\
import time
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"], cache=False)
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

@step(outputs=["answers"], cache="input_hash")
def ask():
    return requests.get("https://model.example.com", timeout=5).json()

@step(outputs=["total"])
def count():
    started = time.time()
    return time.time() - started

pipeline = Pipeline("p").add_step(load).add_step(ask).add_step(count)
"""
        ),
        Case(
            source="""\
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

pipeline = Pipeline("p", enable_cache=False).add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return fetch("rows")

def fetch(what):
    with requests.Session() as session:
        return session.get(f"https://data.example.com/{what}", timeout=5).json()

pipeline = Pipeline("p").add_step(load)
""",
            message="`fetch`, which step `load` calls, asks the network (`requests.Session.get`)",
        ),
        Case(
            source="""\
from datetime import datetime
from icefloe import Pipeline, step

@step(outputs=["day"])
def today():
    return datetime.now().date()

pipeline = Pipeline("p").add_step(today)
""",
            message="step `today` takes the time of day (`datetime.datetime.now`)",
        ),
    ),
)
