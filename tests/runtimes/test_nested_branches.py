"""Parallel branches and switches."""

import pytest
from nested_flow import SOURCE, Flow, literal, results, statuses
from runtime_project import bind, of, one

from icefloe_schema.plan import (
    Body,
    Branch,
    Case,
    Output,
    ParallelRun,
    Step,
    SwitchRun,
    Value,
)


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
