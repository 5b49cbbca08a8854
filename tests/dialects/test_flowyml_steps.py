# ruff: noqa: E501 - findings are compared whole
"""The many ways in which steps are made, named and added."""

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
    "partial, Step, step as a function, aliases": (
        """\
p = P("p").add_step(load)
for kind in ("a", "b"):
    p.add_step(step(outputs=[f"o_{kind}"])(partial(plain, kind=kind)))
p.add_step(Step(plain, name="direct", inputs=["data"]))
p.add_step(Step(func=plain, name="named", inputs=["data"]))
p.add_step(step(partial(plain, [1], "c"), name="by_position"))
p.add_step(task(name="aliased")(plain))
p.add_step(fl.step(name="dotted")(plain))
""",
        """\
p(kind)
  load() -> data
  plain[a](data=load.data, kind='a', depth=default) -> o_a
  plain[b](data=load.data, kind='b', depth=default) -> o_b
  direct(data=load.data, kind=$kind, depth=default)
  named(data=load.data, kind=$kind, depth=default)
  by_position(data=[1], kind='c', depth=default)
  aliased(data=load.data, kind=$kind, depth=default)
  dotted(data=load.data, kind=$kind, depth=default)
note FLO204 at 9: parameter `kind` of pipeline `p` must be given to every run
""",
    ),
    "methods": (
        """\
class Steps:
    @staticmethod
    @step(outputs=["a"])
    def first(): ...
    @classmethod
    def second(cls, a): ...
    def third(self, a): ...
p = Pipeline("p").add_step(Steps.first).add_step(step(Steps.second))
p.add_step(step(Steps().third))
""",
        """\
p()
  first() -> a
  second(a=first.a)
error FLO103 at 18: in pipeline `p`, which step is added cannot be known: `third` is bound to an object, which a plan cannot carry
""",
    ),
    "asynchronous steps and generators": (
        """\
@step(outputs=["pages"])
async def fetch() -> list[str]: ...
@step(inputs=["pages"])
def read(pages):
    yield from pages
p = Pipeline("p").add_steps([fetch, read])
""",
        """\
p()
  fetch() -> pages
  read(pages=fetch.pages)
""",
    ),
    "arguments of add_step": (
        """\
p = Pipeline("p").add_step(load)
p.add_step(train, name="fast", params={"rate": 0.5})
p.add_step(plain, inputs=["data"])
p.add_step(train, name="slow", params={"rat": 0.5}, retries=3)
""",
        """\
p()
  load() -> data
  fast(data=load.data, rate=0.5) -> model
  slow(data=load.data, rate=default) -> model
error FLO105 at 13: `add_step` has no argument `retries`
error FLO107 at 12: a function that is not a step is added
error FLO105 at 13: step `slow` has no parameter `rat`; did you mean `rate`?
error FLO202 at 7: steps `fast` and `slow` both produce `model`
""",
    ),
    "the list of steps": (
        """\
p = Pipeline("p")
p.steps.append(load)
p.steps.extend([train])
q = Pipeline("q")
q.steps = [load]
q.steps += [train]
r = Pipeline("r").add_steps([load, train])
r.steps.reverse()
""",
        """\
p()
  load() -> data
  train(data=load.data, rate=default) -> model
q()
  load() -> data
  train(data=load.data, rate=default) -> model
r()
  load() -> data
  train(data=load.data, rate=default) -> model
error FLO103 at 17: in pipeline `r`, the list of steps cannot be known: `.steps.reverse()` changes it
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
error FLO107 at 11: a function that is not a step is added
error FLO103 at 13: in pipeline `p`, which step is added cannot be known: no step is given
error FLO103 at 12: in pipeline `p`, which step is added cannot be known: `elsewhere.step` is not part of this project
""",
    ),
    "templates": (
        """\
def read(): ...
def clean(raw_data): ...
p = create_from_template("etl", extractor=read, transformer=clean, limit=3)
q = create_from_template("ab_test", name="mine", data_loader=load)
r = create_from_template("ml_trainig", data_loader=load)
""",
        """\
etl_pipeline(limit)
  extract() -> raw_data
  transform(raw_data=extract.raw_data) -> transformed_data
mine()
  load_data() -> dataset
ml_trainig()
error FLO174 at 14: there is no template `ml_trainig`; did you mean `ml_training`?
warning FLO104 at 14: pipeline `ml_trainig` has no steps
""",
    ),
    "from a document, from a project, with a version": (
        """\
import elsewhere
p = Pipeline.from_definition(elsewhere.document)
q = fl.Project("shop").create_pipeline("q")
q.add_step(load)
r = fl.VersionedPipeline("r", version="v1").add_step(load)
""",
        """\
pipeline()
q()
  load() -> data
r()
  load() -> data
error FLO103 at 11: in pipeline `pipeline`, the pipeline's name cannot be known: it is not a string that the source shows
error FLO103 at 11: in pipeline `pipeline`, the list of steps cannot be known: it is made from a document that only a run has
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_steps(told, source, expected):
    assert "\n".join(told(PRELUDE + source, **OTHERS)) == expected.rstrip("\n")
