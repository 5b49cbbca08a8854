"""The calls of `run` that are read without click mean what click takes them to mean, and say the same."""

import os
import subprocess
import sys

import click
import pytest

from icefloe.cli import quickrun
from icefloe.cli import run as verb
from icefloe.cli.asked import Asked

READ = [
    ["flow.py"],
    ["flow.plan.json"],
    ["flow.py:other"],
    ["flow@1"],
    ["flow.py", "-p", "a=1", "--parameter", "b=x y", "-pc=3", "--parameter=d=4"],
    ["-j", "2", "flow.py"],
    ["-j2", "flow.py", "--jobs=03"],
    ["flow.py", "--no-cache", "--locked", "--dry-run"],
    ["flow.py", "--progress", "none", "--progress=plain"],
    ["flow.py", "--report", "a.html", "--report-json", "b.json"],
    ["flow.py", "--resume", "last", "--from", "a"],
    ["flow.py", "--stages", "a:b", "--refresh", "a", "--refresh=b", "--only=c"],
    ["flow.py", "--set", "fast", "--stack", "here", "--config", "c.yaml", "--user", "me", "--label", "k=v"],
]
LEFT = [
    [],
    ["--help"],
    ["flow.py", "other.py"],
    ["flow.py", "--unknown"],
    ["flow.py", "--progress", "loud"],
    ["flow.py", "-j", "0"],
    ["flow.py", "-j", "two"],
    ["flow.py", "-j"],
    ["flow.py", "-j=2"],
    ["flow.py", "-j", "9" * 5000],
    ["flow.py", "--resume", ""],
    ["flow.py", "--report-json", "-"],
    ["flow.py", "--no-cache=1"],
    ["flow.py", "--debug", "a"],
    ["flow.py", "--sweep", "a=1,2"],
    ["flow.py", "-D", "a=1"],
    ["flow.py", "--events", "json"],
    ["flow.py", "--framework", "installed"],
    ["--", "flow.py"],
]


def clicked(arguments: list[str]) -> Asked:
    """The call that click reads."""
    with verb.run.make_context("run", list(arguments)) as context:
        return Asked(**context.params)


@pytest.mark.parametrize("arguments", READ, ids=" ".join)
def test_a_plain_call_is_read_as_click_reads_it(arguments: list[str]) -> None:
    assert quickrun.asked(["run", *arguments]) == clicked(arguments)


@pytest.mark.parametrize("arguments", LEFT, ids=lambda one: " ".join(one)[:40])
def test_what_is_in_doubt_is_left_to_click(arguments: list[str]) -> None:
    assert quickrun.asked(["run", *arguments]) is None


def test_other_verbs_and_completions_are_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quickrun.asked(["check", "flow.py"]) is None
    assert quickrun.asked([]) is None
    monkeypatch.setenv("_ICEFLOE_COMPLETE", "bash_source")
    assert quickrun.asked(["run", "flow.py"]) is None


def test_the_fields_are_those_of_the_options() -> None:
    options = {name: one for one in verb.run.params for name in one.opts if isinstance(one, click.Option)}
    for name, field in {**quickrun._VALUES, **quickrun._LISTS}.items():
        assert options[name].name == field
        assert options[name].multiple == (name in quickrun._LISTS)
    for name, (field, _value) in quickrun._FLAGS.items():
        assert options[name].is_flag
        assert options[name].name == field
    progress = options["--progress"].type
    assert isinstance(progress, click.Choice)
    assert tuple(progress.choices) == quickrun._PROGRESS
    assert all(long in options[short].opts for short, long in quickrun._SHORT.items())


FLOW = """
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load() -> list[int]:
    return [1, 2]

@step(inputs=["rows"], outputs=["total"])
def add(rows: list[int]) -> int:
    return sum(rows)

pipeline = Pipeline("p").add_step(load).add_step(add)
"""
CALLS = [
    (["flow.py"], 0),
    (["flow.py", "--only", "nothing"], 2),
    (["missing.py"], 2),
    (["missing.plan.json"], 2),
    (["flow.py", "-p", "nothing=1"], 2),
    (["flow.py", "-p", "nothing"], 2),
    (["flow.py", "-p", "a=1", "-p", "a=2"], 2),
    (["flow.py", "--report", "a.txt"], 2),
    (["flow.py", "--only", "add", "--from", "add"], 2),
    (["flow.py", "--locked"], 1),
    (["flow.py", "--stack", "nowhere"], 2),
    (["flow.py", "--dry-run"], 0),
]


@pytest.mark.parametrize(("arguments", "status"), CALLS, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_a_plain_call_says_what_click_would_have_it_say(tmp_path, arguments, status):
    (tmp_path / "flow.py").write_text(FLOW)

    def said(by_click: bool) -> tuple[int, str, str]:
        # An option that is given as click alone takes it.
        more = ["--framework", "standin"] if by_click else []
        words = [sys.executable, "-P", "-m", "icefloe", "run", *arguments, "--progress", "none", *more]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
        return (
            done.returncode,
            done.stdout.partition(" succeeded in ")[0],
            done.stderr.partition("hint: `icefloe show")[0],
        )

    plain = said(by_click=False)
    assert plain == said(by_click=True)
    assert plain[0] == status
