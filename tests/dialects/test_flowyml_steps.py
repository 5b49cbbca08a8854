# ruff: noqa: E501 - findings are compared whole
"""The many ways in which steps are made and added."""

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

CASES = {
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
error FLO107 at 12: `plain` is added to the pipeline, but it is no step
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
    "a class of pipelines": (
        """\
class Training(Pipeline):
    def __init__(self, name, extra=None):
        super().__init__(name, context=context(rate=0.5))
        self.add_step(load).add_step(train)
        if extra is not None:
            self.add_step(extra)
class Plain(Pipeline):
    pass
@task
def report(model): ...
p = Training("p", report)
q = Plain("q").add_step(load)
""",
        """\
p(rate)
  load() -> data
  train(data=load.data, rate=$rate) -> model
  report(model=train.model)
q()
  load() -> data
""",
    ),
    "steps that are only added if they are given": (
        """\
@step
def plain_step(data): ...
def build(name, *, first=None, last=None):
    made = Pipeline(name).add_step(load)
    if first:
        made.add_step(first)
    if last is None:
        made.add_step(train)
    else:
        made.add_step(last)
    return made
p = build("p")
q = build("q", first=plain_step)
r = build("r", last=train)
""",
        """\
p()
  load() -> data
  train(data=load.data, rate=default) -> model
q()
  load() -> data
  plain_step(data=load.data)
  train(data=load.data, rate=default) -> model
r()
  load() -> data
  train(data=load.data, rate=default) -> model
""",
    ),
    "one of two, by an option of the command line": (
        """\
import sys
p = Pipeline("p").add_step(load)
if "--train" in sys.argv:
    p.add_step(train)
""",
        """\
p()
  load() -> data
  train(data=load.data, rate=default) -> model
error FLO103 at 13: in pipeline `p`, whether this step is added cannot be known: it depends on `sys.argv`
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_steps(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
