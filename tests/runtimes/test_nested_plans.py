"""Nested plans: parameters, results, ends, guards, retries and limits."""

from nested_flow import SOURCE, Flow, literal, need, parameter, results, statuses
from runtime_project import bind, of, one

from icefloe_runtimes import local
from icefloe_schema.plan import (
    Adapt,
    Binding,
    Body,
    ExpressionGuard,
    FromExpression,
    FromOutput,
    Output,
    Parameter,
    PlanRun,
    Policy,
    Retry,
    Step,
    StubRun,
)


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
    project = flow(SOURCE.replace("def add(x, y): return", "def add(x, y):\n    print(x, y)\n    return"))
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
    assert (result.folder / "sub.inside/body/add.log").read_text() == "2 5\n"
    assert "sub/add" not in result.summary()
    again = local.load_run(result.folder)
    assert (again["sum"], again.step_results["sub/add"].status) == (7, "succeeded")


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


DOUBLE = one("double", bindings=bind(x=parameter("x")))


def test_one_job_at_a_time_is_enough_for_steps_in_steps(flow: Flow) -> None:
    body = Body(steps=(DOUBLE,), parameters=need("x"), results=results(x=of("double")))
    inner = Step(id="inner", run=PlanRun(body=body), bindings=bind(x=parameter("x")), outputs=(Output(name="x"),))
    middle = Body(steps=(inner,), parameters=need("x"), results=results(x=FromOutput(step="inner", name="x")))
    outer = Step(id="outer", run=PlanRun(body=middle), bindings=bind(x=literal(4)), outputs=(Output(name="x"),))
    assert flow(SOURCE).run(outer, jobs=1)["x"] == 8


def test_an_empty_display_is_a_value(flow: Flow) -> None:
    empty = FromExpression(op="dict", operands=())
    assert flow(SOURCE).run(one("show", bindings=bind(x=empty)))["show"] == {}
