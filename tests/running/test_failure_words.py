"""What is said of the steps that have failed."""

from pathlib import Path

import pytest

from icefloe_runtimes.local import RunResult, StepError, StepResult
from icefloe_runtimes.local.failing import called_again, failures
from icefloe_runtimes.local.outputs import Outputs
from icefloe_schema.plan import Plan

ERROR = StepError(type="ValueError", message="no", place="a.py:1")


def run(*steps: StepResult, state: str = "failed") -> RunResult:
    plan = Plan(name="p", dialect="native")
    outputs = Outputs(plan, Path("/nowhere"), Path("/nowhere"))
    return RunResult(
        run_id="r1",
        pipeline_name="p",
        state=state,
        folder=Path("/nowhere"),
        outputs=outputs,
        step_results={one.name: one for one in steps},
    )


def failed(name: str, inside: str = "", **more: object) -> StepResult:
    return StepResult(name=name, status="failed", error=ERROR, inside=inside, **more)


def test_the_innermost_step_is_named_with_all_that_helps() -> None:
    result = run(failed("each"), failed("each/1/fit it", "each", attempts=3, log_path=str(Path.cwd() / "x/fit.log")))
    assert list(failures(result, "icefloe run a.py")) == [
        "step 'each/1/fit it' failed after 3 attempts: ValueError: no",
        "  at     a.py:1",
        "  log    x/fit.log",
        "  debug  icefloe run a.py --resume r1 --debug 'each/1/fit it'",
    ]


def test_what_does_not_count_is_not_named() -> None:
    around = StepResult(name="each", status="succeeded")
    result = run(around, failed("each/1/fit", "each"), failed("report", forgiven=True), state="succeeded")
    assert list(failures(result, "icefloe run a.py")) == []


def test_of_many_failures_some_are_named() -> None:
    lines = list(failures(run(*(failed(f"s{number}") for number in range(9))), ""))
    assert lines[-1] == "and 4 more steps failed"
    assert len(lines) == 11


def test_an_interrupted_run_can_be_gone_on_with() -> None:
    done = StepResult(name="a", status="succeeded")
    lines = list(failures(run(done, state="interrupted"), "icefloe run a.py"))
    assert lines == ["hint: `icefloe run a.py --resume r1` goes on with what has succeeded"]


@pytest.mark.parametrize(
    ("arguments", "again"),
    [
        (("run", "a.py"), "icefloe run a.py"),
        (("run", "a.py", "--resume", "last", "-p", "x=a b"), "icefloe run a.py -p 'x=a b'"),
        (("run", "--from=train", "a.py", "--only", "b", "--debug=c"), "icefloe run a.py"),
        ((), "icefloe"),
    ],
)
def test_the_call_without_what_chose_the_steps(arguments: tuple[str, ...], again: str) -> None:
    assert called_again("icefloe", arguments) == again
