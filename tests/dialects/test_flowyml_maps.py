# ruff: noqa: E501 - findings are compared whole
"""Map tasks, and steps that build a pipeline with the template of what they build."""

import pytest

PRELUDE = """\
from flowyml import Pipeline, context, dynamic, map_task, step
@step(outputs=["docs"])
def load() -> list[dict]: ...
@step(inputs=["sizes"])
def total(sizes: list[int]): ...
"""

CASES = {
    "over a declared input": (
        """\
@map_task(concurrency=8, retries=2, min_success_ratio=0.9, inputs=["docs"], outputs=["sizes"])
def size(doc: dict) -> int: ...
p = Pipeline("p").add_steps([load, size, total])
""",
        """\
p()
  load() -> docs
  size() for doc in load.docs -> sizes
    size()
      size(doc=@doc) -> sizes
  total(sizes=size.sizes)
""",
    ),
    "over an output of its parameter's name, with more parameters": (
        """\
@map_task
def size(docs: dict, unit: str, scale: float = 1.0) -> int: ...
p = Pipeline("p", context=context(unit="kB")).add_steps([load, size])
""",
        """\
p(unit)
  load() -> docs
  size(unit=$unit) for docs in load.docs
    size(unit)
      size(docs=@docs, unit=$unit, scale=default)
""",
    ),
    "over what a run gives": (
        """\
@map_task(outputs=["sizes"])
def size(doc: dict) -> int: ...
p = Pipeline("p").add_steps([size, total])
""",
        """\
p(doc)
  size() for doc in $doc -> sizes
    size()
      size(doc=@doc) -> sizes
  total(sizes=size.sizes)
note FLO204 at 7: parameter `doc` of pipeline `p` must be given to every run
""",
    ),
    "elements that do not fit": (
        """\
@map_task(inputs=["docs"], outputs=["sizes"])
def size(doc: str) -> str: ...
p = Pipeline("p").add_steps([load, size, total])
""",
        """\
p()
  load() -> docs
  size() for doc in load.docs -> sizes
    size()
      size(doc=@doc) -> sizes
  total(sizes=size.sizes)
error FLO301 at 7: step `load`, element by element, gives `dict` through `docs`, but parameter `doc` of step `size` takes `str`: dict is not str
error FLO301 at 5: step `size` gives `list[str]` through `sizes`, but parameter `sizes` of step `total` takes `list[int]`: element type: str is not int
""",
    ),
    "called directly, it is nobody's step": (
        """\
@map_task(concurrency=8)
def size(doc: dict) -> int: ...
print(size([{}]).successes)
@step
def work():
    return size([{}])
p = Pipeline("p").add_steps([load, work])
""",
        """\
p()
  load() -> docs
  work()
""",
    ),
    "options that are none": (
        """\
@map_task(concurrency=0, retries="two", min_success_ratio=3, workers=4)
def size(docs): ...
p = Pipeline("p").add_steps([load, size])
""",
        """\
p()
  load() -> docs
  size() for docs in load.docs
    size()
      size(docs=@docs)
error FLO105 at 6: `map_task` has no argument `workers`
error FLO106 at 6: `concurrency` is not a whole number that the source shows, and at least 1
error FLO106 at 6: `retries` is not a whole number that the source shows, and at least 0
error FLO106 at 6: `min_success_ratio` is not a number from 0 to 1
""",
    ),
    "a dynamic step, as the page has it": (
        """\
@dynamic(outputs=["best_model"])
def hyperparameter_search(config: dict):
    sub = Pipeline("hp_search")
    for lr in config["learning_rates"]:
        @step(outputs=[f"model_lr_{lr}"])
        def train(learning_rate=lr):
            return train_model(learning_rate)
        sub.add_step(train)
    return sub
p = Pipeline("p").add_step(hyperparameter_search)
""",
        """\
p(config)
  hyperparameter_search(config=$config) -> best_model
    hp_search(config)
      train() for lr in (index $config 'learning_rates') -> model_lr_{lr}
        train()
          train(learning_rate=@lr) -> model_lr_{lr}
warning FLO175 at 6: `hyperparameter_search` declares the output `best_model`, but no step that it builds makes it
note FLO204 at 7: parameter `config` of pipeline `p` must be given to every run
note FLO802 at 12: step `train` uses `train_model`, which nothing in this file defines
""",
    ),
    "loops in loops, tests and steps beside them": (
        """\
@dynamic(outputs=["best"])
def search(rates: list[float], deep: bool = False):
    sub = Pipeline("search", context=context(scale=2, name=deep))
    sub.add_step(load)
    for rate in rates:
        for depth in (1, 2):
            @step(name=f"fit_{depth}", inputs=["docs"], outputs=[f"m_{rate}_{depth}"])
            def fit(docs, scale, name, r=rate, d=depth): ...
            sub.add_step(fit)
    @step(outputs=["best"])
    def choose(): ...
    if deep:
        sub.add_step(choose)
    return sub
p = Pipeline("p", context=context(rates=[0.1])).add_step(search)
""",
        """\
p(rates)
  search(rates=$rates, deep=default) -> best
    search(rates, deep)
      load() -> docs
      fit_1+fit_2(docs=load.docs, deep=$deep) for rate in $rates -> m_{rate}_1, m_{rate}_2
        fit_1+fit_2(docs, deep)
          fit_1(docs=$docs, scale=2, name=$deep, r=@rate, d=default) -> m_{rate}_1
          fit_2(docs=$docs, scale=2, name=$deep, r=@rate, d=default) -> m_{rate}_2
      choose() -> best if $deep
""",
    ),
    "a declared output that fits a pattern": (
        """\
@dynamic(outputs=["model_3"])
def search(n: int):
    sub = Pipeline("search")
    for i in range(n):
        @step(outputs=[f"model_{i}"])
        def fit(seed=i): ...
        sub.add_step(fit)
    return sub
p = Pipeline("p").add_step(search)
""",
        """\
p(n)
  search(n=$n) -> model_3
    search(n)
      fit() for i in (range $n) -> model_{i}
        fit()
          fit(seed=@i) -> model_{i}
note FLO204 at 7: parameter `n` of pipeline `p` must be given to every run
""",
    ),
    "what is built is only known in a run": (
        """\
import elsewhere
@dynamic
def hidden(n: int):
    return elsewhere.build(n)
@dynamic
def capturing(n: int):
    sub = Pipeline("sub")
    for i in range(n):
        @step
        def fit():
            return i
        sub.add_step(fit)
    return sub
@dynamic
def needy():
    @step
    def fit(nothing): ...
    return Pipeline("sub").add_step(fit)
@dynamic
def endless():
    sub = Pipeline("sub")
    sub.add_step(endless)
    return sub
p = Pipeline("p").add_steps([hidden, capturing, needy, endless])
""",
        """\
p(n)
  hidden(n=$n)
  capturing(n=$n)
  needy()
  endless()
    sub()
      endless()
note FLO177 at 8: what `hidden` builds is only known in a run: it returns no single pipeline that its code shows
note FLO177 at 11: what `capturing` builds is only known in a run: `fit` takes `i` from around it
note FLO177 at 20: what `needy` builds is only known in a run: nothing that it builds gives `nothing`
note FLO177 at 25: what `endless` builds is only known in a run: it builds itself
note FLO204 at 8: parameter `n` of pipeline `p` must be given to every run
""",
    ),
    "one of two steps, by a parameter": (
        """\
@dynamic(outputs=["result"])
def run(size: int):
    sub = Pipeline("run").add_step(load)
    if size > 1000:
        @step(inputs=["docs"], outputs=["result"])
        def large(docs): ...
        sub.add_step(large)
    else:
        @step(inputs=["docs"], outputs=["result"])
        def small(docs): ...
        sub.add_step(small)
    return sub
p = Pipeline("p", context=context(size=3)).add_step(run)
""",
        """\
p(size)
  run(size=$size) -> result
    run(size)
      load() -> docs
      large(docs=load.docs) -> result if (> $size 1000)
      small(docs=load.docs) -> result if (not (> $size 1000))
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_maps(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
