"""Going on from an earlier run: what is taken of it, what is run, and why."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local
from icefloe_runtimes.local import resume
from icefloe_runtimes.local.journal import Journal
from icefloe_schema.plan import (
    Body,
    FromItem,
    FromLiteral,
    FromParameter,
    LoopRun,
    MapRun,
    Output,
    Parameter,
    Plan,
    Policy,
    Result,
    Retry,
    Step,
)

Flow = Callable[[str], Project]

SOURCE = """
import os

def note(text):
    with open("calls.txt", "a") as stream:
        stream.write(text + "\\n")

def items(): note("items"); return [1, 2, 3]
def first(x): note(f"first {x}"); return x * 10
def second(y):
    note(f"second {y}")
    if y == 20 and not os.path.exists("mended"):
        raise ValueError("not yet")
    return y + 1
def following(n):
    note(f"following {n}")
    if n == 2 and not os.path.exists("mended"):
        raise ValueError("not yet")
    return n + 1
def last(x): note("last"); return x
"""


def calls(project: Project) -> list[str]:
    """What was called since this was asked last."""
    path = project.root / "calls.txt"
    found = path.read_text().splitlines() if path.exists() else []
    path.write_text("")
    return sorted(found)


def calls_so_far(project: Project) -> str:
    """What was called, which stays to be asked for."""
    path = project.root / "calls.txt"
    return path.read_text() if path.exists() else ""


def mapped(project: Project, **more: object) -> Plan:
    body = Body(
        steps=(one("first", bindings=bind(x=FromItem(name="x"))), one("second", bindings=bind(y=of("first")), **more)),
        results=(Result(name="all", value=of("second")),),
    )
    run = MapRun(over=of("items"), item="x", body=body)
    each = Step(id="each", run=run, outputs=(Output(name="all"),))
    return project.plan(one("items"), each, one("last", bindings=bind(x=of("each", "all"))))


def looped(project: Project) -> Plan:
    body = Body(
        parameters=(Parameter(name="n", default=0),),
        steps=(one("following", bindings=bind(n=FromParameter(name="n"))),),
        results=(Result(name="n", value=of("following")),),
    )
    run = LoopRun(body=body, until=FromLiteral(value=False), maximum=4, carry=("n",))
    return project.plan(Step(id="rounds", run=run, outputs=(Output(name="n"),)))


def test_what_is_inside_a_map_is_taken_over_element_by_element(flow: Flow) -> None:
    project = flow(SOURCE)
    first = local.run(mapped(project), root=project.root)
    assert (first.state, len(calls(project))) == ("failed", 7)
    (project.root / "mended").touch()
    # How often a step may be tried does not decide what it gives.
    plan = mapped(project, policy=Policy(retry=Retry(attempts=2)))
    again = local.run(plan, root=project.root, resume=first.run_id[:17])
    assert (again.state, again["last"]) == ("succeeded", [11, 21, 31])
    assert calls(project) == ["last", "second 20"]
    taken = {name: step.taken_from for name, step in again.step_results.items()}
    assert taken["items"] == taken["each/0/first"] == taken["each/1/first"] == taken["each/2/second"] == first.run_id
    assert taken["each"] == taken["each/1/second"] == taken["last"] == ""
    # A third run finds all of it in the second one, and says where it was made.
    third = local.run(plan, root=project.root, resume="last")
    assert (third.resumed_from, calls(project), third["last"]) == (again.run_id, [], [11, 21, 31])
    assert third.step_results["items"].taken_from == first.run_id
    assert local.load_run(third.run_id, workspace=project.root / ".icefloe").resumed_from == again.run_id


def test_rounds_after_one_that_is_run_again_are_run_again(flow: Flow) -> None:
    project = flow(SOURCE)
    first = local.run(looped(project), root=project.root)
    assert (first.state, calls(project)) == ("failed", ["following 0", "following 1", "following 2"])
    (project.root / "mended").touch()
    again = local.run(looped(project), root=project.root, resume="last")
    assert (again["n"], calls(project)) == (4, ["following 2", "following 3"])
    # Without what the second round has left, what came after it was made of something else.
    (next((first.folder / "rounds.inside" / "0").glob("following/outputs.json"))).unlink()
    found = local.run(looped(project), root=project.root, resume=first.run_id)
    assert (found["n"], calls(project)) == (4, ["following 0", "following 1", "following 2", "following 3"])


def test_a_changed_result_is_made_again_with_all_that_needs_it(flow: Flow) -> None:
    project = flow(SOURCE)
    (project.root / "mended").touch()
    plan = mapped(project)
    first = local.run(plan, root=project.root)
    calls(project)
    path = (first.folder / "items" / "items.json").resolve()
    path.chmod(0o644)
    path.write_text("[4]\n")
    given = resume.Given(parameters={}, root=project.root)
    choice = resume.choose(plan, resume.Wanted(resume="last"), project.root / ".icefloe", given)
    assert {name: one.why for name, one in choice.steps.items()} == {
        "items": "its output 'items' was changed",
        "each": "step 'items' is run, which it needs",
        "last": "step 'each' is run, which it needs",
    }
    again = local.run(plan, root=project.root, resume="last")
    assert again["last"] == [11, 21, 31]
    assert len(calls(project)) == 8


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"resume": "2"}, "no run '2' in .*; it could be 2"),
    ({"resume": "1999"}, "no run '1999' in"),
    ({"from_step": "itms"}, "no step 'itms'; did you mean 'items'?"),
    ({"only": "last", "stages": "items"}, "--only and --stages each say which steps to run"),
    ({"only": "last"}, "no run of 'flow' has left what step 'each' gives: run it too"),
]


def test_what_cannot_be_gone_on_from_is_refused(flow: Flow) -> None:
    project = flow(SOURCE)
    plan = mapped(project)
    for _ in range(2):
        local.run(plan, root=project.root, stages="items")
    for asked, message in REFUSED:
        with pytest.raises(local.UsageError, match=message.replace("?", r"\?")):
            local.run(plan, root=project.root, **asked)  # type: ignore[arg-type]
    with pytest.raises(local.UsageError, match="is one of 'flow', not of 'other'"):
        local.run(replace(plan, name="other"), root=project.root, resume=str(newest(project)))
    with pytest.raises(local.UsageError, match="checkpoints are off"):
        local.run(replace(plan, resume=False), root=project.root, resume="last")
    with pytest.raises(local.UsageError, match="no run of 'fresh'"):
        local.run(replace(plan, name="fresh"), root=project.root, resume="last")


def newest(project: Project) -> Path:
    return max((project.root / ".icefloe" / "runs").iterdir())


def test_the_reasons_of_a_decision_are_told(flow: Flow) -> None:
    project = flow(SOURCE)
    plan = mapped(project)
    first = local.run(plan, root=project.root)
    where, given = project.root / ".icefloe", resume.Given(parameters={}, root=project.root)
    choice = resume.choose(plan, resume.Wanted(resume="last"), where, given)
    told = {name: (one.action, one.why) for name, one in choice.steps.items()}
    assert told == {
        "items": ("take", ""),
        "each": ("run", "it failed in that run"),
        "last": ("run", "it did not run in that run"),
    }
    assert (choice.resumed_from, choice.opens, len(list((where / "runs").iterdir()))) == (first.run_id, ("each",), 1)
    other = replace(plan, steps=(replace(plan.steps[0], run=one("items", "first").run), *plan.steps[1:]))
    told = {
        name: (one.action, one.why)
        for name, one in resume.choose(other, resume.Wanted(resume="last"), where, given).steps.items()
    }
    assert told["items"] == ("run", "step 'items' is another one now")
    closures = replace(given, closures={"items": "a"})
    assert resume.choose(plan, resume.Wanted(resume="last"), where, closures).steps["items"].action == "take"


def test_code_that_is_known_to_have_changed_is_run_again(flow: Flow) -> None:
    project = flow(SOURCE)
    plan = mapped(project)
    local.run(plan, root=project.root, closures={"items": "a", "last": "c"})
    calls(project)
    (project.root / "mended").touch()
    local.run(plan, root=project.root, resume="last", closures={"items": "b", "last": "c"})
    assert "items" in calls(project)
    local.run(plan, root=project.root, resume="last", closures={"items": "b", "last": "c"})
    assert calls(project) == []
    # Who names the steps that are to be run takes the others as they are, and is told.
    found = local.run(plan, root=project.root, only="each", closures={"items": "d", "last": "c"})
    assert found.step_results["items"].reason.endswith(" (its code has changed since)")


def test_the_last_run_to_go_on_from_is_not_one_that_is_under_way(flow: Flow) -> None:
    project = flow(SOURCE)
    plan = project.plan(one("items"))
    first = local.run(plan, root=project.root)
    later = first.folder.with_name("29991231-000000-00000")
    later.mkdir()
    journal = Journal(later)
    journal.append("run started", pipeline_name=plan.name)
    notes: list[str] = []

    def listen(event: local.Event) -> None:
        notes.extend(event.notes if isinstance(event, local.RunStarted) else ())

    result = local.run(plan, root=project.root, resume="last", listener=listen)
    journal.close()
    assert result.resumed_from == first.run_id
    this = f"this one goes on from {first.run_id}, the last that has ended"
    assert notes == [f"run {later.name} is still under way: {this}"]


def test_a_run_that_died_is_told_from_one_that_lives(flow: Flow) -> None:
    project = flow(SOURCE + "import time\ndef slow(): note('slow'); time.sleep(30)\n")
    plan = project.plan(one("items"), Step(id="slow", run=one("slow").run, after=("items",)))
    child = os.fork()
    if not child:
        local.run(plan, root=project.root)
        os._exit(0)
    while "slow" not in calls_so_far(project):
        time.sleep(0.01)
        assert os.waitpid(child, os.WNOHANG) == (0, 0)
    alive = local.load_run("last", workspace=project.root / ".icefloe")
    with pytest.raises(local.UsageError, match="is still under way"):
        local.run(plan, root=project.root, resume=alive.run_id)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    dead = local.load_run("last", workspace=project.root / ".icefloe")
    assert (alive.state, dead.state, alive.exit_code) == ("running", "killed", 1)
    assert {name: one.status for name, one in alive.step_results.items()} == {"items": "succeeded", "slow": "running"}
    assert {name: one.status for name, one in dead.step_results.items()} == {
        "items": "succeeded",
        "slow": "interrupted",
    }
    assert dead["items"] == [1, 2, 3]
