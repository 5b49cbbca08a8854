"""Groups, shares, and runs of one pipeline beside one another, in real runs."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local
from icefloe_runtimes.local import driving
from icefloe_schema.plan import FromLiteral, Group, Policy, Retry, Step, StubRun

pytestmark = pytest.mark.executes
Flow = Callable[[str], Project]

SOURCE = """
import os, time
from pathlib import Path
def where(x=None): return os.getpid()
def boom(x=None): raise ValueError("bad")
def slow(x=None): time.sleep(30)
def read(x): return Path("data").read_text()
def flaky(x=None):
    tries = Path("tries")
    count = int(tries.read_text()) + 1 if tries.exists() else 1
    tries.write_text(str(count))
    if count < 2: raise OSError("no line")
    return os.getpid()
"""
CACHED = Policy(cache=True)


def grouped(*names: str, **functions: str) -> tuple[Step, ...]:
    """Steps of one group, each of which takes what the one before gives."""
    found: list[Step] = []
    for name in names:
        needs = bind(x=of(found[-1].id)) if found else ()
        found.append(one(name, functions.get(name, "where"), bindings=needs, group="g"))
    return tuple(found)


def run(project: Project, steps: tuple[Step, ...], **options: object) -> local.RunResult:
    group = Group(name="g", steps=tuple(step.id for step in steps if step.group))
    return local.run(project.plan(*steps, groups=(group,)), root=project.root, **options)  # type: ignore[arg-type]


def statuses(result: local.RunResult) -> dict[str, str]:
    return {name: one.status for name, one in result.step_results.items()}


def test_a_group_is_one_process_and_one_log(flow: Flow) -> None:
    project = flow(SOURCE)
    events: list[local.Event] = []
    result = run(
        project, (*grouped("a", "b", "c"), one("d", "where", bindings=bind(x=of("c")))), listener=events.append
    )
    assert result["a"] == result["b"] == result["c"] != result["d"]
    assert result.step_results["c"].log_path == str(result.folder / "a.log")
    told = [(type(one).__name__, one.step) for one in events if isinstance(one, local.StepStarted | local.StepFinished)]
    order = [(kind, name) for name in "abcd" for kind in ("StepStarted", "StepFinished")]
    assert told == order


def test_a_step_of_a_group_fails_alone(flow: Flow) -> None:
    steps = (*grouped("a", "b", "c", b="boom"), one("d", "where", group="g"), one("e", "where", group="g"))
    result = run(flow(SOURCE), steps)
    assert statuses(result) == {
        "a": "succeeded",
        "b": "failed",
        "c": "upstream failed",
        "d": "succeeded",
        "e": "succeeded",
    }
    assert result["d"] == result["e"] != result["a"]
    error = result.step_results["b"].error
    assert error is not None
    assert (error.message, error.place) == ("bad", "flow.py:5")
    # What it printed is in the log of the process that it was in.
    assert "ValueError: bad" in (result.folder / "a.log").read_text("utf-8")
    assert result.step_results["b"].log_path == str(result.folder / "a.log")


def test_a_step_of_a_group_is_tried_again_by_itself(flow: Flow) -> None:
    flaky = one("b", "flaky", group="g", after=("a",), policy=Policy(retry=Retry(attempts=2)))
    events: list[local.Event] = []
    result = run(flow(SOURCE), (*grouped("a"), flaky, one("c", "where", group="g")), listener=events.append)
    assert result.success
    assert (result.step_results["b"].attempts, result.step_results["a"].attempts) == (2, 1)
    assert result["b"] != result["a"]
    assert sum(isinstance(event, local.StepStarted) and event.step == "b" for event in events) == 1
    assert sum(isinstance(event, local.StepRetried) for event in events) == 1


def test_a_step_of_a_group_can_end_the_run(flow: Flow) -> None:
    ends = one("b", "where", group="g", after=("a",), ends="success")
    result = run(flow(SOURCE), (*grouped("a"), ends, one("c", "where", group="g", after=("b",))))
    assert statuses(result) == {"a": "succeeded", "b": "succeeded", "c": "skipped"}
    assert result["a"] == result["b"]


def test_a_timeout_of_a_step_in_a_group_is_its_own(flow: Flow) -> None:
    late = one("b", "slow", group="g", after=("a",), policy=Policy(timeout=1))
    result = run(flow(SOURCE), (*grouped("a"), late, one("c", "where", group="g")))
    assert statuses(result) == {"a": "succeeded", "b": "failed", "c": "succeeded"}
    error = result.step_results["b"].error
    assert error is not None
    assert error.message == "it took longer than 1s"


def test_what_a_group_gives_is_kept_and_taken(flow: Flow) -> None:
    project = flow(SOURCE)
    (project.root / "data").write_text("1", "utf-8")
    steps = tuple(
        one(name, "where", bindings=bind(x=needs), group="g", policy=CACHED)
        for name, needs in (("a", FromLiteral(value=1)), ("b", of("a")), ("c", of("b")))
    )
    first, second = run(project, steps), run(project, steps)
    assert first.success
    assert [one.cached for one in second.step_results.values()] == [True, True, True]
    assert (second["a"], second["c"]) == (first["a"], first["c"])


def test_a_run_that_takes_everything_starts_nothing(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    project = flow(SOURCE)
    steps = (one("a", "where", policy=CACHED), one("b", "where", bindings=bind(x=of("a")), policy=CACHED))
    first = project.run(*steps)

    def refuse(*_: object) -> None:
        raise AssertionError("a loop was begun")

    monkeypatch.setattr(driving, "on_loop", refuse)
    monkeypatch.setattr(asyncio, "run", refuse)
    assert project.run(*steps)["b"] == first["b"]
    assert project.run(*steps, resume="last")["b"] == first["b"]


ALL_TAKEN = """
import sys
from pathlib import Path
from icefloe_runtimes import local
from icefloe_schema import codec
result = local.run(codec.loads(Path("flow.plan.json").read_text()), root=Path("."))
print(all(one.cached for one in result.step_results.values()))
print(*sorted({"asyncio", "subprocess", "concurrent", "socket", "argparse"} & sys.modules.keys()))
"""


def test_a_run_that_takes_everything_imports_no_loop(flow: Flow) -> None:
    import subprocess

    project = flow(SOURCE)
    assert project.run(one("a", "where", policy=CACHED)).success
    said = subprocess.run(
        [sys.executable, "-c", ALL_TAKEN], cwd=project.root, capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout == "True\n\n"


def test_a_run_within_a_running_loop(flow: Flow) -> None:
    project = flow(SOURCE)

    async def outer() -> local.RunResult:
        return project.run(one("a", "where"))

    assert asyncio.run(outer())["a"] != os.getpid()


@pytest.mark.parametrize("where", ["started", "finished"])
def test_a_listener_that_raises_ends_the_run(flow: Flow, where: str) -> None:
    def listen(event: local.Event) -> None:
        kind = local.StepStarted if where == "started" else local.StepFinished
        if isinstance(event, kind) and event.step == "b":
            raise KeyError("listener")

    steps = (*grouped("a", "b"), one("s", "slow"))
    with pytest.raises(KeyError, match="listener"):
        run(flow(SOURCE), steps, listener=listen, jobs=2)
    assert local.load_run("last", workspace=flow(SOURCE).root / ".icefloe").state == "killed"


def test_runs_of_one_pipeline_wait_for_one_another(project: Project) -> None:
    plan = project.plan(one("a", run=StubRun(seconds={"$float": "0.3"})), concurrency=1)
    open_now, most, told, lock = [0], [0], list[str](), threading.Lock()

    def listen(event: local.Event) -> None:
        with lock:
            open_now[0] += isinstance(event, local.RunStarted) - isinstance(event, local.RunFinished)
            most[0] = max(most[0], open_now[0])
            told.extend([event.text] if isinstance(event, local.Noted) else [])

    threads = [
        threading.Thread(target=local.run, args=(plan,), kwargs={"root": project.root, "listener": listen})
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
    assert told == ["'flow' is to run at most 1 at a time: this run waits for another run"] * 2
    assert len(list((project.root / ".icefloe/runs").iterdir())) == 3
