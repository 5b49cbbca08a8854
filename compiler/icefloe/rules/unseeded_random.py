"""# unseeded-random (FLO820)

## What it does
Notes random numbers without a seed in a step, or a helper of one: functions of `random` and `numpy.random` where
nothing seeds them in that function or at module level, a generator that is made without a seed, and
`train_test_split` without `random_state`.

## Why is this bad?
Two runs of the same plan give two results, and none can be repeated. A model that got better may only have got
another split. Under a cache, the step that is run again no longer fits the results that were kept.

## Example
```python
from flowyml import Pipeline, step
from sklearn.model_selection import train_test_split

@step(outputs=["train", "test"])
def split():
    return train_test_split([1, 2, 3, 4])

pipeline = Pipeline("p").add_step(split)
```

## Use instead
Give it a seed, best as a parameter.

```python
from flowyml import Pipeline, step
from sklearn.model_selection import train_test_split

@step(outputs=["train", "test"])
def split(seed: int = 42):
    return train_test_split([1, 2, 3, 4], random_state=seed)

pipeline = Pipeline("p").add_step(split)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Call, Deeds
from icefloe.deeds.kinds import kind
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule

_GENERATORS = frozenset({"random.Random", "numpy.random.default_rng", "numpy.random.RandomState"})
_SPLITS = frozenset({"sklearn.model_selection.train_test_split", "sklearn.utils.shuffle", "sklearn.utils.resample"})
_SEEDS = frozenset({"random.seed", "numpy.random.seed"})
# Functions of projects and packages that seed everything are called so.
_SEEDING = frozenset({"set_seed", "seed_everything", "set_random_seed", "fix_seed", "set_seeds"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report the first such call of each function."""
    if _is_seeded(graph.loading.own):
        return
    for one in done(graph):
        if one.step.body is not None and any(_is_seeded(deeds) for _, deeds in one.step.body.does.all()):
            continue
        call = next((call for call in one.deeds.calls if _is_unseeded(call)), None)
        if call is None:
            continue
        seed = "random_state" if call.path in _SPLITS else "seed"
        yield Finding(
            code="FLO820",
            message=f"{one.who} draws random numbers without a seed (`{call.path}`)",
            span=call.span,
            severity=Severity.NOTE,
            label="another result in each run",
            related=one.related,
            help=f"give it a {seed}, best as a parameter of the step",
        )


def _is_seeded(deeds: Deeds) -> bool:
    return any(call.path in _SEEDS or call.name in _SEEDING for call in deeds.calls)


def _is_unseeded(call: Call) -> bool:
    if call.more:
        return False
    if call.path in _SPLITS:
        shuffle = call.given("shuffle")
        return call.given("random_state") is None and (shuffle is None or shuffle.constant is not False)
    if call.path in _GENERATORS:
        first = call.passed[0] if call.passed else None
        return first is None or (first.written and first.constant is None)
    return kind(call) == "random" and call.path.startswith(("random.", "numpy.random."))


RULE = Rule(
    code="FLO820",
    name="unseeded-random",
    check=check,
    valid=(
        Case(
            source="""\
import random
import numpy as np
from flowyml import Pipeline, step
from sklearn.model_selection import train_test_split

@step(outputs=["train", "test"])
def split(seed: int = 42):
    generator = np.random.default_rng(seed)
    own = random.Random(7)
    return train_test_split([generator.random(), own.random()], random_state=seed)

@step(outputs=["ordered"])
def ordered(options={}):
    return train_test_split([1, 2], shuffle=False), train_test_split([1, 2], **options)

@step(outputs=["noise"])
def noise():
    np.random.seed(3)
    return np.random.rand(3)

pipeline = Pipeline("p").add_step(split).add_step(ordered).add_step(noise)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import numpy as np
from runnable import Pipeline, PythonTask

def train():
    return start(3)

def start(size):
    return np.random.rand(size)

pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
""",
            message="`start`, which step `train` calls, draws random numbers without a seed (`numpy.random.rand`)",
        ),
        Case(
            source="""\
from icefloe import pipeline, step
from sklearn.model_selection import train_test_split

@step
def split(rows: list[int]) -> list[list[int]]:
    return train_test_split(rows, test_size=0.5)

@pipeline
def all(rows: list[int]) -> list[list[int]]:
    return split(rows)
""",
            message="(`sklearn.model_selection.train_test_split`)",
        ),
        Case(
            source="""\
import random
from flowyml import Pipeline, step

@step(outputs=["rows"])
def sample():
    generator = random.Random()
    return generator.sample(range(100), 3)

pipeline = Pipeline("p").add_step(sample)
""",
            message="(`random.Random`)",
        ),
    ),
)
