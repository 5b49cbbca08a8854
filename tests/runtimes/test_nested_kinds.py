"""Nested plans, maps, branches, switches and loops, from plans written by hand."""

from collections.abc import Callable

import pytest
from runtime_project import Project, bind, call, of, one

from icefloe_runtimes import local
from icefloe_schema.plan import (
    Adapt,
    Binding,
    Body,
    Branch,
    Case,
    ExpressionGuard,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    LoopRun,
    MapRun,
    Output,
    ParallelRun,
    Parameter,
    PlanRun,
    Policy,
    Result,
    Retry,
    Step,
    StubRun,
    SwitchRun,
    Value,
)

Flow = Callable[[str], Project]

SOURCE = """
import os
from dataclasses import dataclass
from pathlib import Path
@dataclass
class Row: n: int
def rows(): return [Row(1), Row(2), Row(3)]
def grow(row, by=10): return row.n * by
def start(): return 1
def double(x): return x * 2
def add(x, y): return x + y
def show(x=None): return x
def boom(x): raise ValueError(f"bad {x}")
def odd(x):
    if x % 2 == 0: raise ValueError(f"{x} is even")
    return x
def enough(x): return x > 20
def kind(): return "big"
def total(*values): return sum(values)
def flaky(x):
    tries = Path(f"tries-{x}")
    count = int(tries.read_text()) + 1 if tries.exists() else 1
    tries.write_text(str(count))
    if count < 3: raise ConnectionResetError("no line")
    return x
def forever():
    import time
    time.sleep(60)
def round_number(): return os.environ.get("ROUND")
"""


def literal(value: object) -> FromLiteral:
    return FromLiteral(value=value)  # type: ignore[arg-type]


def parameter(name: str) -> FromParameter:
    return FromParameter(name=name)


def results(**values: Value) -> tuple[Result, ...]:
    return tuple(Result(name=name, value=value) for name, value in values.items())


def need(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=name, required=True) for name in names)


def more(left: Value, right: Value) -> FromExpression:
    return FromExpression(op=">", operands=(left, right))


def statuses(result: local.RunResult) -> dict[str, str]:
    return {name: one.status for name, one in result.step_results.items()}


def test_a_nested_plan_takes_parameters_and_gives_results(flow: Flow) -> None:
    body = Body(
        parameters=(*need("x"), Parameter(name="y", default=5)),
        steps=(
            one("double", bindings=bind(x=parameter("x"))),
            one("add", bindings=bind(x=of("double"), y=parameter("y"))),
            one("around", "add", bindings=bind(x=of("start"), y=parameter("n"))),
        ),
        results=results(sum=of("add"), around=of("around")),
    )
    outer = Step(
        id="sub",
        run=PlanRun(body=body),
        bindings=bind(x=of("start")),
        outputs=(Output(name="sum"), Output(name="around")),
    )
    given = Parameter(name="n", default=100)
    project = flow(SOURCE)
    result = project.run(
        one("start"),
        outer,
        one("after", "double", bindings=bind(x=of("sub", "sum"))),
        one("other", "double", bindings=bind(x=of("sub", "around"))),
        parameters=(given,),
    )
    assert (result.state, result["after"], result["other"]) == ("succeeded", 14, 202)
    names = ["start", "sub", "sub/double", "sub/add", "sub/around", "after", "other"]
    assert list(result.step_results) == names
    assert result.step_results["sub/add"].inside == "sub"
    assert (result.folder / "sub.inside/body/add/outputs.json").is_file()
    assert (result.folder / "sub.inside/body/add.log").is_file()
    assert "sub/add" not in result.summary()
    again = local.load_run(result.folder)
    assert (again["sum"], again.step_results["sub/add"].status) == (7, "succeeded")


def a_map(over: Value, body: Body, *outputs: str, **options: object) -> Step:
    run = MapRun(over=over, item="item", body=body, **options)  # type: ignore[arg-type]
    return Step(id="each", run=run, outputs=tuple(Output(name=name) for name in outputs))


def test_a_map_keeps_the_order_of_its_elements_and_takes_objects(flow: Flow) -> None:
    body = Body(
        steps=(
            one("grow", bindings=bind(row=FromItem(name="item"))),
            one("more", "add", bindings=bind(x=of("grow"), y=of("start"))),
        ),
        results=results(grown=of("grow"), more=of("more")),
    )
    events: list[local.Event] = []
    result = flow(SOURCE).run(
        one("start"), one("rows"), a_map(of("rows"), body, "grown", "more", concurrency=2), listener=events.append
    )
    assert (result["grown"], result["more"]) == ([10, 20, 30], [11, 21, 31])
    assert result.step_results["each"].reason == "3 elements"
    lines = "\n".join(filter(None, map(local.line, events)))
    assert "each/2/more: ok in" in lines


def test_a_map_over_nothing_gives_nothing(flow: Flow) -> None:
    body = Body(steps=(one("grow", bindings=bind(row=FromItem(name="item"))),), results=results(grown=of("grow")))
    result = flow(SOURCE).run(a_map(literal([]), body, "grown"))
    assert (result.state, result["grown"], list(result.step_results)) == ("succeeded", [], ["each"])


ODD = Body(steps=(one("odd", bindings=bind(x=FromItem(name="item"))),), results=results(odd=of("odd")))
SHARES = [
    (None, "failed", "ValueError: each/1/odd: 2 is even (3 of 5 elements succeeded)"),
    ({"$float": "0.7"}, "failed", "and a share of 0.7 must"),
    ({"$float": "0.6"}, "succeeded", [1, 3, 5]),
    (0, "succeeded", [1, 3, 5]),
]


@pytest.mark.parametrize(("share", "state", "said"), SHARES)
def test_enough_elements_must_succeed(flow: Flow, share: object, state: str, said: object) -> None:
    result = flow(SOURCE).run(a_map(literal([1, 2, 3, 4, 5]), ODD, "odd", minimum_success=share))
    assert result.state == state
    if state == "succeeded":
        assert result["odd"] == said
        assert result.step_results["each"].reason == "3 of 5 elements"
    else:
        error = result.step_results["each"].error
        assert error is not None
        assert str(said) in error.brief
        assert error.place.endswith("flow.py:15")
        assert "each/1/odd" in result.summary()


def test_an_element_is_tried_again_alone(flow: Flow) -> None:
    body = Body(steps=(one("flaky", bindings=bind(x=FromItem(name="item"))),), results=results(flaky=of("flaky")))
    project = flow(SOURCE)
    assert project.run(a_map(literal([1, 2]), body, "flaky", retries=1)).state == "failed"
    assert project.run(a_map(literal([1, 2]), body, "flaky", retries=1)).state == "succeeded"
    assert sorted(path.name for path in project.root.glob("tries-*")) == ["tries-1", "tries-2"]


@pytest.mark.parametrize("reducer", ["lambda *x: sum(x)", "max", "function"])
def test_a_reducer_makes_one_value_of_all(flow: Flow, reducer: str) -> None:
    given = call("total").function if reducer == "function" else reducer
    result = flow(SOURCE).run(a_map(literal([1, 3, 5]), ODD, "odd", reducer=given))
    assert result["odd"] == (5 if reducer == "max" else 9)


def test_what_a_guard_skips_is_left_out_of_the_list(flow: Flow) -> None:
    guarded = one(
        "big",
        "double",
        bindings=bind(x=FromItem(name="item")),
        guard=ExpressionGuard(test=more(FromItem(name="item"), literal(1))),
    )
    result = flow(SOURCE).run(a_map(literal([1, 2, 3]), Body(steps=(guarded,), results=results(big=of("big"))), "big"))
    assert result["big"] == [4, 6]
    assert statuses(result)["each/0/big"] == "skipped"


def test_maps_in_maps_know_both_elements(flow: Flow) -> None:
    add = one("add", bindings=bind(x=FromItem(name="item"), y=FromItem(name="inner")))
    inner = Step(
        id="inside",
        run=MapRun(
            over=literal([10, 20]), item="inner", body=Body(steps=(add,), results=results(add=of("add"))), concurrency=1
        ),
        outputs=(Output(name="add"),),
    )
    body = Body(steps=(inner,), results=results(add=of("inside", "add")))
    result = flow(SOURCE).run(a_map(literal([1, 2]), body, "add"), jobs=1)
    assert result["add"] == [[11, 21], [12, 22]]
    assert "each/1/inside/0/add" in result.step_results


def test_what_is_not_a_list_fails_the_map(flow: Flow) -> None:
    result = flow(SOURCE).run(a_map(literal("text"), ODD, "odd"))
    assert "goes through str, which has no elements" in result.summary()
    assert result.step_results["each"].log_path


def branches(*bodies: tuple[str, Body], outputs: tuple[str, ...]) -> Step:
    run = ParallelRun(branches=tuple(Branch(name=name, body=body) for name, body in bodies))
    return Step(id="both", run=run, outputs=tuple(Output(name=name) for name in outputs))


def test_all_branches_run_and_the_last_one_gives_a_name(flow: Flow) -> None:
    left = Body(steps=(one("start"),), results=results(a=of("start"), b=of("start")))
    right = Body(steps=(one("kind"),), results=results(b=of("kind")))
    result = flow(SOURCE).run(branches(("left", left), ("right one", right), outputs=("a", "b")))
    assert (result["a"], result["b"]) == (1, "big")
    assert list(result.step_results) == ["both", "both/left/start", "both/right one/kind"]


def test_a_branch_that_fails_does_not_stop_the_others(flow: Flow) -> None:
    bad = Body(steps=(one("boom", bindings=bind(x=literal(1))),))
    good = Body(steps=(one("start"), one("double", bindings=bind(x=of("start")))))
    result = flow(SOURCE).run(branches(("bad", bad), ("good", good), outputs=()), one("after", "show", after=("both",)))
    assert statuses(result) == {
        "both": "failed",
        "both/bad/boom": "failed",
        "both/good/start": "succeeded",
        "both/good/double": "succeeded",
        "after": "upstream failed",
    }
    error = result.step_results["both"].error
    assert error is not None
    assert error.brief == "ValueError: both/bad/boom: bad 1"


def a_switch(on: Value, *, default: bool) -> Step:
    one_case = Body(steps=(one("start"),), results=results(x=of("start"), only=of("start")))
    other = Body(steps=(one("kind"),), results=results(x=of("kind")))
    return Step(
        id="choose",
        run=SwitchRun(
            on=on,
            cases=(Case(value="small", body=one_case), Case(value=2, body=one_case)),
            default=other if default else None,
        ),
        outputs=(Output(name="x"), Output(name="only")),
    )


SWITCHES = [
    (literal("small"), True, 1, 1, "choose/small/start"),
    (literal(2), False, 1, 1, "choose/2/start"),
    (of("kind"), True, "big", None, "choose/default/kind"),
]


@pytest.mark.parametrize(("on", "default", "x", "only", "ran"), SWITCHES)
def test_a_switch_takes_one_case(flow: Flow, on: Value, default: bool, x: object, only: object, ran: str) -> None:
    result = flow(SOURCE).run(
        one("kind"),
        a_switch(on, default=default),
        one("taken", "show", bindings=bind(x=of("choose", "x"))),
        one("defaulted", "show", bindings=bind(x=of("choose", "only"))),
        one("needing", "double", bindings=bind(x=of("choose", "only"))),
    )
    assert (result["taken"], result["defaulted"]) == (x, only)
    assert statuses(result)["needing"] == ("succeeded" if only else "skipped")
    assert [name for name in result.step_results if name.startswith("choose/")] == [ran]


def test_a_switch_without_a_case_for_its_value_fails(flow: Flow) -> None:
    result = flow(SOURCE).run(a_switch(literal("other"), default=False))
    assert "no case of the switch is 'other', and it has no default; its cases are 'small', 2" in result.summary()


def a_loop(*steps: Step, until: Value, maximum: int = 10, **options: object) -> Step:
    body = Body(parameters=need("x"), steps=steps, results=results(x=of("double"), last=of("double")))
    run = LoopRun(body=body, until=until, maximum=maximum, carry=("x",), **options)  # type: ignore[arg-type]
    outputs = (Output(name="x"), Output(name="last"))
    return Step(id="again", run=run, bindings=bind(x=of("start")), outputs=outputs)


DOUBLE = one("double", bindings=bind(x=parameter("x")))


def test_a_loop_carries_values_until_its_end(flow: Flow) -> None:
    enough = one("enough", bindings=bind(x=of("double")))
    result = flow(SOURCE).run(one("start"), a_loop(DOUBLE, enough, until=of("enough")))
    assert (result["x"], result["last"]) == (32, 32)
    assert result.step_results["again"].reason == "5 rounds"
    assert "again/4/enough" in result.step_results
    assert "again/5/double" not in result.step_results


def test_a_loop_that_reaches_its_most_has_not_failed(flow: Flow) -> None:
    events: list[local.Event] = []
    loop = a_loop(DOUBLE, until=literal(False), maximum=3, index="n")
    result = flow(SOURCE).run(one("start"), loop, listener=events.append)
    assert (result.state, result["x"]) == ("succeeded", 8)
    lines = "\n".join(filter(None, map(local.line, events)))
    assert "3 rounds, the most it may: its end was not reached" in lines


@pytest.mark.parametrize("dialect", ["native", "runnable"])
def test_a_loop_counts_its_rounds_from_0(flow: Flow, dialect: str) -> None:
    project = flow(SOURCE)
    counted = one("counted", "show", bindings=bind(x=FromItem(name="ROUND")))
    body = Body(
        steps=(counted, one("told", "round_number")), results=results(n=of("counted"), told=of("told"), last=of("told"))
    )
    until = FromExpression(op="==", operands=(of("counted"), literal(2)))
    loop = Step(
        id="again",
        run=LoopRun(body=body, until=until, maximum=9, index="ROUND"),
        outputs=(Output(name="n"), Output(name="told")),
    )
    from dataclasses import replace

    result = local.run(replace(project.plan(loop), dialect=dialect), root=project.root)
    assert (result["n"], result["told"]) == (2, "2" if dialect == "runnable" else None)


def test_a_loop_without_a_round_gives_what_it_was_given(flow: Flow) -> None:
    result = flow(SOURCE).run(
        one("start"),
        a_loop(DOUBLE, until=literal(True), maximum=0),
        one("after", "show", bindings=bind(x=of("again", "last"))),
    )
    assert (result["x"], result["after"], result.step_results["again"].reason) == (1, None, "no round")


def test_what_a_round_does_not_give_stays_as_it_was(flow: Flow) -> None:
    early = ExpressionGuard(test=FromExpression(op="<", operands=(FromItem(name="n"), literal(2))))
    double = one("double", bindings=bind(x=parameter("x")), guard=early)
    done = FromExpression(op="==", operands=(FromItem(name="n"), literal(3)))
    result = flow(SOURCE).run(one("start"), a_loop(double, until=done, index="n"))
    assert result["x"] == 4
    assert "output 'last'" not in result.summary()
    with pytest.raises(KeyError, match="'last'"):
        result["last"]


def test_a_carried_value_that_nothing_has_given_yet_is_no_input_of_a_handler(flow: Flow) -> None:
    from icefloe_schema.plan import FunctionRef, PythonRun

    project = flow("async def names(context, inputs): return sorted(inputs)")
    run = PythonRun(function=FunctionRef(module="flow", qualname="names"), convention="handler")
    body = Body(
        parameters=(Parameter(name="back", origin="carried"),),
        steps=(
            one("names", run=run, bindings=bind(data=literal(1), back=parameter("back"))),
            one("back", run=run, bindings=bind(names=of("names"))),
        ),
        results=results(back=of("back"), names=of("names")),
    )
    for rounds, seen in ((1, ["data"]), (2, ["back", "data"])):
        loop = Step(
            id="loop",
            run=LoopRun(body=body, until=literal(False), maximum=rounds, carry=("back",)),
            outputs=(Output(name="names"),),
        )
        assert project.run(loop)["names"] == seen


def test_a_body_may_end_early(flow: Flow) -> None:
    for end, state in (("success", "succeeded"), ("failure", "failed")):
        body = Body(
            steps=(
                one("start", ends=end),
                one("after", "show", after=("start",)),
            ),
            results=results(x=of("start"), y=of("after")),
        )
        result = flow(SOURCE).run(
            Step(id="sub", run=PlanRun(body=body), outputs=(Output(name="x"), Output(name="y"))),
            one("shown", "show", bindings=bind(x=of("sub", "y"))),
        )
        assert (result.state, statuses(result)["sub/after"]) == (state, "skipped")
        if end == "success":
            assert (result["x"], result["shown"]) == (1, None)
            assert result.step_results["sub/after"].reason == "the body has ended with step 'start'"
        else:
            assert "sub/start: the body ended here, in failure" in result.summary()


def test_a_step_with_a_body_is_skipped_by_its_guard(flow: Flow) -> None:
    body = Body(steps=(one("start"),), results=results(x=of("start")))
    guard = ExpressionGuard(test=literal(False))
    result = flow(SOURCE).run(Step(id="sub", run=PlanRun(body=body), outputs=(Output(name="x"),), guard=guard))
    assert (statuses(result), result.step_results["sub"].reason) == ({"sub": "skipped"}, "its guard is false")


def test_a_body_that_needs_what_was_skipped_is_skipped_unless_its_parameter_has_a_default(flow: Flow) -> None:
    skipped = one("start", guard=ExpressionGuard(test=literal(False)))
    needing = Body(parameters=need("x"), steps=(one("show", bindings=bind(x=parameter("x"))),))
    with_default = Body(
        parameters=(Parameter(name="x", default=7),),
        steps=(one("show", bindings=bind(x=parameter("x"))),),
        results=results(y=of("show")),
    )
    result = flow(SOURCE).run(
        skipped,
        Step(id="needing", run=PlanRun(body=needing), bindings=bind(x=of("start"))),
        Step(id="other", run=PlanRun(body=with_default), bindings=bind(x=of("start")), outputs=(Output(name="y"),)),
    )
    assert (statuses(result)["needing"], result["y"]) == ("skipped", 7)


def test_a_wrong_value_for_a_body_is_found_before_its_steps(flow: Flow) -> None:
    body = Body(parameters=need("x"), steps=(one("show", bindings=bind(x=parameter("x"))),))
    binding = Binding(parameter="x", value=literal("many"), adapt=(Adapt(how="cast", type="int"),))
    result = flow(SOURCE).run(Step(id="sub", run=PlanRun(body=body), bindings=(binding,)))
    assert statuses(result) == {"sub": "failed"}
    assert "the value for 'x' cannot be read as int" in result.summary()


def test_a_whole_body_is_tried_again_and_has_a_limit(flow: Flow) -> None:
    body = Body(steps=(one("flaky", bindings=bind(x=literal(1))),), results=results(x=of("flaky")))
    outputs = (Output(name="x"),)
    result = flow(SOURCE).run(
        Step(id="sub", run=PlanRun(body=body), outputs=outputs, policy=Policy(retry=Retry(attempts=3)))
    )
    assert (result["x"], result.step_results["sub"].attempts) == (1, 3)
    slow = Body(steps=(one("forever"), one("after", "show", after=("forever",))))
    late = flow(SOURCE).run(Step(id="sub", run=PlanRun(body=slow), policy=Policy(timeout=1)))
    error = late.step_results["sub"].error
    assert (late.state, error and error.type) == ("failed", "TimeoutError")
    assert "took longer than 1s" in late.summary()
    # A machine that is very busy does not even come to the first step.
    assert statuses(late).get("sub/after", "interrupted") == "interrupted"


def test_a_body_of_stubs_is_simulated(flow: Flow) -> None:
    stub = Body(steps=(Step(id="a", run=StubRun()),))
    mixed = Body(steps=(Step(id="a", run=StubRun()), one("start")))
    result = flow(SOURCE).run(Step(id="all", run=PlanRun(body=stub)), Step(id="some", run=PlanRun(body=mixed)))
    told = {name: one.simulated for name, one in result.step_results.items()}
    assert told == {"all": True, "all/a": True, "some": False, "some/a": True, "some/start": False}


def test_one_job_at_a_time_is_enough_for_steps_in_steps(flow: Flow) -> None:
    body = Body(steps=(DOUBLE,), parameters=need("x"), results=results(x=of("double")))
    inner = Step(id="inner", run=PlanRun(body=body), bindings=bind(x=parameter("x")), outputs=(Output(name="x"),))
    middle = Body(steps=(inner,), parameters=need("x"), results=results(x=FromOutput(step="inner", name="x")))
    outer = Step(id="outer", run=PlanRun(body=middle), bindings=bind(x=literal(4)), outputs=(Output(name="x"),))
    assert flow(SOURCE).run(outer, jobs=1)["x"] == 8


def test_an_empty_display_is_a_value(flow: Flow) -> None:
    empty = FromExpression(op="dict", operands=())
    assert flow(SOURCE).run(one("show", bindings=bind(x=empty)))["show"] == {}
