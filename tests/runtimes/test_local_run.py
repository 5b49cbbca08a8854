import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local
from icefloe_runtimes.local.crew.log import HEAD, TAIL
from icefloe_schema.plan import (
    Body,
    Branch,
    FromLiteral,
    FromParameter,
    OnFailure,
    Output,
    ParallelRun,
    Parameter,
    PlanRun,
    Policy,
    Resources,
    Result,
    Retry,
    Step,
    StubRun,
)

Flow = Callable[[str], Project]

SOURCE = """
import os, sys, time
from pathlib import Path
class Model: weight = 3
def start(n): return n
def boom(x): raise ValueError("bad row")
def after(x): return x
def fit(x): return Model()
def figures(model): return {"accuracy": 2 / 3, "rows": 4, "model": None}
def slow(): time.sleep(1); return os.getpid()
def forever():
    time.sleep(60)
def stubborn():
    import signal, subprocess
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "60"])
    Path("pids").write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)
def flaky():
    tries = Path("tries")
    count = int(tries.read_text()) + 1 if tries.exists() else 1
    tries.write_text(str(count))
    if count < 3: raise ConnectionResetError("no line")
    return count
def chatty():
    for _ in range(12): sys.stdout.buffer.write(b"some words\\n" * 2 ** 17)
def dies(): os.kill(os.getpid(), 11)
def here(): return [os.getcwd(), sys.path[0], os.environ.get("PYTHONPATH")]
"""


def test_a_failure_stops_what_needs_it_and_nothing_else(flow: Flow) -> None:
    project = flow(SOURCE)
    events: list[local.Event] = []
    result = project.run(
        one("start", bindings=bind(n=FromParameter(name="n"))),
        one("boom", bindings=bind(x=of("start"))),
        one("after", bindings=bind(x=of("boom"))),
        one("later", "after", bindings=bind(x=FromLiteral(value=1)), after=("after",)),
        one("fit", bindings=bind(x=of("start"))),
        one("figures", bindings=bind(model=of("fit"))),
        parameters=(Parameter(name="n", type="int"),),
        listener=events.append,
    )
    statuses = {name: step.status for name, step in result.step_results.items()}
    assert statuses == {
        "start": "succeeded",
        "boom": "failed",
        "after": "upstream failed",
        "later": "upstream failed",
        "fit": "succeeded",
        "figures": "succeeded",
    }
    assert not result.success
    assert result.exit_code == 1
    error = result.step_results["boom"].error
    assert error is not None
    assert (error.type, error.message, error.place) == ("ValueError", "bad row", "flow.py:6")
    assert "bad row" in Path(result.step_results["boom"].log_path).read_text()
    assert result.figures == {
        "start": "None",
        "figures.accuracy": "0.6667",
        "figures.rows": "4",
        "figures.model": "None",
    }
    assert isinstance(events[0], local.RunStarted)
    assert isinstance(events[-1], local.RunFinished)
    lines = [line for line in map(local.line, events) if line]
    assert any(line.startswith("fit: ok in ") and line.endswith(" MiB)") for line in lines)
    assert "after: upstream failed: step 'boom' has not succeeded" in lines
    fit = result.step_results["fit"]
    assert fit.cpu_seconds > 0
    assert fit.peak_memory_bytes > 2**20
    assert fit.artifact_uri == (result.folder / "fit").as_uri()
    assert (fit.attempts, fit.cached) == (1, False)


def test_a_run_can_be_loaded_again(flow: Flow) -> None:
    project = flow(SOURCE)
    steps = (
        one("fit", bindings=bind(x=FromLiteral(value=1))),
        one("boom", bindings=bind(x=FromLiteral(value=1))),
        one(
            "pair",
            "here",
            outputs=(Output(name="a", position=0), Output(name="b", position=1), Output(name="c", position=2)),
        ),
    )
    plan = project.plan(*steps, results=(Result(name="trained", value=of("fit")),))
    result = local.run(plan, root=project.root, plan_path=project.root / "flow.plan.json")
    again = local.load_run(result.run_id[:-1], workspace=project.root / ".icefloe")
    assert again.to_dict() == result.to_dict()
    assert again.step_results["boom"].error == result.step_results["boom"].error
    assert again["a"] == str(project.root)
    assert again["pair"] == {"a": str(project.root), "b": str(project.root), "c": os.environ.get("PYTHONPATH")}
    assert type(again["trained"]).__name__ == type(again["fit"]).__name__ == "Model"
    assert again.to_dict()["plan_path"] == str(project.root / "flow.plan.json")
    sys.modules.pop("flow")
    for name, message in [("pairs", "did you mean 'pair'?"), ("boom", "has left no outputs in this run")]:
        with pytest.raises(KeyError, match=message.replace("?", r"\?")):
            again[name]
    with pytest.raises(KeyError, match="did you mean 'boom'"):
        again.step_results["bom"]
    with pytest.raises(local.UsageError, match="no run 'x'"):
        local.load_run("x", workspace=project.root / ".icefloe")


def test_outputs_that_were_changed_are_not_loaded(flow: Flow) -> None:
    project = flow(SOURCE)
    result = project.run(one("fit", bindings=bind(x=FromLiteral(value=1))))

    (result.folder / "fit/fit.pickle").write_bytes(pickle.dumps("forged"))
    with pytest.raises(local.ArtifactError, match="was changed since it was stored"):
        result["fit"]


def test_independent_steps_run_at_the_same_time(flow: Flow) -> None:
    project = flow(SOURCE)
    steps = tuple(one(f"slow{index}", "slow") for index in range(3))
    result = project.run(*steps, jobs=3)
    assert result.success
    assert result.duration_seconds < sum(step.duration_seconds for step in result.step_results.values()) - 1
    assert len({result[f"slow{index}"] for index in range(3)}) == 3


def test_jobs_are_a_limit(flow: Flow) -> None:
    project = flow(SOURCE)
    running = [0, 0]

    def count(event: local.Event) -> None:
        running[0] += isinstance(event, local.StepStarted) - isinstance(event, local.StepFinished)
        running[1] = max(running)

    assert project.run(one("slow1", "slow"), one("slow2", "slow"), jobs=1, listener=count).success
    assert running[1] <= 2


@pytest.mark.parametrize(("ends", "state"), [("success", "succeeded"), ("failure", "failed")])
def test_a_step_that_ends_the_run(project: Project, ends: Literal["success", "failure"], state: str) -> None:
    plan = project.plan(
        one("a", run=StubRun()),
        one("b", run=StubRun(), after=("a",), ends=ends),
        one("c", run=StubRun(), after=("b",)),
        one("d", run=StubRun(), after=("c",)),
    )
    events: list[local.Event] = []
    result = local.run(plan, root=project.root, listener=events.append)
    assert result.state == state
    statuses = {name: step.status for name, step in result.step_results.items()}
    assert statuses == {"a": "succeeded", "b": "succeeded", "c": "skipped", "d": "skipped"}
    lines = [line for line in map(local.line, events) if line]
    assert any(line.startswith("b: ") and line.endswith(f"; the run ends here, in {ends}") for line in lines)
    assert "c: skipped: the run has ended with step 'b'" in lines


def test_a_step_that_fails_does_not_end_the_run_as_it_would(flow: Flow) -> None:
    project = flow(SOURCE)
    plan = project.plan(one("boom", bindings=bind(x=FromLiteral(value=1)), ends="success"))
    assert local.run(plan, root=project.root).state == "failed"


REFUSED = [
    (one("a", run=PlanRun(body=Body())), "declares the output 'a', which no body of it gives"),
    (
        one("a", outputs=(), run=PlanRun(body=Body(steps=(one("b", run=StubRun(), after=("c",)),)))),
        "step 'b' needs the step 'c'",
    ),
    (
        one("a", outputs=(), run=ParallelRun(branches=(Branch(name="x", body=Body()), Branch(name="x", body=Body())))),
        "two branches of one name",
    ),
    (one("a", run=StubRun(), policy=Policy(on_failure=OnFailure(action="fallback"))), "names no function"),
    (one("a", run=StubRun(), policy=Policy(on_failure=OnFailure(action="handler"))), "a handler without steps"),
    (one("a", run=StubRun(), after=("b",)), "needs the step 'b', which the plan does not have"),
]


@pytest.mark.parametrize(("step", "message"), REFUSED)
def test_what_cannot_be_run_is_refused_before_anything_starts(project: Project, step: Step, message: str) -> None:
    plan = project.plan(step)
    assert any(message in reason for reason in local.refusals(plan, root=project.root))
    with pytest.raises(local.UsageError):
        local.run(plan, root=project.root)
    assert not (project.root / ".icefloe").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"m": 1}, "unknown parameter 'm'; there are: n"),
        ({}, "no value for 'n'"),
        ({"n": "x"}, "is of type int"),
        ({"n": object()}, "plain value"),
    ],
)
def test_wrong_parameters_are_refused_before_anything_starts(
    project: Project, given: dict[str, object], message: str
) -> None:
    parameter = Parameter(name="n", type="int", required=True)
    with pytest.raises(local.UsageError, match=message):
        local.run(project.plan(one("a", run=StubRun()), parameters=(parameter,)), root=project.root, parameters=given)
    assert not (project.root / ".icefloe").exists()


@pytest.mark.parametrize("value", [(1, 2), 0.1, {"a": [None, True]}, b"x", "text", Path("a/b"), float("inf"), {1: {2}}])
def test_parameters_arrive_as_they_were_given(flow: Flow, value: object) -> None:
    project = flow(SOURCE)
    plan = project.plan(one("start", bindings=bind(n=FromParameter(name="n"))), parameters=(Parameter(name="n"),))
    result = local.run(plan, root=project.root, parameters={"n": value})
    assert (type(result["start"]), result["start"]) == (type(value), value)


def test_notes_say_what_is_left_aside(project: Project) -> None:
    policy = Policy(cache=True, resources=Resources(cpu="2"), tracking={"to": "a tracker"}, registry={"x": "model"})
    plan = project.plan(one("a", run=StubRun(), group="g", policy=policy))
    assert local.refusals(plan) == ()
    assert local.notes(plan) == ("nothing is sent to a tracker",)


def test_a_missing_secret_is_said_before_anything_starts(project: Project) -> None:
    with pytest.raises(local.UsageError, match="needs the secret NO_SUCH_KEY"):
        project.run(one("a", run=StubRun(), policy=Policy(secrets=("NO_SUCH_KEY",))))


@pytest.mark.parametrize(
    ("retry", "attempts", "success"),
    [
        (Retry(attempts=3), 3, True),
        (Retry(attempts=2), 2, False),
        (Retry(attempts=3, on=("builtins.ConnectionError",)), 3, True),
        (Retry(attempts=3, on=("KeyError",)), 1, False),
        (Retry(attempts=3, unless=("OSError",)), 1, False),
    ],
)
def test_retry(flow: Flow, retry: Retry, attempts: int, success: bool) -> None:
    project = flow(SOURCE)
    events: list[local.Event] = []
    result = project.run(one("flaky", policy=Policy(retry=retry)), listener=events.append)
    assert result.success is success
    assert result.step_results["flaky"].attempts == attempts
    assert sum(isinstance(event, local.StepRetried) for event in events) == attempts - 1


def test_delays_grow_to_a_limit() -> None:
    from icefloe_runtimes.local.retrying import delay

    retry = Retry(attempts=9, delay={"$float": "0.5"}, factor=2, maximum_delay=3)
    assert [delay(retry, attempt) for attempt in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, 3.0]
    jittered = Retry(attempts=9, delay=4, jitter=True)
    assert [delay(jittered, 1, lambda share=share: share) for share in (0.0, 0.5, 1.0)] == [4.0, 3.0, 2.0]


def test_a_timeout_ends_the_step_and_what_it_started(flow: Flow) -> None:
    project = flow(SOURCE)
    started = time.monotonic()
    result = project.run(one("stubborn", policy=Policy(timeout=3)))
    assert time.monotonic() - started < 15
    error = result.step_results["stubborn"].error
    assert error is not None
    assert (error.type, error.message) == ("TimeoutError", "it took longer than 3s")
    assert_gone(project)


def assert_gone(project: Project) -> None:
    for pid in (project.root / "pids").read_text().split():
        end = time.monotonic() + 5
        while is_running(pid):
            assert time.monotonic() < end, f"process {pid} is still there"
            time.sleep(0.05)


def is_running(pid: str) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except (FileNotFoundError, ProcessLookupError):
        # It may go at any moment, also between the opening of its file and the reading.
        return False


DRIVER = """
import sys
from pathlib import Path
from icefloe_runtimes import local
from icefloe_schema import codec
plan = codec.loads(Path("flow.plan.json").read_text())
result = local.run(plan, root=Path("."))
print({name: step.status for name, step in result.step_results.items()})
sys.exit(result.exit_code)
"""


def start_driver(project: Project) -> subprocess.Popen[str]:
    project.plan(one("stubborn"), one("after", bindings=bind(x=of("stubborn"))))
    driver = subprocess.Popen([sys.executable, "-c", DRIVER], cwd=project.root, stdout=subprocess.PIPE, text=True)
    end = time.monotonic() + 20
    while not (project.root / "pids").exists() or not (project.root / "pids").read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    return driver


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_its_steps(flow: Flow, number: signal.Signals) -> None:
    project = flow(SOURCE)
    driver = start_driver(project)
    driver.send_signal(number)
    output, _ = driver.communicate(timeout=20)
    assert driver.returncode == 130
    assert output == "{'stubborn': 'interrupted', 'after': 'interrupted'}\n"
    assert_gone(project)
    assert local.load_run("last", workspace=project.root / ".icefloe").state == "interrupted"


def test_steps_do_not_outlive_a_runner_that_is_killed(flow: Flow) -> None:
    project = flow(SOURCE)
    driver = start_driver(project)
    driver.kill()
    driver.communicate(timeout=20)
    assert_gone(project)


def test_logs_have_a_limit(flow: Flow) -> None:
    project = flow(SOURCE)
    result = project.run(one("chatty", outputs=()))
    assert result.success
    size = Path(result.step_results["chatty"].log_path).stat().st_size
    assert HEAD + TAIL < size < HEAD + TAIL + 100


def test_a_process_that_dies_says_how(flow: Flow) -> None:
    error = flow(SOURCE).run(one("dies")).step_results["dies"].error
    assert error is not None
    assert error.message == "its process was ended by SIGSEGV"


def test_the_workspace_is_left_alone_by_version_control(project: Project) -> None:
    result = project.run(one("a", run=StubRun()))
    assert (project.root / ".icefloe/.gitignore").read_text() == "/*\n!/versions/\n"
    assert result.step_results["a"].simulated
    assert sorted(path.name for path in result.folder.iterdir()) == [
        "a",
        "a.log",
        "journal.jsonl",
        "plan.json",
        "run.json",
    ]


def test_a_run_in_a_thread_is_a_run(flow: Flow) -> None:
    project = flow(SOURCE)
    found: list[local.RunResult] = []
    thread = threading.Thread(target=lambda: found.append(project.run(one("slow"))))
    thread.start()
    thread.join()
    assert found[0].success


def test_summary_and_report(flow: Flow) -> None:
    result = flow(SOURCE).run(one("figures", bindings=bind(model=FromLiteral(value=None))))
    assert "figures.accuracy  0.6667" in result.summary()
    assert result.to_dict()["figures"]["figures.accuracy"] == "0.6667"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9666666, "0.9667"),
        (1.0, "1.0"),
        (0.0, "0.0"),
        (1e-5, "1e-05"),
        (123456.7, "123456.7"),
        (True, "True"),
        ("a\nb", None),
    ],
)
def test_figures_are_short(value: object, text: str | None) -> None:
    from icefloe_runtimes.step.shows import shows

    assert shows("x", value).get("x") == text


@pytest.mark.parametrize(("seconds", "text"), [(0.031, "0.03s"), (2.44, "2.4s"), (59.9, "59.9s"), (72.9, "1m12s")])
def test_durations_are_short(seconds: float, text: str) -> None:
    from icefloe_runtimes.local.progress import seconds as spelled

    assert spelled(seconds) == text
