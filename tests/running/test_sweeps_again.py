"""Sweeps beside plain runs and earlier sweeps: what is not made twice, and what is told of points."""

import re
from pathlib import Path

import pytest

from icefloe_runtimes.local.making import Making
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.local.sweep import rows, unknown
from icefloe_schema.plan import Body, FromLiteral, MapRun, Plan, PlanRun, Step, StubRun

MAPS = """\
from icefloe import pipeline, step


@step
def items(n: int) -> list[int]:
    return list(range(n))


@step
def one(x: int, worst: int) -> int:
    if x == worst:
        raise ValueError("no")
    return x


@step
def total(xs: list[int]) -> int:
    return sum(xs)


@pipeline
def many(n: int = 2, worst: int = 9) -> int:
    return total([one(x, worst) for x in items(n)])
"""


def ran(text: str) -> set[str]:
    """The names of the steps that ran, those inside others by their last word."""
    return {found.rpartition("/")[2] for found in re.findall(r"^(\S+): ok in", text, re.MULTILINE)}


def swept() -> Plan:
    """A sweep of two points around a plan of one step."""
    inner = Body(steps=(Step(id="train", run=StubRun()),))
    point = Body(steps=(Step(id="flow", run=PlanRun(body=inner)),))
    run = MapRun(over=FromLiteral(value=[{"n": 1}, {"n": 2}]), item="point", body=point)
    return Plan(name="flow", dialect="icefloe", steps=(Step(id="sweep", run=run),))


def step(name: str, inside: str = "", **more: object) -> StepResult:
    return StepResult(name=name, status="succeeded", inside=inside, **more)  # type: ignore[arg-type]


def test_the_figures_of_a_point_are_those_of_a_run() -> None:
    found = [
        step("sweep/0/flow", "sweep"),
        step("sweep/0/flow/train", "sweep/0/flow", shows={"a": "1"}),
        step("sweep/0/flow/each", "sweep/0/flow"),
        step("sweep/0/flow/each/3/one", "sweep/0/flow/each", shows={"one": "3"}),
    ]
    first, second = rows(swept(), {one.name: one for one in found})
    assert first.figures == {"a": "1"}
    assert second.status == "not run"


TAKEN = [
    ([step("sweep", taken_from="r")], ["sweep"]),
    ([step("sweep"), step("sweep/0/flow", "sweep", taken_from="r")], ["sweep/0/flow"]),
    ([step("sweep"), step("sweep/0/flow", "sweep", taken_from="r", cached=True)], []),
    ([step("sweep"), step("sweep/0/flow", "sweep"), step("sweep/0/flow/t", "sweep/0/flow", taken_from="r")], []),
]


@pytest.mark.parametrize(("found", "names"), TAKEN)
def test_points_that_were_taken_over_are_told_of_by_the_run_that_made_them(found, names) -> None:
    assert [one.name for one in unknown(swept(), {one.name: one for one in found})] == names


@pytest.mark.executes
def test_a_sweep_that_is_gone_on_with_has_all_its_figures(call, project: Path) -> None:
    (project / "many.py").write_text(MAPS)
    first = call("run", "many.py", "--sweep", "n=2,3", "-p", "worst=2", status=1)
    cells = [["n", "total"], ["2", "1"], ["3", "failed:"]]
    assert [line.split()[:2] for line in first.stdout.splitlines()[-3:]] == cells
    for _ in range(2):
        again = call("run", "many.py", "--sweep", "n=2,3", "-p", "worst=2", "--resume", "last", status=1)
        assert again.stdout.splitlines()[-2].split()[:3] == ["2", "1", "succeeded"]
    shown = call("show", "last").stdout.splitlines()
    assert [line.split()[:2] for line in shown[-3:]] == cells
    assert "2 points: `icefloe show " in call("runs").stdout
    told = call("explain", "total", status=2).output
    assert "has step 'total' inside others alone: name its path: sweep/1/many/total" in told


@pytest.mark.executes
def test_a_sweep_finds_what_a_plain_run_made_and_the_other_way_round(call, project: Path) -> None:
    call("run", "flow.py", "-p", "factor=2", "--progress", "none")
    told = call("run", "flow.py", "--sweep", "factor=2,3", "--dry-run").stdout
    assert [line.split() for line in told.splitlines()[1:4]] == [
        ["factor", "steps"],
        ["2.0", "is", "cached"],
        ["3.0", "would", "run", "total,", "show"],
    ]
    assert told.splitlines()[-1].startswith("2 of 6 steps would run at 2 points; ")
    assert ran(call("run", "flow.py", "--sweep", "factor=2,3").stderr) == {"total", "show", "flow", "sweep"}
    assert not ran(call("run", "flow.py", "-p", "factor=3").stderr)


@pytest.mark.executes
def test_points_beside_one_another_do_not_make_the_same_thing(call, project: Path) -> None:
    told = call("run", "flow.py", "--sweep", "factor=2,3,4", "--jobs", "3").stderr
    assert len(re.findall(r"^sweep/\d/flow/load: ok in", told, re.MULTILINE)) == 1
    assert len(re.findall(r"^sweep/\d/flow/load: cached", told, re.MULTILINE)) == 2


@pytest.mark.executes
def test_values_that_a_parameter_does_not_take_are_refused(call, project: Path) -> None:
    refused = call("run", "flow.py", "--sweep", "n=1,abc", status=2).output
    assert "error: --sweep n: parameter 'n' is of type int; 'abc' is not" in refused


def test_what_nobody_makes_is_not_waited_for() -> None:
    making = Making()
    with making.of("key"), making.of("key"):
        pass
    with pytest.raises(StopIteration) as ended:
        making.awaited("key", None).send(None)  # type: ignore[arg-type]
    assert ended.value.value is False


@pytest.mark.executes
def test_of_a_map_that_is_gone_on_with_all_that_was_saved_is_counted(call, project: Path) -> None:
    (project / "many.py").write_text(MAPS)
    call("run", "many.py", "-p", "n=3", "-p", "worst=2", status=1)
    again = call("run", "many.py", "-p", "n=3", "-p", "worst=2", "--resume", "last", status=1)
    assert " saved, as 3 steps did not have to run" in again.stdout


# What is made again besides has been told of by a step that was made anew.
REFRESHED = [("items", {"items"}), ("one/0/one", {"one/0/one", "one"}), ("one", {"one/0/one", "one/1/one", "one"})]


@pytest.mark.executes
@pytest.mark.parametrize(("name", "there"), REFRESHED)
def test_what_is_inside_is_made_anew_where_that_is_asked_for(call, project: Path, name: str, there: set[str]) -> None:
    (project / "many.py").write_text(MAPS.replace("@pipeline", "@pipeline(cache=True)"))
    call("run", "many.py", "--progress", "none")
    assert not ran(call("run", "many.py").stderr)
    told = call("run", "many.py", "--refresh", name).stderr
    assert set(re.findall(r"^(\S+): ok in", told, re.MULTILINE)) == there


@pytest.mark.executes
@pytest.mark.parametrize("name", ["one/x/one", "one/0", "one/one", "items/0/one", "other/0/one", "one/0/total"])
def test_a_path_to_be_made_anew_that_no_run_can_have_is_refused(call, project: Path, name: str) -> None:
    (project / "many.py").write_text(MAPS)
    told = call("run", "many.py", "--refresh", name, status=2).stderr
    assert re.search(rf"the plan has no step '{name}' to refresh; (did you mean '|there are: items, one)", told)


@pytest.mark.executes
def test_an_element_to_be_made_anew_that_was_not_there_is_told(call, project: Path) -> None:
    (project / "many.py").write_text(MAPS)
    told = call("run", "many.py", "--refresh", "one/99/one").stderr
    assert "note: --refresh one/99/one: this run had no such step; did you mean 'one/" in told
    assert "note: --refresh" not in call("run", "many.py", "--refresh", "one/1/one").stderr


@pytest.mark.executes
def test_a_dry_run_does_not_say_that_a_cached_step_is_run(call, project: Path) -> None:
    call("run", "flow.py", "--progress", "none")
    call("run", "flow.py", "-p", "n=3", "-p", "most=9", "--progress", "none")
    told = call("run", "flow.py", "-p", "most=8", "--resume", "last", "--dry-run").stdout
    assert "load   is cached" in told
    assert "step 'load' is run" not in told


@pytest.mark.executes
def test_of_a_map_one_element_is_debugged(call, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "many.py").write_text(MAPS)
    call("run", "many.py", "-p", "n=3", "-p", "worst=1", status=1)
    told = call("run", "many.py", "-p", "n=3", "-p", "worst=1", "--debug", "one", status=2).output
    assert "--debug one: it runs other steps: name one of these by its path, as a run calls it; its step is one" in told
    again = call("run", "many.py", "-p", "n=3", "-p", "worst=1", "--resume", "last", "--debug", "one/1/one", status=1)
    assert not {"items", "one/0/one", "one/2/one"} & set(re.findall(r"^(\S+): ok in", again.output, re.MULTILINE))
    assert "one/0/one: taken from run " in again.output
