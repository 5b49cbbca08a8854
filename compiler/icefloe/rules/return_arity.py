"""# return-arity (FLO302)

## What it does
Reports a `return` whose number of values cannot be split over the outputs that its step declares, or a dictionary that
has no key for one of them. In a pipeline function it reports names that a step's values are unpacked into, where
there are more or fewer of them than values.

Where one output is declared, several values are one tuple. In FlowyML's words that is a warning if one of the values
is a variable that is called like the output: then it alone was meant.

## Why is this bad?
The outputs are matched to the returned tuple by position. With another number of values the run fails after the step
has done its work, or a value is stored under the wrong name.

## Example
```python
@step(outputs=["train", "test"])
def split(rows):
    return rows[:80], rows[80:], len(rows)
```

## Use instead
Return as many values as there are outputs, or declare the missing output.
"""

from collections.abc import Iterator

from icefloe.findings import Finding, Note
from icefloe.graph import Graph, Port, PythonRun, Step
from icefloe.infer import Misfit, Types
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe.trace import Return
from icefloe.values import Known, Table


def check(graph: Graph, types: Types) -> Iterator[Finding]:
    """Report each return of a step with several outputs that has another number of values."""
    for step in graph.steps:
        ports = [port for port in step.outputs if port.position is not None]
        if len(ports) < 2 or step.body is None or not isinstance(step.run, PythonRun):
            continue
        if step.body.function.is_generator:
            continue
        told: set[Span] = set()
        for back in step.body.returns:
            count = _count(back)
            if count is not None and count != len(ports):
                told.add(back.span)
                yield _finding(step, ports, back, count)
            lacking = _lacking(ports, back)
            if lacking:
                told.add(back.span)
                yield _by_key(step, ports, back, lacking)
        for misfit in types.misfits(step.body, len(ports)):
            if misfit.span not in told and (not told or not _is_whole(step, misfit)):
                yield _by_type(step, ports, misfit)


def _is_whole(step: Step, misfit: Misfit) -> bool:
    """Whether something is said of the function as such, and not of one of its returns."""
    return step.body is not None and all(back.span != misfit.span for back in step.body.returns)


def _by_type(step: Step, ports: list[Port], misfit: Misfit) -> Finding:
    """The finding for something that its type tells."""
    names = ", ".join(f"`{port.name}`" for port in ports)
    return Finding(
        code="FLO302",
        message=f"step `{step.id}` has {len(ports)} outputs ({names}), but {misfit.message.partition(', but ')[0]}",
        span=misfit.span,
        label=misfit.message.partition(", but ")[0],
        related=(Note(message="the outputs are declared here", span=ports[0].span),),
        help=f"return {len(ports)} values, or declare other outputs",
    )


def _count(back: Return) -> int | None:
    """How many values a return gives, where that is certain."""
    if back.arity is not None:
        return back.arity
    return 1 if isinstance(back.value, Known) and not isinstance(back.value.value, str | bytes) else None


def _lacking(ports: list[Port], back: Return) -> list[str]:
    """The outputs for which a dictionary has no key that stands in the `return` itself, all its keys known."""
    if not isinstance(back.value, Table) or back.value.span != back.span:
        return []
    keys = {key.value for key, _ in back.value.entries if isinstance(key, Known)}
    known = len(keys) == len(back.value.entries) and all(isinstance(key, str) for key in keys)
    return [port.name for port in ports if port.name not in keys] if keys and known else []


def _by_key(step: Step, ports: list[Port], back: Return, lacking: list[str]) -> Finding:
    """The finding for a dictionary without a key for each output."""
    names = ", ".join(f"`{name}`" for name in lacking)
    return Finding(
        code="FLO302",
        message=f"step `{step.id}` returns a dictionary here that has no key for its output{_s(lacking)} {names}",
        span=back.span,
        label=f"no {names}",
        related=(Note(message="the outputs are declared here", span=ports[0].span),),
        help="return a dictionary with a key for each output, or the values in their order",
    )


def _s(names: list[str]) -> str:
    """The ending of a noun in front of these names."""
    return "s" if len(names) > 1 else ""


def _finding(step: Step, ports: list[Port], back: Return, count: int) -> Finding:
    """The finding for one return."""
    names = ", ".join(f"`{port.name}`" for port in ports)
    values = "1 value" if count == 1 else f"{count} values"
    return Finding(
        code="FLO302",
        message=f"step `{step.id}` has {len(ports)} outputs ({names}), but returns {values} here",
        span=back.span,
        label=f"{values}, not {len(ports)}",
        related=(Note(message="the outputs are declared here", span=ports[0].span),),
        help=f"return {len(ports)} values, or declare {count} output{'s' if count != 1 else ''}",
    )


RULE = Rule(
    code="FLO302",
    name="return-arity",
    check=check,
    valid=(
        Case(
            source="""\
from icefloe import pipeline, step

@step(outputs=["train", "test"])
def split():
    return {"train": 1, "test": 2}

@step
def pair() -> tuple[int, str]:
    return 1, "a"

@step
def listed() -> list[int]:
    return [1, 2]

@step
def word() -> str:
    return "ab"

@pipeline
def build() -> int:
    train, test = split()
    (one, _) = pair()
    first, *rest = pair()
    last = pair()[1]
    a, b, c = listed()
    x, y = word()
    return train
"""
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split():
    return {"train": 1, "test": 2}

pipeline = Pipeline("p").add_step(split)
"""
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split():
    rows = list(range(10))
    return rows[:8], rows[8:]

pipeline = Pipeline("p").add_step(split)
"""
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["both"])
def split() -> tuple[int, int]:
    return 1, 2

pipeline = Pipeline("p").add_step(split)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from icefloe import pipeline, step

@step
def split() -> tuple[str, int]:
    return "a", 1

@pipeline
def build() -> str:
    train, test, rest = split()
    return train
""",
            message="step `split` gives a tuple of 2, but is unpacked into 3 names here",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step
def count() -> int:
    return 1

@pipeline
def build() -> int:
    first, second = count()
    return first
""",
            message="step `count` gives one value that cannot be unpacked, but is unpacked into 2 names here",
        ),
        Case(
            source="""\
from icefloe import pipeline, step

@step(outputs=["train", "test"])
def split() -> str:
    return "ab"

@pipeline
def build() -> str:
    train, test = split()
    return train
""",
            message="step `split` has 2 outputs (`train`, `test`), but it returns str",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split():
    return {"train": 1, "tset": 2}

pipeline = Pipeline("p").add_step(split)
""",
            message="returns a dictionary here that has no key for its output `test`",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split():
    rows = list(range(10))
    return rows[:8], rows[8:], len(rows)

pipeline = Pipeline("p").add_step(split)
""",
            message="has 2 outputs (`train`, `test`), but returns 3 values here",
        ),
    ),
)
