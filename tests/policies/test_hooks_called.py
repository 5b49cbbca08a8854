"""Hooks: when they are called, what they are told, and that they fail nothing."""

import pytest
from policy_words import Made, failing, of, step

from icefloe_schema.plan import ExpressionGuard, FromLiteral

pytestmark = pytest.mark.executes

SOURCE = """
def add(x, y=1): return x + y
def boom(x): raise ConnectionError("no net")

def started(pipeline):
    print("start", pipeline.name, [one.name for one in pipeline.steps], pipeline.context["n"])

def before(step, inputs):
    print("before", step.name, inputs)

def after(step, result):
    print("after", step.name, result.status, result.success, result.error, result.output, result.retries)

def ended(pipeline, result):
    print("end", pipeline.name, result.success, dict(result.outputs), sorted(result.step_results))

def broken(pipeline):
    return pipeline.naem
"""
HOOKS = {
    "on_pipeline_start": ["flow:started"],
    "on_pipeline_end": ["flow:ended"],
    "on_step_start": ["flow:before"],
    "on_step_end": ["flow:after"],
}


def test_they_are_told_of_the_run_and_of_each_step_in_order(made: Made) -> None:
    from icefloe_schema.plan import FromParameter, Parameter

    made.write(SOURCE)
    result = made.run(
        step("a", "add", x=FromParameter(name="n")),
        step("b", "add", x=1, y=1, guard=ExpressionGuard(test=FromLiteral(value=False)), after=("a",)),
        step("c", "boom", x=of("a"), policy=failing("continue"), after=("b",)),
        hooks=HOOKS,
        parameters=(Parameter(name="n", default=41),),
        options={"jobs": 1},
    )
    assert result.success
    assert made.notes == [
        "start flow ['a', 'b', 'c'] 41",
        "before a {'x': 41}",
        "after a succeeded True None 42 0",
        "after b skipped True None None 0",
        "before c {'x': 42}",
        "after c failed False ConnectionError: no net None 0",
        "end flow True {'a': 42} ['a', 'b', 'c']",
    ]


def test_one_that_fails_is_noted_and_fails_nothing_and_the_others_are_called(made: Made) -> None:
    made.write(SOURCE + "\ndef hello(pipeline): print('hello')\n")
    hooks = {"on_pipeline_start": ["flow:broken", "flow:hello", "flow:missing"], "on_start": ["flow:started"]}
    result = made.run(step("a", "add", x=1, hints={"on_failure": {"action": "slack"}}), hooks=hooks)
    assert result.success
    printed, broken, missing = made.notes
    assert printed == "hello"
    assert broken.startswith("a hook has failed, which fails nothing else: flow:broken (on_pipeline_start): Attrib")
    assert broken.endswith("did you mean 'name'? at flow.py:18")
    assert "flow:missing" in missing
    assert "in broken" in (result.folder / "on_pipeline_start.log").read_text("utf-8")
    aside = "\n".join(made.events[0].notes)  # type: ignore[union-attr]
    assert "nothing calls the hooks of `on_start`" in aside
    assert "nobody is told by slack that step 'a' has failed" in aside
