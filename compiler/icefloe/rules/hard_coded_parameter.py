"""# hard-coded-parameter (FLO806)

## What it does
Notes numbers in the body of a step that are settings by their names: `learning_rate = 0.001`, `epochs=10`,
`test_size=0.2`. A default of a parameter is none of them, nor is the seed of a generator.

## Why is this bad?
Nobody can try another value without an edit of the code, which also makes every cached result of the step stale, and no
run tells which value it had.

## Example
```python
from flowyml import Pipeline, step

@step(outputs=["model"])
def train():
    learning_rate = 0.001
    epochs = 10
    return fit(learning_rate, epochs)

def fit(learning_rate, epochs):
    return learning_rate * epochs

pipeline = Pipeline("training").add_step(train)
```

## Use instead
Make them parameters of the step: the context or the run gives their values.

```python
from flowyml import Pipeline, context, step

@step(outputs=["model"])
def train(learning_rate: float, epochs: int):
    return learning_rate * epochs

pipeline = Pipeline("training", context=context(learning_rate=0.001, epochs=10)).add_step(train)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Constant
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import Done, done
from icefloe.rule import Case, Rule

# What a number under one of these names can be but a setting, nobody has shown.
_SETTINGS = frozenset(
    {"learning_rate", "lr", "epochs", "num_epochs", "n_epochs", "max_epochs", "batch_size", "n_estimators", "max_depth",
     "num_leaves", "test_size", "train_size", "val_size", "validation_size", "test_ratio", "train_ratio", "split_ratio",
     "val_ratio", "dropout", "dropout_rate", "weight_decay", "momentum", "warmup_steps", "max_steps", "n_clusters",
     "n_neighbors", "num_layers", "n_layers", "hidden_size", "hidden_dim", "embedding_dim", "l1_ratio",
     "n_splits", "n_folds", "num_folds", "temperature", "max_tokens", "subsample", "colsample_bytree", "reg_alpha",
     "reg_lambda", "min_samples_split", "min_samples_leaf", "lora_rank", "lora_alpha", "gradient_accumulation_steps"}
)  # fmt: skip

# Where steps have no parameters of their own.
_WITHOUT_PARAMETERS = frozenset({"fastflow"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report the settings in the body of each step, together."""
    if graph.dialect in _WITHOUT_PARAMETERS:
        return
    for one in done(graph):
        found = [] if one.helper else list(_settings(one))
        if not found:
            continue
        names = list(dict.fromkeys(constant.name for constant in found))
        listed = ", ".join(f"`{name}`" for name in names)
        more = tuple(
            Note(message=f"`{constant.name}` is {constant.value}", span=constant.span) for constant in found[1:]
        )
        yield Finding(
            code="FLO806",
            message=f"{one.who} has {listed} written into its body, where no run can set {_them(names)}",
            span=found[0].span,
            severity=Severity.NOTE,
            label=f"`{found[0].name}`",
            related=(*more, *one.related),
            help=f"make {_them(names)} {'parameters' if len(names) > 1 else 'a parameter'} of the step",
        )


def _them(names: list[str]) -> str:
    return "them" if len(names) > 1 else "it"


def _settings(one: Done) -> Iterator[Constant]:
    for constant in one.deeds.constants:
        is_number = isinstance(constant.value, int | float)
        if is_number and constant.role in {"assigned", "argument", "entry"} and constant.name.lower() in _SETTINGS:
            yield constant


RULE = Rule(
    code="FLO806",
    name="hard-coded-parameter",
    check=check,
    valid=(
        Case(
            source="""\
from flowyml import Pipeline, step

@step(outputs=["model"])
def train(learning_rate: float = 0.001, epochs: int = 10):
    seed = 42
    total = 0
    for epoch in range(epochs):
        total = learning_rate * epoch + seed
    return total

pipeline = Pipeline("training").add_step(train)
"""
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask

DEFAULTS = {"epochs": 10}

def train(epochs):
    batch_size = epochs
    return batch_size

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
from runnable import Pipeline, PythonTask

def train():
    learning_rate = 0.001
    epochs = 10
    return learning_rate * epochs

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
""",
            message="step `train` has `learning_rate`, `epochs` written into its body",
        ),
        Case(
            source="""\
from icefloe import pipeline, step
from sklearn.ensemble import RandomForestClassifier

@step
def train() -> RandomForestClassifier:
    return RandomForestClassifier(n_estimators=100, random_state=42)

@pipeline
def all() -> RandomForestClassifier:
    return train()
""",
            message="`n_estimators` written into its body, where no run can set it",
        ),
    ),
)
