"""Maps: order, shares of success, retries, reducers, maps in maps."""

import pytest
from nested_flow import SOURCE, Flow, literal, more, results, statuses
from runtime_project import bind, call, of, one

from icefloe_runtimes import local
from icefloe_runtimes.local.progress import line
from icefloe_schema.plan import (
    Body,
    ExpressionGuard,
    FromItem,
    MapRun,
    Output,
    Step,
    Value,
)


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
    assert flow(SOURCE).run(a_map(literal([1]), ODD, "odd")).step_results["each"].reason == "1 element"
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
    told: list[str] = []

    def listen(event: local.Event) -> None:
        told.extend([line(event) or ""] if isinstance(event, local.StepRetried) else [])

    assert project.run(a_map(literal([1, 2]), body, "flaky", retries=1), jobs=1, listener=listen).state == "failed"
    why = "ConnectionResetError: each/{0}/flaky: no line"
    assert told == [f"each/{n}: attempt 1 of 2 failed ({why.format(n)}); again at once" for n in (0, 1)]
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
