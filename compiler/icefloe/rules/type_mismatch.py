"""# type-mismatch (FLO301)

## What it does
Reports a value that goes into a parameter of a type it does not have. The two ends are found through the pipeline's
wiring, which no type checker sees. Each has a frame: the consumer's parameter, and what tells the producer's type. That
is its return annotation or, where it says "inferred from this", the expression that gives the value. The message has
the joining name, and the part that fails: of `dict[str, int]` into `dict[str, str]` it is the value type.

A value is judged as it arrives. One of several outputs is one part of the returned tuple; the body of a map gets one
element, and who takes the map's output a list; a value that passes the wall of a nested pipeline is compared with the
parameter inside; a `Dataset` or `Model` of FlowyML is opened for who asks for what it holds; where one of two steps
gives the value, both have to fit.

Every connection is *right*, *wrong* or *unknown*, and only a wrong one is an error. An unknown one is counted, and the
line before the last says why: `6 connections: 3 right, 1 wrong, 2 unknown: pandas is not resolvable here (2)`.

What the causes ask for:

* *… is not resolvable here*: `icefloe check --python .venv`, or `python = ".venv"` below `[tool.icefloe]`. What is
  installed there is read, never run.
* *a parameter has no annotation*: annotate the parameter that takes the value.
* *a function has no annotation and its code does not tell*: annotate what the step returns.
* *what a wrapper holds is not told*: make the `Dataset` or `Model` in the `return`, of a value whose type is known.
* *a value is only known at run time*, *a value is converted at run time*: nothing, or an annotated step in between.
* *a shell command or a notebook has no types*: nothing, they take whatever comes.
* *type checkers differ*, *a type is too large to compare*, *a type variable is not solved*: `--types=deep` asks the
  type checker ty as well (`pip install 'icefloe[types]'`).

## Why is this bad?
The consumer gets a value that it was not written for. It fails after the producer has run, or computes something
wrong and says nothing.

## Example
```python
@step(outputs=["model"])
def train() -> dict[str, float]: ...

@step(inputs=["model"])
def evaluate(model: list[float]): ...
```

## Use instead
Correct the annotation that is wrong, or convert the value in a step between the two.
"""

from collections.abc import Iterator

from icefloe.connections import everywhere
from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule


def check(graph: Graph, types: Types) -> Iterator[Finding]:
    """Report each connection whose verdict is a certain no, unless its dialect has judged that."""
    for connection in everywhere(graph, types):
        if connection.verdict.answer == "no" and not connection.binding.told and RULE.code not in connection.graph.told:
            from icefloe.connections.mismatch import mismatch

            yield mismatch(connection, types)


RULE = Rule(
    code="FLO301",
    name="type-mismatch",
    check=check,
    whole=True,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["count"])
def count() -> int:
    return 3

@step(inputs=["count"])
def show(count: float):
    print(count)

pipeline = Pipeline("p").add_step(count).add_step(show)
"""
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def count() -> int:
    return 3

def show(n: str):
    print(n)

pipeline = Pipeline(steps=[
    PythonTask(function=count, name="count", returns=["n"]),
    PythonTask(function=show, name="show"),
])
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load() -> list[int]:
    return [1, 2]

@step(inputs=["rows"])
def show(rows: dict[str, int]):
    print(rows)

pipeline = Pipeline("p").add_step(load).add_step(show)
""",
            message="parameter `rows` of step `show` takes `dict[str, int]`",
        ),
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["train", "test"])
def split() -> tuple[list[int], list[str]]:
    return [1], ["a"]

@step(inputs=["train", "test"])
def fit(train: list[int], test: list[int]):
    print(train, test)

pipeline = Pipeline("p").add_step(split).add_step(fit)
""",
            message="step `split` gives `list[str]` through `test`",
        ),
        Case(
            source="""\
from motools.workflow import AtomConstructor, Step, Workflow

def prepare(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="data", path=temp_workspace / "data.jsonl", type="dataset")]

def evaluate(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="scores", path=temp_workspace / "scores.json", type="eval")]

workflow = Workflow(
    name="w",
    input_atom_types={},
    steps=[
        Step(name="prepare", function=prepare, input_atom_types={}),
        Step(name="evaluate", function=evaluate, input_atom_types={"data": "model"}),
    ],
)
""",
            message="through `data`",
        ),
    ),
)
