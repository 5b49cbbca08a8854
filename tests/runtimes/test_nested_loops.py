"""Loops: what is carried, when they end, and an interruption."""

import json
import signal
import subprocess
import sys
import time

import pytest
from nested_flow import SOURCE, Flow, literal, need, parameter, results
from runtime_project import bind, of, one

from icefloe_runtimes import local
from icefloe_schema.plan import (
    Body,
    ExpressionGuard,
    FromExpression,
    FromItem,
    LoopRun,
    Output,
    Parameter,
    Step,
    Value,
)


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


DRIVER = """
import json, sys
from pathlib import Path
from icefloe_runtimes import local
from icefloe_schema import codec

root = Path(sys.argv[1])
result = local.run(codec.loads((root / "flow.plan.json").read_text()), root=root, jobs=2)
print(json.dumps({name: step.status for name, step in result.step_results.items()}))
sys.exit(result.exit_code)
"""


def test_an_interrupted_run_ends_the_steps_in_bodies_too(flow: Flow) -> None:
    project = flow(SOURCE + "def waits():\n    Path('begun').touch()\n    forever()\n")
    body = Body(steps=(one("waits"), one("after", "show", after=("waits",))))
    project.plan(
        Step(id="loop", run=LoopRun(body=body, until=literal(False), maximum=5)),
        one("later", "show", after=("loop",)),
    )
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(project.root)], stdout=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while not (project.root / "begun").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    driver.send_signal(signal.SIGINT)
    output, _ = driver.communicate(timeout=60)
    assert driver.returncode == 130
    assert json.loads(output) == {
        "loop": "interrupted",
        "loop/0/waits": "interrupted",
        "loop/0/after": "interrupted",
        "later": "interrupted",
    }
