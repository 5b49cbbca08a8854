"""Pipelines as steps of others: names, both maps, and what is wrong with them."""

import pytest

PRELUDE = """\
from flowyml import Pipeline, context, step, sub_pipeline
@step(outputs=["raw"])
def load(): ...
@step(outputs=["rows"])
def fetch(): ...
@step(inputs=["raw"], outputs=["tidy"])
def clean(raw): ...
@step(inputs=["raw"], outputs=["short"])
def cut(raw, limit, scale): ...
@step(inputs=["tidy"], outputs=["model"])
def fit(tidy): ...
@step(inputs=["good"])
def take(good): ...
"""

OTHERS = {
    "other__py": """\
from flowyml import Pipeline, step
@step(inputs=["raw"], outputs=["tidy"])
def far(raw): ...
child = Pipeline("child").add_step(far)
""",
}

CASES = {
    "default name, names as they are": (
        """\
pre = Pipeline("pre").add_step(clean)
p = Pipeline("all").add_step(load).add_sub_pipeline(pre, inputs=["raw"], outputs=["tidy"]).add_step(fit)
""",
        """\
pre(raw)
  clean(raw=$raw) -> tidy
all()
  load() -> raw
  sub:pre(raw=load.raw) -> tidy
    pre(raw)
      clean(raw=$raw) -> tidy
  fit(tidy=sub:pre.tidy) -> model
note FLO204 at 6: parameter `raw` of pipeline `pre` must be given to every run
""",
    ),
    "both maps": (
        """\
pre = Pipeline("pre").add_step(clean)
p = Pipeline("all").add_step(fetch)
p.add_sub_pipeline(pre, name="prepare", inputs=["rows"], outputs=["good"],
                   input_mapping={"rows": "raw"}, output_mapping={"tidy": "good"})
p.add_step(take)
""",
        """\
pre(raw)
  clean(raw=$raw) -> tidy
all()
  fetch() -> rows
  prepare(raw=fetch.rows) -> good
    pre(raw)
      clean(raw=$raw) -> tidy
  take(good=prepare.good)
note FLO204 at 6: parameter `raw` of pipeline `pre` must be given to every run
""",
    ),
    "outputs from the map, which may name a step of the child": (
        """\
pre = Pipeline("pre").add_step(clean)
p = Pipeline("all").add_step(fetch)
p.add_sub_pipeline(pre, input_mapping={"rows": "raw"}, output_mapping={"clean": "good"})
p.add_step(take)
""",
        """\
pre(raw)
  clean(raw=$raw) -> tidy
all()
  fetch() -> rows
  sub:pre(raw=fetch.rows) -> good
    pre(raw)
      clean(raw=$raw) -> tidy
  take(good=sub:pre.good)
note FLO204 at 6: parameter `raw` of pipeline `pre` must be given to every run
""",
    ),
    "outputs of the child's last steps": (
        """\
pre = Pipeline("pre").add_step(clean).add_step(fit)
p = Pipeline("all").add_step(load).add_sub_pipeline(pre)
""",
        """\
pre(raw)
  clean(raw=$raw) -> tidy
  fit(tidy=clean.tidy) -> model
all()
  load() -> raw
  sub:pre(raw=load.raw) -> model
    pre(raw)
      clean(raw=$raw) -> tidy
      fit(tidy=clean.tidy) -> model
note FLO204 at 6: parameter `raw` of pipeline `pre` must be given to every run
""",
    ),
    "a child has a context of its own, and takes the rest by name": (
        """\
pre = Pipeline("pre", context=context(limit=3)).add_step(cut)
p = Pipeline("all", context=context(limit=5, scale=2)).add_step(load).add_sub_pipeline(pre)
""",
        """\
pre(limit, raw, scale)
  cut(raw=$raw, limit=$limit, scale=$scale) -> short
all(limit, scale)
  load() -> raw
  sub:pre(raw=load.raw, scale=$scale) -> short
    pre(limit, raw, scale)
      cut(raw=$raw, limit=$limit, scale=$scale) -> short
note FLO204 at 8: parameter `raw` of pipeline `pre` must be given to every run
note FLO204 at 9: parameter `scale` of pipeline `pre` must be given to every run
""",
    ),
    "a child that is made by a factory, added as a step": (
        """\
def build(name):
    return Pipeline(name).add_step(clean)
p = Pipeline("all").add_step(load).add_step(sub_pipeline(build("one"), inputs=["raw"], outputs=["tidy"]))
""",
        """\
all()
  load() -> raw
  sub:one(raw=load.raw) -> tidy
    one(raw)
      clean(raw=$raw) -> tidy
""",
    ),
    "an imported child": (
        """\
from other import child
p = Pipeline("all").add_step(load).add_sub_pipeline(child, outputs=["tidy"])
""",
        """\
all()
  load() -> raw
  sub:child(raw=load.raw) -> tidy
    child(raw)
      far(raw=$raw) -> tidy
""",
    ),
    "the page's example: neither name is the child's, nothing gives raw_data": (
        """\
@step(inputs=["raw_data"], outputs=["processed"])
def clean_data(raw_data): ...
@step(inputs=["clean_data"])
def train_model(clean_data): ...
pre = Pipeline("preprocessing").add_step(clean_data)
parent = Pipeline("training")
parent.add_sub_pipeline(pre, inputs=["raw_data"], outputs=["clean_data"],
                        input_mapping={"raw_data": "input"}, output_mapping={"output": "clean_data"})
parent.add_step(train_model)
""",
        """\
preprocessing(raw_data)
  clean_data(raw_data=$raw_data) -> processed
training(raw_data)
  sub:preprocessing(raw_data=$raw_data) -> clean_data
    preprocessing(raw_data)
      clean_data(raw_data=$raw_data) -> processed
  train_model(clean_data=sub:preprocessing.clean_data)
error FLO171 at 21: `input_mapping` names `input`, but pipeline `preprocessing` takes nothing of that name
error FLO171 at 21: `output_mapping` names `output`, but pipeline `preprocessing` makes nothing of that name
note FLO204 at 14: parameter `raw_data` of pipeline `preprocessing` must be given to every run
note FLO204 at 14: parameter `raw_data` of pipeline `training` must be given to every run
""",
    ),
    "misspelt names in maps, inputs and outputs": (
        """\
pre = Pipeline("pre").add_step(clean)
p = Pipeline("all").add_step(load).add_sub_pipeline(pre, outputs=["tydy"])
q = Pipeline("two").add_step(load)
q.add_sub_pipeline(pre, inputs=["raaw"], input_mapping={"raaw": "raw"}, outputs=["tidy"])
r = Pipeline("three").add_step(load).add_sub_pipeline(pre, output_mapping={"tidy": "goood"}, outputs=["good"])
""",
        """\
pre(raw)
  clean(raw=$raw) -> tidy
all()
  load() -> raw
  sub:pre(raw=load.raw) -> tydy
    pre(raw)
      clean(raw=$raw) -> tidy
two()
  load() -> raw
  sub:pre(raw=?raaw) -> tidy
    pre(raw)
      clean(raw=$raw) -> tidy
three()
  load() -> raw
  sub:pre(raw=load.raw) -> good
    pre(raw)
      clean(raw=$raw) -> tidy
error FLO171 at 15: `outputs` names `tydy`, but pipeline `pre` makes nothing of that name; did you mean `tidy`?
error FLO171 at 18: `outputs` names `good`, but pipeline `pre` makes nothing of that name
error FLO171 at 18: `output_mapping` gives `goood`, which is not among `outputs`; did you mean `good`?
note FLO204 at 6: parameter `raw` of pipeline `pre` must be given to every run
error FLO201 at 17: step `sub:pre` takes `raaw`, but nothing in pipeline `two` gives it; did you mean `raw`?
""",
    ),
    "a pipeline in itself": (
        """\
p = Pipeline("all").add_step(load)
p.add_sub_pipeline(p)
""",
        """\
all()
  load() -> raw
error FLO172 at 15: pipeline `all` is nested in itself
""",
    ),
    "two that hold each other": (
        """\
p = Pipeline("all").add_step(load)
q = Pipeline("other").add_sub_pipeline(p)
p.add_sub_pipeline(q)
""",
        """\
all()
  load() -> raw
  sub:other()
    other()
other()
  sub:all() -> raw
    all()
      load() -> raw
error FLO172 at 15: pipeline `all` is nested in itself
error FLO172 at 16: pipeline `other` is nested in itself
warning FLO104 at 15: pipeline `other` has no steps
""",
    ),
    "something that is no pipeline": (
        """\
import elsewhere
p = Pipeline("all").add_step(load).add_sub_pipeline(elsewhere.child)
""",
        """\
all()
  load() -> raw
error FLO103 at 15: in pipeline `all`, which pipeline is nested cannot be known: it is no pipeline of this project
""",
    ),
    "the same one twice": (
        """\
pre = Pipeline("pre").add_step(clean)
p = Pipeline("all").add_step(load).add_sub_pipeline(pre, name="a").add_sub_pipeline(pre, name="a")
""",
        """\
pre(raw)
  clean(raw=$raw) -> tidy
all()
  load() -> raw
  a(raw=load.raw) -> tidy
    pre(raw)
      clean(raw=$raw) -> tidy
  a(raw=load.raw) -> tidy
    pre(raw)
      clean(raw=$raw) -> tidy
note FLO204 at 6: parameter `raw` of pipeline `pre` must be given to every run
error FLO101 at 15: step `a` is in pipeline `all` twice
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_nesting(told, source, expected):
    assert "\n".join(told(PRELUDE + source, **OTHERS)) == expected.rstrip("\n")
