"""What steps are called, and how those of one name are told apart."""

import pytest

PRELUDE = """\
import flowyml as fl
from functools import partial
from flowyml import Pipeline, Step, context, create_from_template, step
from flowyml import step as task, Pipeline as P
@step(outputs=["data"])
def load() -> list[int]: ...
@step(inputs=["data"], outputs=["model"])
def train(data, rate: float = 0.1): ...
def plain(data, kind, depth=1): ...
"""

OTHERS = {
    "other__py": """\
from flowyml import step
@step(outputs=["far"])
def load(): ...
""",
}

CASES = {
    "a factory in a loop: told apart by what it captures": (
        """\
def create(kind):
    @step(outputs=[f"{kind}_model"])
    def train():
        return kind
    return train
p = Pipeline("p")
for kind in ["xgboost", "forest", "net"]:
    p.add_step(create(kind))
""",
        """\
p()
  train[xgboost]() -> xgboost_model
  train[forest]() -> forest_model
  train[net]() -> net_model
""",
    ),
    "two loops: by all that varies": (
        """\
def create(kind, depth):
    @step(outputs=[f"{kind}_{depth}"])
    def train():
        return {kind: depth}
    return train
p = Pipeline("p")
for kind in ["a", "b"]:
    for depth in (1, 2):
        p.add_step(create(kind, depth))
""",
        """\
p()
  train[1,a]() -> a_1
  train[2,a]() -> a_2
  train[1,b]() -> b_1
  train[2,b]() -> b_2
""",
    ),
    "by a default, an entry of a dictionary, an output": (
        """\
p = Pipeline("p")
for rate in (0.1, 0.2):
    @step(outputs=[f"m{rate}"])
    def fit(r=rate): ...
    p.add_step(fit)
def create(config):
    @step(outputs=[config["name"]])
    def make():
        return config
    return make
for config in [{"name": "one", "n": 1}, {"name": "two", "n": 1}]:
    p.add_step(create(config))
def other(name):
    @step(outputs=[name])
    def take(): ...
    return take
p.add_steps([other(name) for name in ("x", "y")])
""",
        """\
p()
  fit[0.1](r=default) -> m0.1
  fit[0.2](r=default) -> m0.2
  make[one]() -> one
  make[two]() -> two
  take[x]() -> x
  take[y]() -> y
""",
    ),
    "nothing tells them apart": (
        """\
def create(kind):
    @step
    def train(): ...
    return train
p = Pipeline("p").add_step(create("a")).add_step(create("b"))
q = Pipeline("q").add_step(load).add_step(load)
""",
        """\
p()
  train()
  train()
q()
  load() -> data
  load() -> data
error FLO101 at 14: step `train` is in pipeline `p` twice
error FLO101 at 15: step `load` is in pipeline `q` twice
""",
    ),
    "a step that is defined again": (
        """\
@step
def load():
    return 1
@step
def save(): ...
p = Pipeline("p").add_step(save)
@step
def save(data): ...
q = Pipeline("q").add_step(load).add_step(save)
""",
        """\
p()
  save()
q(data)
  load()
  save(data=$data)
warning FLO173 at 11: step `load` is defined again: the first one is lost
note FLO204 at 17: parameter `data` of pipeline `q` must be given to every run
""",
    ),
    "steps of one name from two modules": (
        """\
from other import load as far
p = Pipeline("p").add_steps([load, far])
""",
        """\
p()
  load[main]() -> data
  load[other]() -> far
""",
    ),
    "attributes of a step": (
        """\
train.inputs = []
train.name = "fit"
train.descripton = "trains"
p = Pipeline("p").add_steps([load, train])
load.func = plain
""",
        """\
p()
  load() -> data
  fit(data=load.data, rate=default) -> model
note FLO178 at 12: setting `descripton` of a step changes nothing in the plan
error FLO103 at 14: in pipeline `p`, what the step runs cannot be known: the function of a step is replaced
""",
    ),
    "a call of a step, a function, nothing": (
        """\
import elsewhere
p = Pipeline("p").add_step(load()).add_step(plain)
p.add_step(elsewhere.step)
p.add_step()
""",
        """\
p()
error FLO107 at 11: what a call of step `load` returns is added
error FLO107 at 11: `plain` is added to the pipeline, but it is no step
error FLO103 at 13: in pipeline `p`, which step is added cannot be known: no step is given
error FLO103 at 12: in pipeline `p`, which step is added cannot be known: `elsewhere.step` is not part of this project
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_names(told, source, expected):
    assert "\n".join(told(PRELUDE + source, **OTHERS)) == expected.rstrip("\n")
