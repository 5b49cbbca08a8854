"""What a command leaves that gives nothing to anybody: its place in the journal, and no folder."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runtime_project import Project, bind, one

from icefloe_runtimes import local
from icefloe_runtimes.local.crew import ears
from icefloe_schema.plan import FromRan, Output, Plan, Policy, ShellRun, Step

Flow = Callable[[str], Project]
pytestmark = [
    pytest.mark.executes,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker stands around each command"),
]

SOURCE = """
import os
def told(ran): return ran
def broken():
    if not os.path.exists("mended"):
        raise ValueError("not yet")
"""


def noted(name: str, **more: object) -> Step:
    """A command that says in a file that it has run."""
    return Step(id=name, run=ShellRun(command=f"echo {name} >> noted.txt"), **more)


def lines(project: Project) -> list[str]:
    path = project.root / "noted.txt"
    return path.read_text().split() if path.exists() else []


CASES: list[tuple[str, Step, bool]] = [
    ("nobody asks what it has left", noted("a"), False),
    ("it prints", Step(id="a", run=ShellRun(command="echo hello")), False),
    ("it is kept for other runs", noted("a", policy=Policy(cache=True)), True),
    ("another step asks whether it ran", noted("a"), True),
]


@pytest.mark.parametrize(("about", "step", "leaves"), CASES, ids=[about for about, _, _ in CASES])
def test_a_command_leaves_a_record_only_where_somebody_may_look_for_it(
    flow: Flow, about: str, step: Step, leaves: bool
) -> None:
    project = flow(SOURCE)
    asking = [one("told", bindings=bind(ran=FromRan(step="a")), outputs=(Output(name="told"),), after=("a",))]
    result = project.run(step, *(asking if "asks whether" in about else []))
    assert result.success, result.summary()
    assert (result.folder / "a" / "outputs.json").is_file() is leaves
    assert (result.folder / "a").exists() is leaves
    assert bool(result.step_results["a"].artifact_uri) is leaves
    # Whoever reads the run later finds it as it was told.
    assert local.load_run(result.run_id, workspace=project.root / ".icefloe").step_results == result.step_results


def failing(project: Project) -> Plan:
    return project.plan(noted("a"), noted("b", after=("a",)), one("broken", outputs=(), after=("b",)))


def test_it_is_taken_over_by_runs_that_go_on_from_its_own(flow: Flow) -> None:
    project = flow(SOURCE)
    plan = failing(project)
    first = local.run(plan, root=project.root)
    assert (first.state, lines(project)) == ("failed", ["a", "b"])
    # The second run does not mend it; the third finds in that one what it took over.
    second = local.run(plan, root=project.root, resume="last")
    assert (second.state, second.step_results["a"].taken_from) == ("failed", first.run_id)
    (project.root / "mended").touch()
    third = local.run(plan, root=project.root, resume=second.run_id)
    assert (third.state, lines(project)) == ("succeeded", ["a", "b"])
    assert third.step_results["b"].taken_from == first.run_id
    assert not (third.folder / "a").exists()


def test_one_that_is_another_one_now_is_run_again(flow: Flow) -> None:
    project = flow(SOURCE)
    local.run(failing(project), root=project.root)
    (project.root / "mended").touch()
    changed = project.plan(noted("a"), noted("b", after=("a",), outputs=()), one("broken", outputs=(), after=("b",)))
    other = Step(id="a", run=ShellRun(command="echo other >> noted.txt"))
    again = local.run(project.plan(other, *changed.steps[1:]), root=project.root, resume="last")
    assert (again.state, lines(project)) == ("succeeded", ["a", "b", "other", "b"])


def test_what_an_earlier_version_has_left_of_a_command_is_taken_as_well(flow: Flow) -> None:
    """A record that stands in a folder is held to its digest, as that of any other step."""
    project = flow(SOURCE)
    asking = one("told", bindings=bind(ran=FromRan(step="a")), outputs=(Output(name="told"),), after=("a",))
    plan = project.plan(noted("a"), asking, one("broken", outputs=(), after=("told",)))
    first = local.run(plan, root=project.root)
    (first.folder / "a" / "outputs.json").write_text("{}")
    (project.root / "mended").touch()
    again = local.run(plan, root=project.root, resume="last")
    assert (again.state, lines(project)) == ("succeeded", ["a", "a"])


def test_files_are_heard_of_without_epoll_too(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ears, "_poll", lambda: None)
    project = flow(SOURCE)
    printing = Step(id="a", run=ShellRun(command="echo hello; sleep 0.2; echo again"))
    result = project.run(printing, noted("b", after=("a",)), one("broken", outputs=(), after=("b",)))
    assert (result.state, lines(project)) == ("failed", ["b"])
    assert Path(result.step_results["a"].log_path).read_text() == "hello\nagain\n"
    assert result.step_results["broken"].error is not None
    assert "not yet" in result.step_results["broken"].error.message
