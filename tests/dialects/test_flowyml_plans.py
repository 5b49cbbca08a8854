"""One of each kind of step of the builder words as a plan: it is written, read back, and fits the schema."""

import json

import pytest

from icefloe import api
from icefloe_schema import codec, plan
from icefloe_schema.validate import validate

PRELUDE = """\
from functools import partial
from flowyml import If, Pipeline, Switch, context, create_from_template, dynamic, map_task, step, when

@step(outputs=["docs"])
def load() -> list[dict]:
    return [{"n": 1}]

@step(inputs=["docs"], outputs=["size"])
def size(docs: list[dict], unit: str = "B") -> int:
    return len(docs)

@step(inputs=["size"])
def keep(size: int): ...

@step
def drop(): ...
"""
CASES = {
    "nested": (
        """\
inner = Pipeline("inner", context=context(unit="kB")).add_step(size)
p = Pipeline("p").add_step(load)
p.add_sub_pipeline(inner, name="count", inputs=["docs"], outputs=["total"], output_mapping={"size": "total"})
""",
        {"load": "python", "count": "plan"},
    ),
    "branches": (
        """\
p = Pipeline("p", context=context(limit=3)).add_steps([load, size])
p.add_control_flow(If(lambda ctx: ctx.steps["size"].outputs["size"] > ctx.params["limit"], keep, drop))
""",
        {"load": "python", "size": "python", "keep": "python", "drop": "python"},
    ),
    "a guard that is a function": (
        """\
@step(inputs=["docs"])
@when(lambda docs: len(docs) > 3)
def use(docs): ...
p = Pipeline("p").add_steps([load, use])
""",
        {"load": "python", "use": "python"},
    ),
    "map": (
        """\
@map_task(concurrency=2, retries=1, retry_delay=0.5, min_success_ratio=0.5, timeout_per_item=9, inputs=["docs"])
def each(doc: dict, unit: str = "B") -> int: ...
p = Pipeline("p", context=context(unit="kB")).add_steps([load, each])
""",
        {"load": "python", "each": "map"},
    ),
    "dynamic": (
        """\
@dynamic(outputs=["best"])
def search(rates: list[float], deep: bool = False):
    sub = Pipeline("search").add_step(load)
    for rate in rates:
        @step(inputs=["docs"], outputs=[f"m_{rate}"])
        def fit(docs, r=rate): ...
        sub.add_step(fit)
    @step(outputs=["best"])
    def choose(): ...
    if deep:
        sub.add_step(choose)
    return sub
p = Pipeline("p", context=context(rates=[0.1, 0.2])).add_step(search)
""",
        {"search": "dynamic"},
    ),
    "template and partial": (
        """\
def read(path, sep): ...
p = create_from_template("etl", extractor=partial(read, sep=","), loader=None, path="x.csv")
p.add_step(step(name="again", outputs=["more"])(partial(read, "y.csv", ";")))
""",
        {"extract": "python", "again": "python"},
    ),
}


@pytest.mark.parametrize(("source", "kinds"), CASES.values(), ids=CASES)
def test_plan(tmp_path, source, kinds):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "main.py").write_text(PRELUDE + source)
    compiled = api.compile_(f"{tmp_path / 'main.py'}")
    assert [f for f in compiled.checked.findings if f.severity.value == "error"] == []
    (made,) = [one.plan for one in compiled.plans if one.plan.name in {"p", "etl_pipeline"}]
    text = codec.dumps(made)
    assert codec.loads(text) == made
    validate(json.loads(text))
    assert {one["id"]: one["run"]["kind"] for one in json.loads(text)["steps"]} == kinds


def test_what_a_map_says(tmp_path):
    (tmp_path / "main.py").write_text(PRELUDE + CASES["map"][0])
    (made,) = api.compile_(f"{tmp_path / 'main.py'}").plans
    run = made.plan.steps[1].run
    assert isinstance(run, plan.MapRun)
    assert (run.over, run.item, run.concurrency) == (plan.FromOutput(step="load", name="docs"), "doc", 2)
    assert run.minimum_success == {"$float": "0.5"}
    (one,) = run.body.steps
    assert one.policy.timeout == 9
    assert one.policy.retry == plan.Retry(attempts=2, delay={"$float": "0.5"}, factor=2)
