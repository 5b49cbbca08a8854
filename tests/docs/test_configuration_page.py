"""The page on configuration names every key and option that there is, and what it shows is understood."""

import re
import shlex
from pathlib import Path

import click
import pytest

from icefloe.choice import Said
from icefloe.choice.known import known, off_by_default
from icefloe.choice.marks import marks
from icefloe.choice.selection import Selection
from icefloe.cli.check import check
from icefloe.project import ProjectFiles, read_settings
from icefloe.project.layers import KEYS
from icefloe.syntax.comments import layout

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
TOML = [(name, body) for language, name, body in BLOCKS if language == "toml"]
OPTIONS = {name for one in check.params if isinstance(one, click.Option) for name in (*one.opts, *one.secondary_opts)}


def test_the_table_has_every_key_and_each_option_of_a_key() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| [^|]* \|([^|]*)\|$", TEXT, flags=re.MULTILINE)
    assert sorted(key for key, _ in rows) == sorted(KEYS)
    options = {key: re.findall(r"`(--[a-z-]+)`", option) for key, option in rows}
    for key in KEYS:
        assert options[key] == ([f"--{key}"] if f"--{key}" in OPTIONS else []), key


def test_every_key_is_shown_in_an_example() -> None:
    key = re.compile(r"^([a-z-]+) =|^\[(?:tool\.icefloe\.)?([a-z-]+)", re.MULTILINE)
    shown = {pair for _, body in TOML for pair in key.findall(body)}
    assert {name for pair in shown for name in pair if name} >= set(KEYS)


@pytest.mark.parametrize(("name", "body"), TOML)
def test_what_is_shown_is_understood(tmp_path: Path, name: str, body: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    (tmp_path / "pyproject.toml").write_text("[tool.icefloe]\n")
    path.write_text(body, encoding="utf-8")
    settings = read_settings(ProjectFiles(path.parent))
    assert settings.configured[0] == path
    Selection(settings, Said())


def test_options_and_codes_that_are_named_exist() -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", re.sub(r"\]\([^)]*\)", "", TEXT)))
    assert named <= OPTIONS
    assert set(re.findall(r"FLO\d{3}", TEXT)) <= set(known())
    assert "unannotated-edge" in {known()[code] for code in off_by_default()}


def test_calls_that_are_shown_can_be_read() -> None:
    calls = [line for language, _, body in BLOCKS if language == "console" for line in body.splitlines()]
    assert calls
    for line in calls:
        program, verb, *arguments = shlex.split(line)
        assert (program, verb) == ("icefloe", "check")
        check.make_context("check", arguments)


def test_the_comment_that_is_shown_is_one() -> None:
    (body,) = [body for language, _, body in BLOCKS if language == "python"]
    (mark,) = marks(layout(body))
    assert (mark.kind, mark.words) == ("line", ("FLO105",))
