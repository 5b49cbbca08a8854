"""# waits-for-a-person (FLO825)

## What it does
Warns of a step, or a helper of one, that waits for somebody at a terminal: `input()`, `breakpoint()`,
`pdb.set_trace()`, `getpass()`.

## Why is this bad?
Nobody sits at the terminal of a step: it runs in a process, a container or a job of CI without one, where it fails at
once, or hangs until its time is up.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    breakpoint()
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Take an answer as a parameter; a step is a plain function, which a debugger can call by itself.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

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
    """Report each such call."""
    for one in done(graph):
        for call in one.deeds.calls:
            if kind(call) == "person":
                name = call.path.removeprefix("builtins.")
                yield Finding(
                    code="FLO825",
                    message=f"{one.who} waits for somebody at a terminal (`{name}`)",
                    span=call.span,
                    severity=Severity.WARNING,
                    label="no step has a terminal",
                    related=one.related,
                    help="take the answer as a parameter" if name in {"input", "getpass.getpass"} else "take it out",
                )


RULE = Rule(
    code="FLO825",
    name="waits-for-a-person",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(input=len):
    return input([1, 2, 3])

pipeline = Pipeline("p").add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import pdb
from runnable import Pipeline, PythonTask

def load():
    return ask("Which rows? ")

def ask(question):
    pdb.set_trace()
    return input(question)

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="`ask`, which step `load` calls, waits for somebody at a terminal (`input`)",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def load() -> int:
    breakpoint()
    return 1

@pipeline
def all() -> int:
    return load()
""",
            message="step `load` waits for somebody at a terminal (`breakpoint`)",
        ),
    ),
)
