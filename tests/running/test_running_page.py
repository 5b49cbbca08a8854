"""The page on running names options and keys that there are."""

import re
from pathlib import Path

import click

from icefloe.cli.app import app
from icefloe.cli.asked import Asked
from icefloe.project import stacks
from icefloe.project.stacks import Stack

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "running.md").read_text(encoding="utf-8")


def options(*verbs: str) -> set[str]:
    params = [one for name in verbs for one in verb(name).params if isinstance(one, click.Option)]
    return {name for one in params for name in (*one.opts, *one.secondary_opts) if name.startswith("--")}


def verb(name: str) -> click.Command:
    found = app.get_command(click.Context(app), name)
    assert found is not None
    return found


def test_every_option_of_run_is_told_and_none_that_there_is_not() -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT))
    assert named <= options("run", "runs", "logs")
    told_elsewhere = {"--parameter", "--locked", "--framework", "--user", "--label"}
    assert options("run") - told_elsewhere <= named


def test_every_key_of_a_stack_is_told() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ", TEXT, flags=re.MULTILINE)
    assert sorted(rows) == sorted(Stack.__slots__)
    assert all(f"`{name}`" in TEXT for name in stacks._RESOURCES)


def test_the_call_as_data_has_every_option() -> None:
    assert {one.name for one in verb("run").params} == set(Asked.__slots__)
