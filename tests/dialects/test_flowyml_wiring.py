"""Where values come from: declared inputs, the context, implicit joins, defaults, what a run gives."""

import pytest

PRELUDE = """\
from flowyml import Pipeline, context, step
@step(outputs=["data"])
def load() -> list[int]: ...
@step(outputs=["data/train", "data/test"])
def split() -> tuple[list[int], list[str]]: ...
"""

CASES = {
    "names with slashes: whole, last part, joined, else by position": (
        """\
@step(inputs=["data/train", "data/test"])
def a(train, data_test): ...
@step(inputs=["data/train", "data/test"])
def b(x, y): ...
@step(inputs=["data/test"])
def c(limit, test): ...
p = Pipeline("p").add_steps([split, a, b, c])
""",
        """\
p(limit)
  split() -> data/train, data/test
  a(train=split.data/train, data_test=split.data/test)
  b(x=split.data/train, y=split.data/test)
  c(limit=$limit, test=split.data/test)
note FLO204 at 11: parameter `limit` of pipeline `p` must be given to every run
""",
    ),
    "an input that no parameter takes, and one for **kwargs": (
        """\
@step(inputs=["data"])
def a(): ...
@step(inputs=["data/train", "data"])
def b(**rest): ...
p = Pipeline("p").add_steps([load, split, a, b])
""",
        """\
p()
  load() -> data
  split() -> data/train, data/test
  a() after load
  b(train=split.data/train, data=load.data)
warning FLO206 at 6: step `a` declares the input `data`, but has no parameter that takes it
warning FLO203 at 4: output `data/test` of step `split` is never used
""",
    ),
    "declared input, context, implicit output, default": (
        """\
@step(inputs=["data"])
def a(data, load, limit=1, other=2): ...
@step
def b(data): ...
p = Pipeline("p", context=context(data=1, limit=3)).add_steps([a, b, load])
""",
        """\
p(data, limit, load)
  a(data=load.data, load=$load, limit=$limit, other=default)
  b(data=$data)
  load() -> data
note FLO204 at 7: parameter `load` of pipeline `p` must be given to every run
""",
    ),
    "nothing gives it: a parameter of the run, with the nearest name": (
        """\
@step
def load_data(): ...
@step
def train(data): ...
@step(inputs=["raw"])
def clean(raw): ...
p = Pipeline("p").add_steps([load_data, train])
q = Pipeline("q").add_steps([clean])
""",
        """\
p(data)
  load_data()
  train(data=$data)
q()
  clean(raw=?raw)
note FLO204 at 9: parameter `data` of pipeline `p` must be given to every run; did you mean `load_data`?
error FLO201 at 10: step `clean` takes `raw`, but nothing in pipeline `q` gives it
""",
    ),
    "outputs by key": (
        """\
@step(outputs=["mean", "spread"])
def a():
    return {"mean": 1.0, "spread": 2}
@step(outputs=["mean", "spread"])
def b():
    return 1.0, 2
p = Pipeline("p").add_step(a)
q = Pipeline("q").add_step(b)
""",
        """\
p()
  a() -> mean, spread
q()
  b() -> mean, spread
""",
    ),
    "one output, and several values": (
        """\
@step(outputs=["model"])
def a(data):
    model, score = data, 1
    return model, score
@step(outputs=["model"])
def e(data):
    return data, 1
@step(outputs=["pair"])
def b(data) -> tuple[int, int]:
    return data, 1
@step(inputs=["both"])
def c(both): ...
@step(outputs=["both"])
def d():
    return 1, 2
p = Pipeline("p").add_steps([load, a, b, c, d])
q = Pipeline("q").add_steps([load, e])
""",
        """\
p()
  load() -> data
  a(data=load.data) -> model
  b(data=load.data) -> pair
  c(both=d.both)
  d() -> both
q()
  load() -> data
  e(data=load.data) -> model
warning FLO302 at 9: step `a` has one output (`model`), but returns 2 values here
""",
    ),
    "inputs of a run": (
        """\
@step(inputs=["raw"], outputs=["clean"])
def clean(raw, limit=3): ...
p = Pipeline("p").add_step(clean)
p.run(inputs={"raw": [1], "limit": 4})
""",
        """\
p(raw, limit)
  clean(raw=$raw, limit=$limit) -> clean
note FLO204 at 6: parameter `raw` of pipeline `p` must be given to every run
""",
    ),
    "calls of a pipeline that say nothing of its shape": (
        """\
p = Pipeline("p").add_step(load)
p.build()
result = p.run(debug=True)
print(p.dag.visualize(), result.outputs["data"], result["load"])
for name, one in result.step_results.items():
    print(name, one.duration_seconds)
p.visualize()
p.dry_run()
p.invalidate_cache()
assert result.success
""",
        """\
p()
  load() -> data
""",
    ),
    "a check stands before what uses the same": (
        """\
@step(inputs=["data"])
def check(data):
    assert data
@step(inputs=["data"], outputs=["model"])
def train(data): ...
@step(inputs=["data"])
def show(data): ...
p = Pipeline("p").add_steps([load, check, train, show])
""",
        """\
p()
  load() -> data
  check(data=load.data)
  train(data=load.data) -> model after check
  show(data=load.data) after check
""",
    ),
    "a pipeline made in a loop that never ends": (
        """\
while True:
    p = Pipeline("p").add_step(load)
    p.run()
""",
        """\
p()
  load() -> data
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_wiring(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
