"""What each kind of change is called, how severe it is, and what is said of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from icefloe.diff import Pipeline, Side, compare, side_of_plan
from icefloe_schema.difference import Change, Difference
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
    FunctionRef,
    Group,
    LoopRun,
    MapRun,
    OnFailure,
    Output,
    ParallelRun,
    Parameter,
    ParameterSet,
    Plan,
    PlanRun,
    Policy,
    PythonRun,
    Resources,
    Result,
    Retry,
    Schedule,
    ShellRun,
    Step,
    StubRun,
    SwitchRun,
)


def step(id: str, function: str = "", **fields: object) -> Step:
    run = PythonRun(function=FunctionRef(module="m", qualname=function or id))
    return Step(**{"id": id, "run": run, "outputs": (Output(name=f"{id}_out", type="float"),), **fields})


def takes(name: str, source: str, output: str = "") -> Binding:
    return Binding(parameter=name, value=FromOutput(step=source, name=output or f"{source}_out"))


LOAD, OTHER = step("load"), step("other")
TRAIN = step("train", bindings=(takes("rows", "load"), Binding(parameter="rate", value=FromParameter(name="rate"))))
RATE = Parameter(name="rate", type="float", default={"$float": "0.1"})
PLAN = Plan(
    name="p",
    dialect="native",
    parameters=(RATE,),
    steps=(LOAD, OTHER, TRAIN),
    results=(Result(name="model", value=FromOutput(step="train", name="train_out")),),
)


def plan(*steps: Step, **fields: object) -> Plan:
    return replace(PLAN, **({"steps": steps} if steps else {}), **fields)


def difference(old: Plan, new: Plan) -> Difference:
    return compare(side_of_plan("old", old), side_of_plan("new", new))


def changes(old: Plan, new: Plan) -> Iterator[tuple[tuple[str, ...], Change]]:
    for pipeline in difference(old, new).pipelines:
        for group in pipeline.groups:
            for change in group.changes:
                yield group.steps, change


def trained(**fields: object) -> Plan:
    return plan(LOAD, OTHER, replace(TRAIN, **fields))


def typed(type: str) -> Plan:
    return trained(outputs=(Output(name="train_out", type=type),))


def asked(**fields: object) -> Plan:
    return plan(parameters=(replace(RATE, **fields),))


def policy(**fields: object) -> Plan:
    return trained(policy=Policy(**fields))


ONE = [
    # steps
    (plan(*PLAN.steps, step("tell", bindings=(takes("x", "train"),))), "step", "added", "behaviour", "new step, runs `m:tell` on `train.train_out`"),
    (plan(LOAD, TRAIN), "step", "removed", "breaking", "the step is gone, and its output `other_out` with it"),
    (plan(replace(OTHER, id="more"), LOAD, TRAIN), "step", "renamed", "behaviour", "renamed from `other` (the same function, `m:other`)"),
    # wiring
    (trained(bindings=(takes("rows", "other"), TRAIN.bindings[1])), "rewired", "changed", "behaviour", "`rows` comes from: `load.load_out` → `other.other_out`"),
    (trained(bindings=TRAIN.bindings[:1]), "rewired", "removed", "behaviour", "no longer takes `rate`, which came from `parameter rate`"),
    (trained(bindings=(*TRAIN.bindings, takes("more", "other"))), "rewired", "added", "behaviour", "takes `more` now, from `other.other_out`"),
    (trained(bindings=(replace(TRAIN.bindings[0], adapt=(Adapt(how="cast", type="int"),)), TRAIN.bindings[1])), "rewired", "added", "behaviour", "`rows` is adapted: nothing → `cast int`"),
    (trained(bindings=TRAIN.bindings[::-1]), "text", "changed", "note", "the order of the parameters: `rows, rate` → `rate, rows`"),
    (trained(after=("other",)), "order", "added", "behaviour", "waits for `other`"),
    (trained(guard=ExpressionGuard(test=FromParameter(name="rate"))), "guard", "added", "behaviour", "runs if: `always` → `parameter rate`"),
    # types
    (typed("str"), "retyped", "changed", "breaking", "output `train_out`, type: `float` → `str`; breaking: str is not float"),
    (typed("int"), "retyped", "changed", "note", "output `train_out`, type: `float` → `int`; not breaking: `int` fits where `float` is asked for"),
    (typed("pandas.Series"), "retyped", "changed", "behaviour", "output `train_out`, type: `float` → `pandas.Series`; cannot be told to fit: the class pandas.Series is not known here"),
    (typed(""), "retyped", "changed", "behaviour", "output `train_out`, type: `float` → nothing; the type is not known any more"),
    (trained(outputs=(Output(name="fit", type="float"),)), "output", "renamed", "breaking", "output `train_out` is called `fit`"),
    (trained(outputs=(*TRAIN.outputs, Output(name="more"))), "output", "added", "note", "new output `more`"),
    # parameters
    (asked(default={"$float": "0.2"}), "parameter", "changed", "behaviour", "parameter `rate`, default: `0.1` → `0.2`"),
    (asked(required=True), "parameter", "changed", "breaking", "parameter `rate`: optional, default `0.1` → required"),
    (asked(type="int"), "retyped", "changed", "breaking", "parameter `rate`, type: `float` → `int`; breaking: float is not int"),
    (asked(type="float | None"), "retyped", "changed", "note", "parameter `rate`, type: `float` → `float | None`; not breaking: `float` fits where `float | None` is asked for"),
    (asked(origin="frozen"), "parameter", "changed", "breaking", "parameter `rate`, origin: `declared` → `frozen`: a run cannot set it any more"),
    (plan(parameters=()), "parameter", "removed", "breaking", "parameter `rate` is gone: a run that gives it fails"),
    (plan(parameters=(RATE, Parameter(name="depth", required=True))), "parameter", "added", "breaking", "new required parameter `depth`"),
    (plan(parameters=(RATE, Parameter(name="depth", default=3))), "parameter", "added", "note", "new parameter `depth`, default `3`"),
    (plan(results=()), "result", "removed", "behaviour", "result `model` is no longer a result; `train.train_out` is still an output of its step"),
    # policies, one by one
    (policy(timeout=60), "policy", "added", "behaviour", "policy `timeout`: nothing → `60`"),
    (policy(resources=Resources(gpu_count=1)), "policy", "added", "behaviour", "policy `resources.gpu_count`: nothing → `1`"),
    (policy(secrets=("KEY",)), "policy", "added", "behaviour", "policy `secrets`: nothing → `['KEY']`"),
    (policy(on_failure=OnFailure(action="continue")), "policy", "added", "behaviour", "policy `on_failure.action`: nothing → `'continue'`"),
    # what runs, and the header
    (trained(run=ShellRun(command="make")), "runs", "changed", "behaviour", "runs: `m:train` → `shell make`"),
    (trained(run=PythonRun(function=FunctionRef(module="m", qualname="fit"))), "runs", "changed", "behaviour", "runs: `m:train` → `m:fit`"),
    (trained(description="Fits."), "text", "added", "note", "description: nothing → `'Fits.'`"),
    (plan(schedule=Schedule(cron="0 1 * * *")), "header", "added", "behaviour", "`schedule.cron`: nothing → `'0 1 * * *'`"),
    (plan(tags={"team": "a"}), "text", "added", "note", "`tags.team`: nothing → `'a'`"),
    (plan(parameter_sets=(ParameterSet(name="dev", values={"rate": 1}),)), "parameter", "added", "behaviour", "parameter set `dev`, `rate`: nothing → `1`"),
    (plan(groups=(Group(name="g", steps=("load", "train")),)), "policy", "added", "behaviour", "execution group `g`: nothing → `[load, train]`"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "kind", "how", "severity", "message"), ONE, ids=[row[4][:60] for row in ONE])
def test_one_change(new, kind, how, severity, message):
    found = [change for _, change in changes(PLAN, new)]
    assert [(one.kind, one.how, one.severity, one.message) for one in found] == [(kind, how, severity, message)]


def test_a_bare_order_of_steps_is_none_of_the_plan():
    assert difference(PLAN, plan(OTHER, LOAD, TRAIN)).same


def test_what_no_digest_covers_is_no_difference():
    new = plan(replace(LOAD, display={"x": 1}, hints={"y": 2}), OTHER, replace(TRAIN, policy=Policy(environment="e")))
    assert difference(PLAN, replace(new, hints={"a": 1}, display={"b": 2})).same


def test_a_hint_that_a_run_obeys_is_one():
    ((steps, change),) = changes(PLAN, replace(PLAN, hints={"stages": ["load"]}))
    assert (steps, change.kind) == ((), "header")


def test_a_step_that_takes_from_a_renamed_one_is_not_rewired():
    new = plan(
        replace(LOAD, id="read"), OTHER, replace(TRAIN, bindings=(takes("rows", "read", "load_out"), TRAIN.bindings[1]))
    )
    assert [(steps, one.kind, one.how) for steps, one in changes(PLAN, new)] == [(("read",), "step", "renamed")]


READ = replace(LOAD, id="read")
TAKEN = replace(TRAIN, bindings=(takes("rows", "read", "load_out"), TRAIN.bindings[1]))
MORE = plan(step("sub", run=PlanRun(body=Body(steps=(step("own", after=("load",)),)))), LOAD)
# What names a renamed step follows it: the old side, the new side, what is said of it; and of it the other way round.
FOLLOWS = [
    (plan(groups=(Group(name="g", steps=("load", "train")),)), plan(READ, OTHER, TAKEN, groups=(Group(name="g", steps=("read", "train")),)), []),
    (trained(after=("load",)), plan(READ, OTHER, replace(TAKEN, after=("read",))), []),
    (plan(LOAD, step("x", run=MapRun(over=FromOutput(step="load", name="a"), item="i", body=Body()))), plan(READ, step("x", run=MapRun(over=FromOutput(step="read", name="a"), item="i", body=Body()))), []),
    (plan(results=(Result(name="r", value=FromOutput(step="load", name="load_out")),)), plan(READ, OTHER, TAKEN, results=(Result(name="r", value=FromOutput(step="read", name="load_out")),)), []),
    # What takes from elsewhere is told with the names of its side.
    (PLAN, plan(READ, OTHER, replace(TAKEN, bindings=(takes("rows", "other"), TRAIN.bindings[1]))), [("rewired", "`rows` comes from: `load.load_out` → `other.other_out`", "`rows` comes from: `other.other_out` → `load.load_out`")]),
    (plan(groups=(Group(name="g", steps=("load", "train")),)), plan(READ, OTHER, TAKEN, groups=(Group(name="g", steps=("read",)),)), [("policy", "execution group `g`: `[load, train]` → `[read]`", "execution group `g`: `[read]` → `[load, train]`")]),
    (trained(after=("load", "other")), plan(READ, OTHER, replace(TAKEN, after=("other", "read"))), [("text", "the order of `after`: `load, other` → `other, read`", "the order of `after`: `other, read` → `load, other`")]),
    # A name that no step of its side has, or that a step inside a body has, is not that of the renamed one.
    (trained(after=("read",)), plan(READ, OTHER, replace(TAKEN, after=("read",))), [("order", "no longer waits for `read`", "no longer waits for `read`"), ("order", "waits for `read`", "waits for `read`")]),
    (MORE, plan(replace(MORE.steps[0], run=PlanRun(body=Body(steps=(step("own", after=("read",)),)))), READ), []),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), FOLLOWS)
def test_what_names_a_renamed_step_is_said_alike_both_ways(old, new, said):
    for before, after, way in ((old, new, 1), (new, old, 2)):
        found = [one for _, one in changes(before, after) if one.how != "renamed"]
        assert [(one.kind, one.message) for one in found] == [(row[0], row[way]) for row in said]
        assert any(one.how == "renamed" for _, one in changes(before, after))


def test_a_step_inside_a_body_that_takes_the_name_of_a_renamed_one_is_not_that_one():
    inner = plan(step("sub", run=PlanRun(body=Body(steps=(step("read", "m"), step("own", after=("load",)))))), LOAD)
    other = plan(step("sub", run=PlanRun(body=Body(steps=(step("read", "m"), step("own", after=("read",)))))), READ)
    for before, after in ((inner, other), (other, inner)):
        assert {one.kind for steps, one in changes(before, after) if steps == ("sub", "own")} == {"order"}


def test_two_steps_of_one_function_are_not_told_apart_by_it_alone():
    old = plan(step("a", "f", labels={"n": 1}), step("b", "f", labels={"n": 1}))
    new = plan(step("c", "f", labels={"n": 2}), step("d", "f", labels={"n": 2}))
    assert {one.how for _, one in changes(old, new) if one.kind == "step"} == {"added", "removed"}


INNER = Body(
    parameters=(Parameter(name="x", required=True),),
    steps=(step("clean", bindings=(Binding(parameter="x", value=FromParameter(name="x")),)), step("fit", bindings=(takes("y", "clean"),))),
    results=(Result(name="r", value=FromOutput(step="fit", name="fit_out")),),
)  # fmt: skip
BETTER = replace(INNER, steps=(INNER.steps[0], replace(INNER.steps[1], policy=Policy(retry=Retry(attempts=3)))))
LIST = FromLiteral(value=[1, 2])
NESTED = [
    (PlanRun(body=INNER), PlanRun(body=BETTER), ("outer", "fit")),
    (MapRun(over=LIST, item="x", body=INNER), MapRun(over=LIST, item="x", body=BETTER), ("outer", "fit")),
    (ParallelRun(branches=(Branch(name="left", body=INNER),)), ParallelRun(branches=(Branch(name="left", body=BETTER),)), ("outer", "left", "fit")),
    (SwitchRun(on=FromParameter(name="rate"), cases=(Case(value=1, body=INNER),)), SwitchRun(on=FromParameter(name="rate"), cases=(Case(value=1, body=BETTER),)), ("outer", "1", "fit")),
    (SwitchRun(on=FromParameter(name="rate"), cases=(), default=INNER), SwitchRun(on=FromParameter(name="rate"), cases=(), default=BETTER), ("outer", "default", "fit")),
    (LoopRun(body=INNER, until=FromItem(name="i"), maximum=3), LoopRun(body=BETTER, until=FromItem(name="i"), maximum=3), ("outer", "fit")),
    (PlanRun(body=replace(INNER, steps=(*INNER.steps, step("deep", run=PlanRun(body=INNER))))), PlanRun(body=replace(INNER, steps=(*INNER.steps, step("deep", run=PlanRun(body=BETTER))))), ("outer", "deep", "fit")),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "way"), NESTED, ids=["/".join(row[2]) for row in NESTED])
def test_bodies_inside_steps(old, new, way):
    found = [*changes(plan(step("outer", run=old)), plan(step("outer", run=new)))]
    assert [(steps, one.message) for steps, one in found] == [(way, "policy `retry.attempts`: nothing → `3`")]


def test_a_handler_is_compared_as_a_body():
    old, new = (
        trained(policy=Policy(on_failure=OnFailure(action="handler", handler=body))) for body in (INNER, BETTER)
    )
    assert [steps for steps, _ in changes(old, new)] == [("train", "on failure", "fit")]


def test_inside_a_step_a_parameter_breaks_nobody():
    new = replace(INNER, parameters=(*INNER.parameters, Parameter(name="y", required=True)))
    found = [*changes(plan(step("outer", run=PlanRun(body=INNER))), plan(step("outer", run=PlanRun(body=new))))]
    assert [(steps, one.severity) for steps, one in found] == [(("outer",), "behaviour")]


def test_branches_cases_and_values_of_what_runs():
    on, over = FromParameter(name="rate"), FromLiteral(value=[1])
    old = plan(
        step("s", run=SwitchRun(on=on, cases=(Case(value=1, body=INNER),))),
        step("m", run=MapRun(over=LIST, item="x", body=INNER)),
    )
    more = FromExpression(op=">", operands=(on, FromLiteral(value=2)))
    new = plan(step("s", run=SwitchRun(on=more, cases=(Case(value=2, body=INNER),))), step("m", run=MapRun(over=over, item="x", body=INNER, concurrency=2)))  # fmt: skip
    assert [(steps, one.message) for steps, one in changes(old, new)] == [
        (("s",), "switches on: `parameter rate` → `(parameter rate > 2)`"),
        (("s",), "new `case 2`, with the steps `clean, fit`"),
        (("s",), "`case 1` is gone, with the steps `clean, fit`"),
        (("m",), "runs for each of: `[1, 2]` → `[1]`"),
        (("m",), "`concurrency`: nothing → `2`"),
    ]


def test_long_values_show_where_they_differ():
    old, new = (plan(LOAD, OTHER, step("train", run=ShellRun(command="x" * 200 + word))) for word in ("old", "new"))
    (text,) = [one.message for _, one in changes(old, new) if one.at == "run.command"]
    assert "old" in text
    assert "new" in text
    assert len(text) < 200


def test_the_most_severe_comes_first_and_the_rest_is_counted():
    first = Pipeline(key="a:p", name="a.py:p", plan=PLAN)
    second = replace(first, key="b:q", name="b.py:q", plan=replace(PLAN, name="q"))
    same = replace(first, key="c:r", name="c.py:r", plan=replace(PLAN, name="r"))
    noted = replace(first, plan=replace(PLAN, description="new"))
    broken = replace(second, plan=replace(plan(parameters=(), name="q"), description="new"))
    found = compare(Side(name="o", pipelines=(first, second, same)), Side(name="n", pipelines=(noted, broken, same)))
    assert [one.name for one in found.pipelines] == ["b.py:q", "a.py:p"]
    assert [change.severity for change in found.changes()] == ["breaking", "note", "note"]
    assert (found.counts.unchanged_pipelines, found.counts.unchanged_steps) == (1, 9)


def test_pipelines_come_and_go():
    first = Pipeline(key="a:p", name="a.py:p", plan=PLAN)
    second = replace(first, key="b:q", name="b.py:q", plan=plan(step("x"), name="q"))
    found = compare(Side(name="o", pipelines=(first,)), Side(name="n", pipelines=(first, second)))
    assert [one.message for one in found.changes()] == ["new pipeline with 1 step: `x`"]
    gone = compare(Side(name="o", pipelines=(first, second)), Side(name="n", pipelines=(first,)))
    assert [(one.severity, one.message) for one in gone.changes()] == [
        ("breaking", "the pipeline is gone, with 1 step: `x`")
    ]


def test_another_kind_of_thing_that_runs_keeps_its_id():
    found = [*changes(PLAN, plan(LOAD, replace(OTHER, run=StubRun()), TRAIN))]
    assert [(one.kind, one.message) for _, one in found] == [("runs", "runs: `m:other` → `nothing`")]
