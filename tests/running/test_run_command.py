"""`icefloe run`: where values come from, what runs, what is told, what is left behind."""

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.executes


def rows(text: str) -> dict[str, str]:
    """The rows of a table by their first word."""
    return {line.split()[0]: " ".join(line.split()[1:]) for line in text.splitlines() if line.startswith("  ")}


def test_a_run_says_its_id_first_and_small_outputs_last(call, project: Path) -> None:
    result = call("run", "flow.py")
    (folder,) = (project / ".icefloe/runs").iterdir()
    told = result.stderr.splitlines()
    assert told[0] == f"run {folder.name}: flow"
    assert re.fullmatch(r"load: ok in \d\.\d+s \(cpu \d\.\d+s, \d+ MiB\)", told[1]), told
    assert re.match(rf"flow succeeded in \S+ \(run {folder.name}\)\n", result.stdout)
    assert rows(result.stdout)["total"].startswith("6.0")
    assert "\x1b" not in result.output


SOURCES = [
    ((), {}, "sum 6.0"),
    ((), {"ICEFLOE_PARAM_N": "3"}, "sum 3.0"),
    ((), {"ICEFLOE_PARAM_n": "2", "ICEFLOE_PARAM_N": "3"}, "sum 1.0"),
    (("-p", "n=2"), {"ICEFLOE_PARAM_N": "3"}, "sum 1.0"),
    (("--config", "values.yaml"), {"ICEFLOE_PARAM_N": "3"}, "filed 6.0"),
    (("--config", "values.yaml", "-p", "word=said"), {}, "said 6.0"),
    (("--stack", "small"), {}, "little 3.0"),
    (("--stack", "small"), {"ICEFLOE_PARAM_WORD": "by hand"}, "by hand 3.0"),
    (("--stack", "small", "-p", "word=said"), {"ICEFLOE_PARAM_WORD": "by hand"}, "said 3.0"),
]


@pytest.mark.parametrize(("arguments", "environment", "shown"), SOURCES)
def test_a_nearer_source_of_a_value_wins(call, project: Path, monkeypatch, arguments, environment, shown: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = call("run", "flow.py", "--progress", "none", *arguments)
    assert rows(result.stdout)["shown"] == shown
    assert (project / "kept/runs").is_dir() == ("small" in arguments)


def test_a_variable_that_gives_nothing_is_noted(call, project: Path, monkeypatch) -> None:
    monkeypatch.setenv("ICEFLOE_PARAM_WORDS", "x")
    result = call("run", "flow.py")
    assert "note: ICEFLOE_PARAM_WORDS is not used: the plan has no such parameter; did you mean" in result.stderr


REFUSED = [
    (("--stack", "smal"), "--stack smal: there is no [tool.icefloe.stacks.smal]; did you mean 'small'?"),
    (
        ("--stack", "cluster"),
        "--stack cluster is for argo, not for this machine: write it out with `icefloe export argo`",
    ),
    (("--from", "total", "--only", "show"), "--from and --only cannot be given together"),
    (("--report", "report.pdf"), "--report report.pdf: its name must end in .html or .md"),
    (("--report-json", "."), "--report-json .: it is a folder"),
    (("--report", "flow.py/r.md"), "flow.py is no folder"),
    (("--events", "json", "--report-json", "-"), "both write to stdout"),
    (("--refresh", "tital"), "the plan has no step 'tital' to refresh; did you mean 'total'?"),
    (("--refresh", "show/total"), "the plan has no step 'show/total' to refresh; did you mean 'total'?"),
    (("--debug", "tital"), "--debug tital: the plan has no such step; did you mean 'total'?"),
    (("--resume", "last"), "there is no run of 'flow'"),
    (("--sweep", "m=1,2"), "--sweep m: the plan has no parameter 'm'"),
    (("--sweep", "small,big"), "--sweep small: the plan has no such set of parameters"),
    (("--sweep", "n=1,2", "--locked"), "a sweep is another plan than the lock's"),
    (("--sweep", "n="), "--sweep takes NAME=V1,V2,… or SET1,SET2, not 'n='"),
    (("--sweep", "n=[1,"), "--sweep: [1, is not JSON"),
    (("--sweep", "n=1,abc"), "--sweep n: parameter 'n' is of type int; 'abc' is not"),
    (("--sweep", f"n={','.join('1' * 101)}", "--sweep", f"most={','.join('1' * 100)}"), "10,100 combinations"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_is_refused_before_anything_runs(call, project: Path, arguments, message: str) -> None:
    result = call("run", "flow.py", *arguments, status=2)
    assert message in result.output
    assert not (project / ".icefloe/runs").exists()


def test_a_failure_says_where_and_what_to_do_next(call, project: Path) -> None:
    result = call("run", "flow.py", "-p", "n=9", "--label", "a=b c", status=1)
    (folder,) = (project / ".icefloe/runs").iterdir()
    again = "icefloe run flow.py -p n=9 --label 'a=b c' --resume " + folder.name
    assert result.stderr.splitlines()[-5:] == [
        "step 'total' failed: ValueError: too many rows: …",
        "  at     flow.py:15",
        f"  log    .icefloe/runs/{folder.name}/total.log",
        f"  debug  {again} --debug total",
        f"hint: `{again}` goes on with what has succeeded",
    ]
    found = rows(result.stdout)
    assert found["total"].startswith("failed")
    assert found["show"] == "upstream failed step 'total' has not succeeded"
    # What is hinted at works: what has succeeded is not run again.
    mended = call("run", "flow.py", "-p", "n=9", "-p", "most=9", "--resume", folder.name)
    assert f"load: taken from run {folder.name}" in mended.stderr
    assert rows(mended.stdout)["shown"] == "sum 36.0"


def test_a_dry_run_says_what_would_run_and_why(call, project: Path) -> None:
    first = call("run", "flow.py", "--dry-run")
    assert not (project / ".icefloe").exists()
    assert "3 of 3 steps would run\n" in first.stdout
    call("run", "flow.py", "--progress", "none")
    before = sorted((project / ".icefloe").rglob("*"))
    assert rows(call("run", "flow.py", "--dry-run").stdout)["total"] == "is cached"
    changed = call("run", "flow.py", "--dry-run", "-p", "factor=2.0")
    found = rows(changed.stdout)
    assert found["load"] == "is cached"
    assert found["total"].startswith("would run")
    assert found["show"].startswith("would run")
    assert changed.stdout.splitlines()[-1].startswith("2 of 3 steps would run; ")
    assert rows(call("run", "flow.py", "--dry-run", "--no-cache").stdout)["load"] == "would run"
    assert rows(call("run", "flow.py", "--dry-run", "--from", "total").stdout)["total"] == "would run it was asked for"
    assert rows(call("run", "flow.py", "--dry-run", "--only", "total").stdout)["show"].startswith("is left out")
    assert sorted((project / ".icefloe").rglob("*")) == before


def test_a_step_that_is_asked_for_runs_though_it_is_cached(call, project: Path) -> None:
    call("run", "flow.py", "--progress", "none")
    cached = call("run", "flow.py")
    assert re.search(r"^total: cached", cached.stderr, re.MULTILINE)
    assert " saved, as 3 steps did not have to run" in cached.stdout
    for arguments in (("--only", "total"), ("--from", "total"), ("--refresh", "total"), ("--no-cache",)):
        assert "total: ok in" in call("run", "flow.py", *arguments).stderr


def test_events_and_reports(call, project: Path) -> None:
    result = call("run", "flow.py", "--events", "json", "--progress", "none", "--report", "r.html", "--user", "<ann>")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["event"] for one in events][:2] == ["run_started", "step_started"]
    assert [one["step"] for one in events if one["event"] == "step_finished"] == ["load", "total", "show"]
    assert events[-1]["event"] == "run_finished"
    assert events[-1]["figures"] == {"total": "6.0", "shown": "sum 6.0"}
    assert "flow succeeded in" in result.stderr
    page = (project / "r.html").read_text()
    assert "&lt;ann&gt;" in page
    assert "<ann>" not in page
    told = call("run", "flow.py", "--report-json", "-", "--progress", "none", "--report", "r.md", "-p", "word=a|b")
    assert json.loads(told.stdout)["figures"]["shown"] == "a|b 6.0"
    assert "| shown | a\\|b 6.0 |" in (project / "r.md").read_text()


def test_a_report_that_cannot_be_written_does_not_hide_the_run(call, project: Path, monkeypatch) -> None:
    def full(_text: str, _path: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("icefloe.cli.runreport.put", full)
    result = call("run", "flow.py", "--report-json", "r.json", "--progress", "none", status=1)
    assert rows(result.stdout)["total"] == "6.0"
    assert result.stderr.splitlines()[-1] == "error: the report r.json cannot be written: No space left on device"


def test_a_failed_run_is_reported_as_well(call, project: Path) -> None:
    call("run", "flow.py", "-p", "n=9", "--report", "r.md", "--report-json", "r.json", status=1)
    assert "ValueError: too many rows: … (flow.py:15)" in (project / "r.md").read_text().replace("\\", "")
    assert json.loads((project / "r.json").read_text())["step_results"]["total"]["error"]["place"] == "flow.py:15"


@pytest.mark.parametrize("values", [("n=2,3", "factor=1.0,2.0"), ("n=[2, 3]", "factor=[1.0, 2.0]")])
def test_a_sweep_runs_every_combination(call, project: Path, values) -> None:
    result = call(
        "run", "flow.py", "--sweep", values[0], "--sweep", values[1], "-p", "word=w", "--report-json", "r.json"
    )
    table = [line.split() for line in result.stdout.splitlines()[-5:]]
    assert table[0] == ["n", "factor", "total", "shown", "state", "took"]
    assert [row[:5] for row in table[1:]] == [
        ["2", "1.0", "1.0", "w", "1.0"],
        ["2", "2.0", "2.0", "w", "2.0"],
        ["3", "1.0", "3.0", "w", "3.0"],
        ["3", "2.0", "6.0", "w", "6.0"],
    ]
    assert all("succeeded" in row for row in table[1:])
    swept = json.loads((project / "r.json").read_text())["sweep"]
    assert [one["values"] for one in swept] == [{"n": n, "factor": f} for n in (2, 3) for f in (1.0, 2.0)]
    assert swept[3]["figures"] == {"total": "6.0", "shown": "w 6.0"}
    assert json.loads(call("show", "last", "--format", "json").stdout)["sweep"] == swept


def test_a_point_that_fails_does_not_stop_the_others(call, project: Path) -> None:
    result = call("run", "flow.py", "--sweep", "n=9,2", "--report", "r.html", status=1)
    last = [" ".join(line.split()) for line in result.stdout.splitlines()[-2:]]
    assert last[0].startswith("9 failed: ValueError: too many rows: …")
    assert last[1].startswith("2 1.0 sum 1.0 succeeded")
    assert "too many rows" in (project / "r.html").read_text()


def test_a_file_of_values_is_not_taken_for_a_plan(call, project: Path) -> None:
    result = call("run", "values.yaml", status=2)
    assert "hint: values.yaml does not look like a plan" in result.output
    assert "`icefloe run FILE --config values.yaml` takes them" in result.output


def test_a_stack_says_nothing_against_a_lock(call, project: Path) -> None:
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace('store = "kept"', 'store = "kept"\nresources = { cpu = "1" }'))
    call("freeze")
    result = call("run", "flow.py", "--locked", "--stack", "small")
    assert "note: steps have the resources that the lock holds, not those of stack 'small'" in result.stderr
    assert rows(result.stdout)["shown"] == "little 3.0"


def test_paths_of_a_stack_in_the_program_are_noted(call, project: Path) -> None:
    made = (
        'from flowyml import LocalStack, Pipeline, step\n\n\n@step(outputs=["a"])\ndef a() -> int:\n    return 1\n\n\n'
    )
    made += 'p = Pipeline("p", stack=LocalStack(artifact_path="x", metadata_path="y.db")).add_step(a)\n'
    (project / "stacked.py").write_text(made)
    result = call("run", "stacked.py", "--dry-run")
    assert (
        "note: the paths of the plan's stack are not used: `store` in [tool.icefloe.stacks.local] is" in result.stderr
    )


SETS = """\
from flowyml import Pipeline, context, step


@step(outputs=["a"])
def a(rate: float, n: int) -> float:
    return rate * n


p = Pipeline("p", context=context(rate=0.5, n=2)).add_step(a)
p.run(context={"rate": 0.25})
p.run(context={"rate": 0.5, "n": 5})
"""


def test_a_sweep_over_sets_and_one_that_is_gone_on_with(call, project: Path) -> None:
    (project / "sets.py").write_text(SETS)
    result = call("run", "sets.py", "--sweep", "run-1,run-2", "--progress", "none")
    table = [line.split()[:4] for line in result.stdout.splitlines()[-3:]]
    assert table == [["rate", "n", "a", "state"], ["0.25", "2", "0.5", "succeeded"], ["0.5", "5", "2.5", "succeeded"]]
    again = call("run", "sets.py", "--sweep", "run-1,run-2", "--progress", "none", "--resume", "last")
    assert "sweep  taken over" in again.stdout
    assert [line.split()[:4] for line in again.stdout.splitlines()[-3:]] == table
