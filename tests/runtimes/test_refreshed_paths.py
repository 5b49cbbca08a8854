"""Which paths lead to a step of a plan, as `--refresh` takes them."""

import pytest

from icefloe_runtimes.local.cache.named import is_path
from icefloe_schema.plan import (
    Body,
    Branch,
    Case,
    DynamicRun,
    FromLiteral,
    FromParameter,
    FunctionRef,
    LoopRun,
    MapRun,
    OnFailure,
    ParallelRun,
    PlanRun,
    Policy,
    Step,
    StubRun,
    SwitchRun,
)

BODY = Body(steps=(Step(id="a/b", run=StubRun()),))
HANDLED = Policy(on_failure=OnFailure(action="handler", handler=BODY))
INSIDE = [
    (PlanRun(body=BODY), {"s/a/b"}, {"s/b", "s/a/b/c", "s/0/a/b"}),
    (MapRun(over=FromLiteral(value=[4, 5]), item="x", body=BODY), {"s/1/a/b"}, {"s/2/a/b", "s/01/a/b", "s/x/a/b"}),
    (MapRun(over=FromParameter(name="xs"), item="x", body=BODY), {"s/99/a/b"}, {"s/-1/a/b", f"s/{'9' * 5000}/a/b"}),
    (LoopRun(body=BODY, until=FromLiteral(value=True), maximum=2), {"s/1/a/b"}, {"s/2/a/b"}),
    (ParallelRun(branches=(Branch(name="l/r", body=BODY),)), {"s/l/r/a/b"}, {"s/l/a/b", "s/r/a/b"}),
    (
        SwitchRun(on=FromParameter(name="x"), cases=(Case(value=7, body=BODY),)),
        {"s/7/a/b"},
        {"s/0/a/b", "s/default/a/b"},
    ),
    (SwitchRun(on=FromParameter(name="x"), cases=(), default=BODY), {"s/default/a/b"}, {"s/7/a/b"}),
    (DynamicRun(function=FunctionRef(module="m", qualname="f")), {"s/any/thing"}, {"t/any"}),
    (StubRun(), {"s"}, {"s/a/b"}),
]


@pytest.mark.parametrize(("run", "there", "absent"), INSIDE)
def test_paths_of_what_is_inside_of_steps(run, there: set[str], absent: set[str]) -> None:
    step = Step(id="s", run=run, policy=HANDLED)
    assert all(is_path((step,), path) for path in {"s", "s/on_failure/a/b", *there})
    dynamic = isinstance(run, DynamicRun)
    assert not any(is_path((step,), path) for path in {"a/b", *absent} | (set() if dynamic else {"s/on_failure"}))
