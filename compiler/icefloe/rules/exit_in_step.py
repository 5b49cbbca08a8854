"""# exit-in-step (FLO826)

## What it does
Warns of a step, or a helper of one, that ends the process: `sys.exit()`, `exit()`, `quit()`, `os._exit()`,
`os.abort()`.

## Why is this bad?
The step is only a guest in its process. What ends it takes the result along, and neither a retry nor a failure
handler can tell the exit from a crash. In a test it ends the test run.

## Example
```python
import sys
from flowyml import Pipeline, step

@step(inputs=["rows"])
def validate(rows):
    if len(rows) < 100:
        sys.exit("not enough rows")

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load).add_step(validate)
```

## Use instead
Raise an exception that says what is wrong.

```python
from flowyml import Pipeline, step

@step(inputs=["rows"])
def validate(rows):
    if len(rows) < 100:
        raise ValueError("not enough rows")

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load).add_step(validate)
```
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule

_EXITS = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each call that ends the process."""
    for one in done(graph):
        for call in one.deeds.calls:
            if call.path in _EXITS:
                name = call.path.removeprefix("builtins.")
                yield Finding(
                    code="FLO826",
                    message=f"{one.who} ends the process (`{name}`)",
                    span=call.span,
                    severity=Severity.WARNING,
                    label="loses the result, and the chance of a retry",
                    related=one.related,
                    help="raise an exception that says what is wrong",
                )


RULE = Rule(
    code="FLO826",
    name="exit-in-step",
    check=check,
    valid=(
        Case(
            source="""\
import sys
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    if not sys.argv:
        raise SystemError("no arguments")
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
if not pipeline.run().success:
    sys.exit(1)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from sys import exit as leave
from runnable import Pipeline, PythonTask

def load():
    return check([1])

def check(rows):
    if len(rows) < 100:
        leave(1)

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="`check`, which step `load` calls, ends the process (`sys.exit`)",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load() -> int:
    quit()

@pipeline
def all() -> int:
    return load()
""",
            message="step `load` ends the process (`quit`)",
        ),
    ),
)
