"""# monolith (FLO807)

## What it does
Notes a step that does the work of several: its function calls functions of three or more of the phases load, prepare,
split, train, evaluate and deploy, or of two that its name joins by `and` (`split_and_train`), or it is longer than
200 lines.

## Why is this bad?
A change in its last part makes its first run again. The parts cannot be cached, retried, run at the same time, tested
or used again by themselves, and the report of a failure only names the whole.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["metrics"])
def do_everything():
    rows = load("rows.csv")
    model = train(rows)
    return evaluate(model, rows)

def load(path): return [path]
def train(rows): return len(rows)
def evaluate(model, rows): return model / len(rows)

pipeline = Pipeline("p").add_step(do_everything)
```

## Use instead
Make each part a step, joined by what it hands on.

```python
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(): return ["rows.csv"]

@step(inputs=["rows"], outputs=["model"])
def train(rows): return len(rows)

@step(inputs=["model", "rows"], outputs=["metrics"])
def evaluate(model, rows): return model / len(rows)

pipeline = Pipeline("p").add_step(load).add_step(train).add_step(evaluate)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Call
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph, Step
from icefloe.infer import Types
from icefloe.rule import Case, Rule

_PHASES = {
    "loads": ("load", "extract", "ingest", "download", "fetch"),
    "prepares": ("clean", "preprocess", "prepare", "process", "engineer", "featurize", "normalize", "tokenize"),
    "splits": ("split",),
    "trains": ("train", "fit", "finetune"),
    "evaluates": ("evaluate", "eval", "validate", "score"),
    "deploys": ("deploy", "publish", "release"),
}
_PHASE = {word: phase for phase, words in _PHASES.items() for word in words}
_ENOUGH = 3
_LINES = 200


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each step that does the work of several."""
    seen = set[int]()
    for step in graph.steps:
        if step.body is None or step.body.function.token in seen:
            continue
        seen.add(step.body.function.token)
        yield from _one(step)


def _one(step: Step) -> Iterator[Finding]:
    assert step.body is not None  # noqa: S101 - the caller has looked
    deeds = step.body.does.own
    phases: dict[str, Call] = {}
    for call in deeds.calls:
        phase = _phase(call)
        if phase:
            phases.setdefault(phase, call)
    phases = {phase: phases[phase] for phase in _PHASES if phase in phases}
    named = _named(step.body.function.name)
    joined = len(named & phases.keys()) > 1
    if len(phases) >= _ENOUGH or joined:
        does = [*phases]
        message = f"step `{step.id}` {', '.join(does[:-1])} and {does[-1]}, all in one"
        notes = tuple(Note(message=f"here it {phase}", span=call.span) for phase, call in phases.items())
    elif deeds.lines > _LINES:
        message, notes = f"the function of step `{step.id}` is {deeds.lines} lines long", ()
    else:
        return
    yield Finding(
        code="FLO807",
        message=message,
        span=step.span,
        severity=Severity.NOTE,
        label="a change in one part makes all of it run again",
        related=notes,
        help="make each part a step of its own, joined by what it hands on",
    )


def _phase(call: Call) -> str:
    """The phase that a call is of, by the words of its name; a method of a plain value tells none but `fit`."""
    name = call.name.lower()
    if call.of in {"local", "parameter", "module", ""} or call.path.count(".") > 1:
        if name == "train_test_split":
            return "splits"
        return {"fit": "trains", "score": "evaluates"}.get(name, "") if call.of != "project" else _by_words(name)
    # A function that nobody has defined yet is taken by its name all the same.
    known = call.of == "project" or (call.path.startswith("builtins.") and name != "eval")
    return _by_words(name) if known else ""


def _by_words(name: str) -> str:
    words = name.split("_")
    if "split" in words:
        return "splits"
    return next((_PHASE[word] for word in words if word in _PHASE), "")


def _named(name: str) -> set[str]:
    words = name.lower().split("_")
    return {_PHASE[word] for word in words if word in _PHASE} if "and" in words else set()


RULE = Rule(
    code="FLO807",
    name="monolith",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

def clean(rows):
    return rows

@step(outputs=["rows"])
def load_and_clean(path: str = "rows.csv"):
    with open(path) as file:
        rows = file.read().split()
    return clean(rows)

@step(inputs=["rows"], outputs=["model"])
def train(rows):
    return fit_model(rows), score(rows)

def fit_model(rows):
    return len(rows)

def score(rows):
    return 1

pipeline = Pipeline("p").add_step(load_and_clean).add_step(train)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["metrics"])
def do_everything():
    rows = clean(load("rows.csv"))
    model = train(rows)
    return evaluate(model, rows)

def load(path): return [path]
def clean(rows): return rows
def train(rows): return len(rows)
def evaluate(model, rows): return model / len(rows)

pipeline = Pipeline("p").add_step(do_everything)
""",
            message="step `do_everything` loads, prepares, trains and evaluates, all in one",
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

def split_and_train(x, y):
    x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=1)
    model = LinearRegression()
    model.fit(x_train, y_train)
    return model

pipeline = Pipeline(steps=[PythonTask(function=split_and_train, name="one")])
""",
            message="step `one` splits and trains",
        ),
    ),
)
