"""What follows the failure of a step, beyond the plans of the conformance suite."""

from pathlib import Path

import pytest
from policy_words import Made, body, bound, failing, of, ref, step

from icefloe_runtimes import local
from icefloe_runtimes.step.inside import HANDLER
from icefloe_schema import literals
from icefloe_schema.plan import (
    Branch,
    CircuitBreaker,
    FromItem,
    FromLiteral,
    FromParameter,
    LoopRun,
    MapRun,
    OnFailure,
    Output,
    ParallelRun,
    Parameter,
    PlanRun,
    Policy,
    PythonRun,
    Result,
    Retry,
    ShellRun,
    Step,
)

pytestmark = pytest.mark.executes

SOURCE = """
import os

def said(text):
    with open("calls.txt", "a") as stream:
        stream.write(text + "\\n")

def boom(*args, **kwargs):
    said("boom")
    raise ConnectionError("no net")

def load(day="mon", size=3):
    said("load")
    raise ConnectionError("no net")

def one(): return 1
def two(): return 2
def three(): return 3
def nothing(): return None
def on_day(day): return f"kept of {day}"
def others(when, how): return (when, how)
def pair(): return ("left", "right")
def odd(x):
    if x % 2:
        raise ValueError(f"{x} is odd")
    return x
def ten(x): return 10 * x
def late(): said("late"); return 1
def say(context, inputs): return {"from": sorted(inputs)}
def breaks(context, inputs): raise KeyError("x")
def variable(called): return os.environ.get(called)
"""


@pytest.fixture
def flow(made: Made) -> Made:
    made.write(SOURCE)
    return made


def stands(function: str, **more: object) -> Policy:
    return failing("fallback", function=ref(function), **more)


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (step("a", "boom", stands("nothing")), None),
        (step("a", "load", stands("on_day"), day="tue"), "kept of tue"),
        (step("a", "boom", stands("others"), x=1, y=2), (1, 2)),
        (step("a", run=ShellRun(command="exit 3"), policy=stands("two")), 2),
    ],
)
def test_a_fallback_is_given_what_it_takes(flow: Made, one: Step, value: object) -> None:
    result = flow.run(one)
    assert result.success
    assert result["a"] == value
    went = result.step_results["a"]
    assert went.status == "succeeded"
    assert went.reason.startswith("the fallback's, after ")
    assert "boom" not in flow.calls() or "ConnectionError: no net" in Path(went.log_path).read_text("utf-8")


def test_a_fallback_makes_all_outputs_as_the_step_would(flow: Made) -> None:
    outputs = (Output(name="left", position=0), Output(name="right", position=1))
    result = flow.run(step("a", "boom", stands("pair"), outputs=outputs), step("b", "ten", x=of("a", "right")))
    assert (result["left"], result["b"]) == ("left", "right" * 10)
    short = flow.run(step("a", "boom", stands("one"), outputs=outputs))
    error = short.step_results["a"].error
    assert error is not None
    assert "must return a tuple of 2" in error.message
    assert "its fallback, after ConnectionError" in error.message


def test_a_fallback_is_called_as_its_step_is(flow: Made) -> None:
    handler = PythonRun(function=ref("breaks"), convention="handler")
    assert flow.run(step("a", run=handler, policy=stands("say"), x=1))["a"] == {"from": ["x"]}


def test_a_fallback_has_as_long_as_its_step(flow: Made) -> None:
    flow.write(SOURCE + "\ndef slow(): import time; time.sleep(9)\n")
    policy = Policy(timeout=literals.encode(0.5), on_failure=OnFailure(action="fallback", function=ref("slow")))
    error = flow.run(step("a", "boom", policy)).step_results["a"].error
    assert error is not None
    assert error.type == "TimeoutError"
    assert "its fallback, after " in error.message


def test_a_step_with_a_body_has_a_fallback_too(flow: Made) -> None:
    over = FromLiteral(value=literals.encode([1, 2, 3]))
    each = MapRun(over=over, item="x", body=body(step("odd", x=FromItem(name="x"))))
    one = step("m", run=each, outputs=(Output(name="odd"),), policy=stands("nothing"))
    result = flow.run(one)
    assert result["odd"] is None
    assert result.step_results["m"].reason.startswith("the fallback's, after ValueError")


def test_what_failed_and_does_not_count_is_left_out_of_the_lists_of_a_map(flow: Made) -> None:
    over = FromLiteral(value=literals.encode([1, 2, 3, 4]))
    inner = body(step("odd", x=FromItem(name="x"), policy=failing("continue")))
    result = flow.run(step("m", run=MapRun(over=over, item="x", body=inner), outputs=(Output(name="odd"),)))
    assert result.success
    assert result["odd"] == [2, 4]
    one = result.step_results["m/0/odd"]
    assert (one.status, one.forgiven) == ("failed", True)


def test_steps_after_a_failure_that_does_not_count_run(flow: Made) -> None:
    steps = (step("a", "boom", failing("continue")), step("b", "late", after=("a",)), step("c", "ten", x=of("a")))
    result = flow.run(*steps)
    assert [one.status for one in result.step_results.values()] == ["failed", "succeeded", "skipped"]
    assert result.state == "succeeded"
    assert result.step_results["c"].reason == "step 'a' was skipped"


NAMED = [("OSError", "succeeded"), ("requests.ConnectionError", "succeeded"), ("KeyError", "failed")]


@pytest.mark.parametrize(("name", "state"), NAMED)
def test_only_the_named_exceptions_and_those_below_them_are_meant(flow: Made, name: str, state: str) -> None:
    assert flow.run(step("a", "boom", failing("continue", on=(name,)))).state == state


RESCUE = body(step("b", "three"), step("c", "ten", x=of("b"), ends="success"))


def test_what_a_handler_gives_stands_for_the_results_of_the_plan(flow: Made) -> None:
    results = (Result(name="b", value=of("last", "b")), Result(name="c", value=of("last", "c")))
    last = step("last", "pair", outputs=(Output(name="b", position=0), Output(name="c", position=1)), after=("a",))
    result = flow.run(step("a", "boom", failing("handler", handler=RESCUE)), last, results=results)
    assert result.state == "succeeded"
    assert (result["b"], result["c"]) == (3, 30)
    statuses = {name: one.status for name, one in result.step_results.items()}
    assert statuses == {"a": "failed", "a/on_failure/b": "succeeded", "a/on_failure/c": "succeeded", "last": "skipped"}
    assert result.step_results["a"].forgiven


def test_a_handler_has_its_parameters_and_may_have_handlers_itself(flow: Made) -> None:
    n = (Parameter(name="n", required=True),)
    inner = body(step("d", "ten", x=FromParameter(name="n"), ends="success"), parameters=n)
    again = OnFailure(action="handler", handler=inner, bindings=bound(n=FromParameter(name="n")))
    outer = body(step("c", "boom", Policy(on_failure=again)), results={"d": of("c", "d")}, parameters=n)
    first = OnFailure(action="handler", handler=outer, bindings=bound(n=of("start")))
    fails = step("a", "boom", Policy(on_failure=first), after=("start",))
    whole = body(step("start", "two"), fails, results={"d": of("a", "d")})
    sub = step("sub", run=PlanRun(body=whole), outputs=(Output(name="d"),))
    result = flow.run(sub, step("e", "ten", x=of("sub", "d")))
    # The inner handler mends the outer one's body, which says nothing of an end of its own.
    assert result.state == "succeeded", result.summary()
    assert result["e"] == 200


def test_a_round_that_a_handler_has_mended_is_a_round(flow: Made) -> None:
    x = FromParameter(name="x")
    rescue = failing("handler", handler=body(step("x", "ten", x=x, ends="success")))
    carried = (Parameter(name="x", required=True),)
    inner = body(step("odd", x=x, policy=rescue), results={"x": of("odd")}, parameters=carried)
    loop = LoopRun(body=inner, until=FromLiteral(value=False), maximum=2, carry=("x",))
    result = flow.run(step("l", run=loop, outputs=(Output(name="x"),), x=3))
    assert result["x"] == 30


def test_a_breaker_that_is_open_sends_the_step_straight_to_its_fallback(flow: Made) -> None:
    policy = Policy(
        retry=Retry(attempts=9),
        circuit_breaker=CircuitBreaker(threshold=2, reset_seconds=3600),
        on_failure=OnFailure(action="fallback", function=ref("two"), on=("ConnectionError",)),
    )
    for calls in (2, 2):
        result = flow.run(step("a", "boom", policy))
        assert result["a"] == 2
        assert flow.calls() == ["boom"] * calls
    assert result.step_results["a"].attempts == 0
    assert "CircuitOpen" in result.step_results["a"].reason


def shell(name: str, variable: str, policy: Policy | None = None) -> Step:
    return step(name, run=ShellRun(command=f"export {name}=${variable}"), policy=policy)


def asking(name: str, variable: str, policy: Policy) -> Step:
    return step(name, "variable", policy, called=variable)


def test_variables_of_environments_are_there_for_the_steps_that_name_them(flow: Made) -> None:
    name = "ICEFLOE_TEST_PLACE"
    options: dict[str, object] = {
        "environment": {name: "all"},
        "environments": {"gpu": {name: "gpu"}, "unused": {name: "x"}},
    }
    result = flow.run(
        shell("a", name),
        shell("b", name, Policy(environment="gpu")),
        shell("c", name, Policy(environment="gppu")),
        asking("d", name, Policy(environment="gpu")),
        options=options,
    )
    assert [result[one] for one in "abcd"] == ["all", "gpu", "all", "gpu"]
    started = flow.events[0]
    assert any("asks for the environment 'gppu'" in note for note in started.notes)  # type: ignore[union-attr]


def test_what_no_handler_can_be_is_refused_before_the_first_step(flow: Made) -> None:
    late = OnFailure(action="handler", handler=RESCUE, bindings=bound(n=of("b")))
    with pytest.raises(local.UsageError, match="the handler of step 'a' needs the step 'b', which need not have run"):
        flow.run(step("b", "two"), step("a", "boom", Policy(on_failure=late)))
    branches = (Branch(name=HANDLER, body=body(step("x", "one"))),)
    parallel = step("p", run=ParallelRun(branches=branches), policy=failing("handler", handler=RESCUE), outputs=())
    with pytest.raises(local.UsageError, match="a branch called"):
        flow.run(parallel)
