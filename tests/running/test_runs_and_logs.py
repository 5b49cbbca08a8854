"""`icefloe runs` and `icefloe logs`: what happened before."""

import json
from pathlib import Path

import pytest

from icefloe.cli.logs import begin_of_last

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
