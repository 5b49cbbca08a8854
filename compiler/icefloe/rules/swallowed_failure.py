"""# swallowed-failure (FLO819)

## What it does
Warns of an `except` in a step, or a helper of one, that takes every exception and does nothing about it: it only
passes, goes on with a loop, or returns nothing; and of a bare `except:` that does not raise again.

## Why is this bad?
The step succeeds without its result: it is not retried, its failure handler does not run, the wrong result is cached,
and the steps after it fail for a reason that nobody can find. A bare `except:` also takes the signal that stops the
run.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    rows = []
    try:
        rows = fetch()
    except Exception:
        pass
    return rows

def fetch():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Let it fail, or take the exceptions that are expected, and no others.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    try:
        return fetch()
    except FileNotFoundError:
        return []

def fetch():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each handler that takes everything and tells nobody."""
    for one in done(graph):
        for handler in one.deeds.handlers:
            if handler.raises or not (handler.silent or handler.bare):
                continue
            does = "and does nothing about it" if handler.silent else "even the signal that stops the run"
            yield Finding(
                code="FLO819",
                message=f"{one.who} takes every exception, {does}",
                span=handler.span,
                severity=Severity.WARNING,
                label="the step succeeds without its result" if handler.silent else "takes everything",
                related=one.related,
                help="let it fail, so that retries and failure handlers work, or name the exceptions that are expected",
            )


RULE = Rule(
    code="FLO819",
    name="swallowed-failure",
    check=check,
    valid=(
        Case(
            source="""\
import logging
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    try:
        return fetch()
    except (OSError, ValueError):
        pass
    except Exception as error:
        logging.error("failed: %s", error)
        return []
    try:
        return fetch()
    except:
        print("failed")
        raise

def fetch():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def load():
    for name in ("a", "b"):
        try:
            return fetch(name)
        except Exception:
            continue

def fetch(name):
    try:
        return open(name).read()
    except:
        print("failed")

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="step `load` takes every exception, and does nothing about it",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load() -> str | None:
    try:
        return open("rows").read()
    except (ValueError, BaseException):
        return None

@pipeline
def all() -> str | None:
    return load()
""",
            message="step `load` takes every exception",
        ),
    ),
)
