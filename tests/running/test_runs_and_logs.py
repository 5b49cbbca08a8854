"""`icefloe runs` and `icefloe logs`: what happened before."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from icefloe.cli.logs import begin_of_last
from icefloe.cli.runs import change, shortened
from icefloe_runtimes.local.journal import NAME, Journal
from icefloe_schema import codec
from icefloe_schema.plan import Plan, ShellRun, Step

pytestmark = pytest.mark.executes


@pytest.fixture
def two(call, project: Path) -> tuple[str, str]:
    """A run that failed, and one that succeeded after it."""
    call("run", "flow.py", "-p", "n=9", "--progress", "none", status=1)
    call("run", "flow.py", "-p", "n=3", "--progress", "none")
    first, second = sorted(path.name for path in (project / ".icefloe/runs").iterdir())
    return first, second


def test_runs_are_listed_the_latest_first(call, project: Path, two) -> None:
    lines = call("runs").stdout.splitlines()
    assert lines[0].split() == ["run", "pipeline", "started", "state", "took"]
    assert [line.split()[0] for line in lines[1:]] == [two[1], two[0]]
    assert lines[1].split()[1] == "flow@v1"
    assert lines[1].endswith("total 3.0, shown sum 3.0")
    assert " failed " in lines[2]
    assert len(call("runs", "-n", "1").stdout.splitlines()) == 2
    assert call("runs", "--pipeline", "other").stdout == ""
    (one,) = json.loads(call("runs", "-n", "1", "--format", "json").stdout)
    assert (one["run_id"], one["version"], one["figures"]["total"]) == (two[1], "v1", "3.0")


def test_two_runs_side_by_side(call, project: Path, two) -> None:
    lines = [" ".join(line.split()) for line in call("runs", "--compare", *two).stdout.splitlines()]
    assert "≠ n 9 3 -6" in lines
    assert "= factor 1.0 1.0" in lines
    assert "≠ total – 3.0" in lines
    assert "≠ state failed succeeded" in lines
    found = json.loads(call("runs", "--compare", *two, "--format", "json").stdout)
    assert found["parameters"]["n"] == ["9", "3"]
    assert found["figures"] == {"total": [None, "3.0"], "shown": [None, "sum 3.0"]}


@pytest.mark.parametrize(
    ("first", "second", "cells"),
    [
        ("nan", "nan", ("nan", "nan", "")),
        ("1", "3", ("1", "3", "+2")),
        ("x" * 100_000, None, (f"{'x' * 80}… (100,000 characters)", "–", "")),
        ("a\nb", "", ("a\\u{a}b", "–", "")),
    ],
)
def test_values_side_by_side(first: str, second: str | None, cells: tuple[str, ...]) -> None:
    assert (shortened(first), shortened(second), change(first, second)) == cells


def test_a_project_is_found_from_above_and_from_within(call, project: Path, two, monkeypatch) -> None:
    inner = project / "deeper"
    inner.mkdir()
    for folder in (inner, project.parent):
        monkeypatch.chdir(folder)
        assert two[1] in call("runs").stdout
    other = project.parent / "other/.icefloe/runs"
    other.mkdir(parents=True)
    assert "there are runs in several projects" in call("runs", status=2).output
    assert two[1] in call("runs", "--workspace", project / ".icefloe").stdout
    assert "there is no such folder" in call("runs", "--workspace", "nowhere", status=2).output


def test_no_runs_are_said_to_be_none(call, project: Path) -> None:
    assert call("runs").stderr == "no runs in .icefloe\n"
    assert "no run 'last'" in call("logs", "last", status=2).output


def test_logs_of_steps(call, project: Path, two) -> None:
    assert call("logs", two[1]).stdout == "loading 3\n"
    whole = call("logs", two[0]).stdout
    assert whole.startswith("==> load <==\nloading 9\n\n==> total <==\n")
    assert "ValueError: too many rows" in whole
    assert call("logs", two[0], "load").stdout == "loading 9\n"
    assert whole.endswith(call("logs", two[0], "total", "-n", "1").stdout)
    assert call("logs", two[0], "total", "-n", "1").stdout.count("\n") == 1
    assert "==>" not in call("logs", two[0], "--failed").stdout
    assert "ValueError" in call("logs", two[0], "--failed").stdout
    assert call("logs", two[1], "--failed").stderr == f"no step of run {two[1]} has failed\n"
    assert "has no step 'lod'; did you mean 'load'?" in call("logs", "last", "lod", status=2).output
    assert "--follow needs a STEP" in call("logs", "last", "-f", status=2).output
    assert call("logs", "last", "load", "--follow").stdout == "loading 3\n"


@pytest.fixture
def going(project: Path) -> tuple[Journal, Path]:
    """A run that is under way, in the second of its steps, and the log of that one."""
    folder = project / ".icefloe/runs/20260101-000000-00000"
    folder.mkdir(parents=True)
    plan = Plan(name="p", dialect="native", steps=tuple(Step(id=name, run=ShellRun(command=":")) for name in "abc"))
    (folder / "plan.json").write_text(codec.dumps(plan))
    journal = Journal(folder)
    journal.append("run started", started_at="2026-01-01T00:00:00+00:00")
    journal.append("step started", step="a", id="a", order=[0])
    journal.append("step finished", step="a", id="a", order=[0], result={"name": "a", "status": "succeeded"})
    journal.append("step started", step="b", id="b", order=[1])
    log = folder / "b.log"
    log.write_text("epoch 1\n")
    # It has run for an hour.
    long_ago = time.time() - 3600
    os.utime(folder / NAME, (long_ago, long_ago))
    return journal, log


def test_a_step_that_runs_is_shown_and_its_log_read(call, going: tuple[Journal, Path]) -> None:
    journal, log = going
    assert [" ".join(line.split()) for line in call("show", "last").stdout.splitlines()[:3]] == [
        "p running for 1h00m (run 20260101-000000-00000)",
        "a succeeded 0.00s",
        "b running 1h00m",
    ]
    assert call("runs").stdout.rstrip().endswith("running  1h00m")
    assert call("logs", "last").stdout == call("logs", "last", "b").stdout == "epoch 1\n"

    def go_on() -> None:
        with log.open("a") as stream:
            stream.write("epoch 2\n")
        journal.close()

    timer = threading.Timer(0.1, go_on)
    timer.start()
    assert call("logs", "last", "b", "--follow").stdout == "epoch 1\nepoch 2\n"
    timer.join()
    # The runner is gone: the last that is known of it is the last word of the step.
    assert "p killed after 1h00m" in call("show", "last").stdout
    assert call("logs", "last", "b").stdout == "epoch 1\nepoch 2\n"
    assert call("show", "last", "a").stdout.splitlines() == ["a  succeeded"]


def test_the_log_of_a_step_that_has_not_begun_is_waited_for(call, going: tuple[Journal, Path]) -> None:
    journal, log = going

    def begin() -> None:
        (log.parent / "c.log").write_text("begun\n")
        journal.append("step started", step="c", id="c", order=[2])
        journal.close()

    timer = threading.Timer(0.1, begin)
    timer.start()
    assert call("logs", "last", "c", "--follow").stdout == "begun\n"
    timer.join()


def test_a_step_without_a_word_says_so(call, project: Path, two) -> None:
    assert call("logs", "last", "total").stderr == f"step 'total' of run {two[1]} has printed nothing\n"
    assert call("logs", "last", "load", "--failed").stderr == f"step 'load' of run {two[1]} has not failed\n"


@pytest.mark.parametrize(
    ("text", "lines", "shown"),
    [
        ("a\nb\nc\n", 2, "b\nc\n"),
        ("a\nb\nc", 2, "b\nc"),
        ("a\nb\nc\n", 0, ""),
        ("a\nb\nc\n", 3, "a\nb\nc\n"),
        ("a\nb\nc\n", 9, "a\nb\nc\n"),
        ("\n\n", 1, "\n"),
        ("x" * 70_000 + "\n" + "y" * 70_000 + "\nz\n", 2, "y" * 70_000 + "\nz\n"),
        ("", 3, ""),
    ],
)
def test_the_last_lines_of_a_log(tmp_path: Path, text: str, lines: int, shown: str) -> None:
    log = tmp_path / "load.log"
    log.write_text(text)
    assert text[begin_of_last(log, lines) :] == shown
