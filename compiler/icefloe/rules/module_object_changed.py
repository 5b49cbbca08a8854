"""# module-object-changed (FLO816)

## What it does
Warns of a step, or a helper of one, that changes a list, dictionary, set or object of its module: an item or
attribute is set, or a method such as `append` is called. A memory of answers, called `cache` or the like, is left
alone.

## Why is this bad?
Every step runs in a process of its own: what one adds, no other step sees, and when the result is taken from the
cache nothing is added at all. Where steps do share a process, the order of the run decides what they see.

## Example
```python
from flowyml import Pipeline, step

RESULTS = []

@step(outputs=["score"])
def evaluate():
    RESULTS.append(0.9)
    return 0.9

pipeline = Pipeline("p").add_step(evaluate)
```

## Use instead
Return it.

```python
from flowyml import Pipeline, step

@step(outputs=["score", "results"])
def evaluate():
    return 0.9, [0.9]

pipeline = Pipeline("p").add_step(evaluate)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Deeds
from icefloe.deeds.kinds import changes_in_place
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule
from icefloe.source import Span

_MEMORIES = ("cache", "memo", "registry", "lru", "seen")


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each object of a module that a step's function changes, where it first does."""
    for one in done(graph):
        for name, span in _changed(one.deeds).items():
            yield Finding(
                code="FLO816",
                message=f"{one.who} changes `{name}`, which belongs to the module: no other step will see it",
                span=span,
                severity=Severity.WARNING,
                label=f"changes `{name}` in this process alone",
                related=one.related,
                help=f"return what is to be kept, and give `{name}` as an input to who needs it",
            )


def _changed(deeds: Deeds) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for change in deeds.changes:
        if change.of == "module":
            found.setdefault(change.root, change.span)
    for call in deeds.calls:
        if call.of == "module" and changes_in_place(call):
            found.setdefault(call.root, call.span)
    return {name: span for name, span in found.items() if not any(word in name.lower() for word in _MEMORIES)}


RULE = Rule(
    code="FLO816",
    name="module-object-changed",
    check=check,
    valid=(
        Case(
            source="""\
import logging
import os
from flowyml import Pipeline, step

ANSWER_CACHE = {}
LIMITS = [1, 2]
logger = logging.getLogger(__name__)

def answer(question):
    if question not in ANSWER_CACHE:
        ANSWER_CACHE[question] = len(question)
    return ANSWER_CACHE[question]

@step(outputs=["rows"])
def load():
    os.environ["X"] = "1"
    logger.setLevel("INFO")
    rows = list(LIMITS)
    rows.append(answer("?"))
    return rows

pipeline = Pipeline("p").add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from runnable import Pipeline, PythonTask

SETTINGS = {"size": 1}
RESULTS = []

def train():
    SETTINGS["size"] = 2
    keep(1)

def keep(result):
    RESULTS.append(result)

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
""",
            message="`keep`, which step `train` calls, changes `RESULTS`",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

class Settings:
    size = 1

settings = Settings()

@step
def train() -> int:
    settings.size = 2
    return settings.size

@pipeline
def all() -> int:
    return train()
""",
            message="step `train` changes `settings`, which belongs to the module",
        ),
    ),
)
