"""# changing-value (FLO809)

## What it does
Warns of a value that is another one each time the file is loaded (the time, a random number or identifier, the number
of the process, the version that git tells) and that a step uses: through a name of the module, or as the default of a
parameter.

## Why is this bad?
The file is loaded again in the process of every step, so two steps of one run see two values. A cached result does
not know of it, and no run can be repeated with the value that it had.

## Example
```python
from datetime import datetime
from flowyml import Pipeline, step

STARTED = datetime.now()

@step(outputs=["name"])
def make():
    return f"model-{STARTED:%Y%m%d-%H%M%S}"

@step(inputs=["name"])
def store(name):
    print(name, STARTED)

pipeline = Pipeline("p").add_step(make).add_step(store)
```

## Use instead
Make it a parameter that the run gives, or the output of one step that is not cached.

```python
from flowyml import Pipeline, step

@step(outputs=["name"])
def make(started: str):
    return f"model-{started}"

@step(inputs=["name"])
def store(name, started: str):
    print(name, started)

pipeline = Pipeline("p").add_step(make).add_step(store)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Made
from icefloe.deeds.kinds import of_path
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.reach import parts
from icefloe.rule import Case, Rule
from icefloe.values import Record, Value

# What another program says, as a rule the version that git tells.
_PROGRAMS = frozenset({"subprocess.check_output", "subprocess.getoutput"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each name of the module with such a value that a step reads, and each such default."""
    made = {one.name: one for one in graph.loading.own.made if _changes(one.path)}
    for one in done(graph) if made else ():
        for read in one.deeds.reads:
            found = made.get(read.name)
            if found is not None and found.span.path == read.span.path:
                note = Note(message=f"{one.who} reads it", span=read.span)
                yield _found(found, f"`{found.name}` is another value each time this file is loaded", note)
    for step in graph.steps:
        yield from _defaults(step)


def _defaults(step: Step) -> Iterator[Finding]:
    for parameter in step.body.function.parameters if step.body is not None else ():
        record = None if parameter.default is None else _record(parameter.default)
        if record is not None:
            made = Made(name=parameter.name, path=record.path, span=record.span)
            what = f"the default of `{parameter.name}` is another value each time this file is loaded"
            yield _found(made, what, Note(message=f"`{step.id}` is a step", span=step.span))


def _record(value: Value) -> Record | None:
    """The call whose value changes that a value is made of."""
    pending, seen = [value], 0
    while pending and seen < 100:
        one = pending.pop()
        seen += 1
        if isinstance(one, Record):
            if _changes(one.path):
                return one
            pending.append(one.function)
        pending += parts(one)
    return None


def _changes(path: str) -> bool:
    """Whether a call, or the method of what such a call gave, gives another value each time."""
    names = path.split(".")
    prefixes = (".".join(names[:end]) for end in range(2, len(names) + 1))
    return any(of_path(one) in {"clock", "random"} or one in _PROGRAMS for one in prefixes)


def _found(made: Made, message: str, note: Note) -> Finding:
    return Finding(
        code="FLO809",
        message=message,
        span=made.span,
        severity=Severity.WARNING,
        label="two steps of one run see two values",
        related=(note,),
        help="make it a parameter that the run gives, or the output of one step that is not cached",
    )


RULE = Rule(
    code="FLO809",
    name="changing-value",
    check=check,
    valid=(
        Case(
            source="""\
import random
import time
from datetime import datetime, timedelta
from flowyml import Pipeline, step

started = time.time()
DAY = datetime(2026, 1, 1) + timedelta(days=1)

@step(outputs=["rows"])
def load(day=DAY):
    started = datetime.now()
    return [random.random(), started]

pipeline = Pipeline("p").add_step(load)
print(time.time() - started)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import uuid
from runnable import Pipeline, PythonTask

RUN = str(uuid.uuid4())
KEY = uuid.uuid4().hex

def train():
    return name()

def name():
    return f"model-{KEY}"

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
""",
            message="`KEY` is another value each time this file is loaded",
        ),
        Case(
            source="""\
import datetime
from icefloe import pipeline, step

@step
def load(day: str = datetime.date.today().isoformat()) -> str:
    return day

@pipeline
def all() -> str:
    return load()
""",
            message="the default of `day` is another value each time this file is loaded",
        ),
    ),
)
