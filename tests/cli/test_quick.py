"""The calls that are read without click mean what click takes them to mean."""

import os
import subprocess
import sys

import click
import pytest

from icefloe.cli import check as verb
from icefloe.cli import quick
from icefloe.cli.call import Call

PIPELINE = """
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load() -> list[int]:
    return [1, 2]

@step(inputs=["rows"], outputs=["total"])
def add(rows: {takes}) -> int:
    return 1

pipeline = Pipeline("p").add_step(load).add_step(add)
"""
READ = [
    [],
    ["train.py"],
    ["train.py", "other"],
    ["-"],
    ["--output-format", "json", "train.py"],
    ["--output-format=concise"],
    ["--output-format", "json", "--output-format", "full"],
    ["train.py", "--color", "never", "--exit-zero"],
    ["--select", "FLO2,FLO301", "--select", "FLO8", "--ignore=FLO201"],
    ["--extend-select", " FLO8 , FLO9", "--exclude", "a,b", "--extend-exclude", "c"],
    ["-j", "2"],
    ["-j2", "train.py"],
    ["-q", "-j03"],
    ["--jobs=3", "-q"],
    ["--quiet", "--verbose", "--statistics", "--isolated", "--no-cache"],
    ["--baseline", "known.json", "--cache-dir", "kept", "--python", ".venv", "--config", "c.yaml"],
]
LEFT = [
    ["--help"],
    ["--output-format", "xml"],
    ["--output-format"],
    ["--output-format", "--exit-zero"],
    ["--exit-zero=1"],
    ["--unknown"],
    ["--", "-x.py"],
    ["-j", "0"],
    ["-j", "two"],
    ["-j", "9" * 5000],
    ["-j0"],
    ["-jtwo"],
    ["-j=2"],
    ["-qj2"],
    ["-qv"],
    ["--select", ""],
    ["--fix"],
]


def clicked(arguments: list[str]) -> Call:
    """The call that click reads."""
    with verb.check.make_context("check", list(arguments)) as context:
        return Call(**context.params)


@pytest.mark.parametrize("arguments", READ, ids=" ".join)
@pytest.mark.parametrize("name", ["check", "lint"])
def test_a_plain_call_is_read_as_click_reads_it(name, arguments):
    assert quick.asked([name, *arguments]) == clicked(arguments)


@pytest.mark.parametrize("arguments", LEFT, ids=" ".join)
def test_what_is_in_doubt_is_left_to_click(arguments):
    assert quick.asked(["check", *arguments]) is None


@pytest.mark.parametrize("arguments", [[], ["--version"], ["compile", "train.py"], ["chek"], ["-h"]])
def test_other_verbs_are_left_to_click(arguments):
    assert quick.asked(arguments) is None


def test_a_completion_is_left_to_click(monkeypatch):
    monkeypatch.setenv("_ICEFLOE_COMPLETE", "bash_source")
    assert quick.asked(["check"]) is None


def test_the_call_has_the_defaults_of_the_options():
    parameters = {one.name: one for one in verb.check.params if one.name}
    assert clicked([]) == Call()
    assert set(parameters) == set(Call.__dataclass_fields__)


def test_the_values_are_those_of_the_options():
    options = {name: one for one in verb.check.params for name in one.opts if isinstance(one, click.Option)}
    for name, values in quick._VALUES.items():
        kind = options[name].type
        assert values == (tuple(kind.choices) if isinstance(kind, click.Choice) else ())
    assert all(options[name].multiple for name in quick._LISTS)
    assert all(options[name].is_flag for name in quick._FLAGS)
    assert all(long in options[short].opts for short, long in quick._SHORT.items())


CALLS = [
    (["--version"], 0),
    (["check", "good.py"], 0),
    (["lint", "bad.py"], 1),
    (["check", "--output-format", "concise", "bad.py", "good.py"], 1),
    (["check", "--output-format=json", "."], 1),
    (["check", "missing.py"], 2),
    (["check", "empty.py"], 2),
    (["check", "good.py", "--config", "missing.yaml"], 2),
    (["check", "--select", "FLO201", "bad.py"], 0),
    (["check", "--exit-zero", "bad.py"], 0),
    (["check", "--no-cache", "-j", "1", "bad.py"], 1),
    (["check", "--baseline", "missing.json", "bad.py"], 2),
]


@pytest.mark.executes
@pytest.mark.parametrize(("arguments", "status"), CALLS, ids=[" ".join(arguments) for arguments, _ in CALLS])
def test_both_ways_answer_the_same(tmp_path, arguments, status):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "good.py").write_text(PIPELINE.format(takes="list[int]"))
    (tmp_path / "bad.py").write_text(PIPELINE.format(takes="str"))
    (tmp_path / "empty.py").write_text("import flowyml\n")
    start = "import sys, icefloe.__main__ as m, icefloe.cli.quick as quick\n"
    slow = f"{start}quick.attempt = lambda arguments: None\nm.main()\n"
    environment = {**os.environ, "ICEFLOE_CACHE_DIR": str(tmp_path / "kept")}

    def said(code: str) -> tuple[str, str, int]:
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        return done.stdout, done.stderr, done.returncode

    fast = said(f"{start}m.main()\n")
    assert fast == said(slow)
    assert fast[2] == status
