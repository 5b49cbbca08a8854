"""# input-changed-in-place (FLO815)

## What it does
Notes a step that changes an input in place, where another step takes the same one: an item or attribute is set, a
method such as `append` is called, or `inplace=True` is given.

An input that is bound to something else before (`rows = rows.copy()`) is the step's own.

## Why is this bad?
Steps that run in one process share the object: what the other step sees depends on which of them comes first. Where
each has a copy of its own, the change is lost. In neither case is it what the reader expects.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [3, 1, 2]

@step(inputs=["rows"], outputs=["smallest"])
def smallest(rows):
    rows.sort()
    return rows[0]

@step(inputs=["rows"], outputs=["first"])
def first(rows):
    return rows[0]

pipeline = Pipeline("p").add_step(load).add_step(smallest).add_step(first)
```

## Use instead
Make a new one.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [3, 1, 2]

@step(inputs=["rows"], outputs=["smallest"])
def smallest(rows):
    return sorted(rows)[0]

@step(inputs=["rows"], outputs=["first"])
def first(rows):
    return rows[0]

pipeline = Pipeline("p").add_step(load).add_step(smallest).add_step(first)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Deeds
from icefloe.deeds.kinds import changes_in_place
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Binding, Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule
from icefloe.source import Span
from icefloe_schema import plan


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each change of an input that another step takes as well."""
    takers: dict[tuple[str, str], list[tuple[Step, Binding]]] = {}
    for step in graph.steps:
        for binding in step.bindings:
            if isinstance(binding.source, plan.FromOutput):
                takers.setdefault((binding.source.step, binding.source.name), []).append((step, binding))
    for same in takers.values():
        for step, binding in same if len(same) > 1 else ():
            changed = {} if step.body is None else _changed(step.body.does.own)
            other = next(((one, its) for one, its in same if one.id != step.id), None)
            if other is None or binding.parameter not in changed or binding.adapt:
                continue
            yield Finding(
                code="FLO815",
                message=f"step `{step.id}` changes its input `{binding.parameter}` in place, "
                f"which step `{other[0].id}` takes as well",
                span=changed[binding.parameter],
                severity=Severity.NOTE,
                label=f"changes `{binding.parameter}`",
                related=(Note(message=f"`{other[0].id}` takes the same", span=other[1].span),),
                help="make a new one, or a copy first",
            )


def _changed(deeds: Deeds) -> dict[str, Span]:
    """The parameters that a function changes, each with the first place."""
    found: dict[str, Span] = {}
    for change in deeds.changes:
        if change.of == "parameter":
            found.setdefault(change.root, change.span)
    for call in deeds.calls:
        if call.of == "parameter" and changes_in_place(call):
            found.setdefault(call.root, call.span)
    return found


RULE = Rule(
    code="FLO815",
    name="input-changed-in-place",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows", "words"])
def load():
    return [3, 1, 2], ["a"]

@step(inputs=["rows"], outputs=["smallest"])
def smallest(rows):
    rows = list(rows)
    rows.sort()
    return rows[0]

@step(inputs=["rows", "words"], outputs=["first"])
def first(rows, words):
    words.append("b")
    return rows[0], rows.index(1)

pipeline = Pipeline("p").add_step(load).add_step(smallest).add_step(first)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return {"a": 1}

@step(inputs=["rows"], outputs=["more"])
def extend(rows):
    rows["b"] = 2
    return rows

@step(inputs=["rows"])
def show(rows):
    print(rows)

pipeline = Pipeline("p").add_step(load).add_step(extend).add_step(show)
""",
            message="step `extend` changes its input `rows` in place, which step `show` takes as well",
        ),
        Case(
            source="""\
from icefloe import pipeline, step
from pandas import DataFrame

@step
def load() -> DataFrame:
    return DataFrame()

@step
def clean(rows: DataFrame) -> DataFrame:
    rows.dropna(inplace=True)
    return rows

@step
def count(rows: DataFrame) -> int:
    return len(rows)

@pipeline
def all() -> int:
    rows = load()
    clean(rows)
    return count(rows)
""",
            message="step `clean` changes its input `rows` in place",
        ),
    ),
)
