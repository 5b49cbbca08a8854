"""What the tests of running share: a project with small pipelines, and the command, called in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icefloe.cli.app import app

Call = Callable[..., Result]

FLOW = '''\
"""Rows are loaded, summed and shown."""

from icefloe import Pipeline, context, step


@step(outputs=["rows"])
def load(n: int) -> list[int]:
    print("loading", n)
    return list(range(n))


@step(inputs=["rows"], outputs=["total"])
def total(rows: list[int], factor: float, most: int) -> float:
    if len(rows) > most:
        raise ValueError("too many rows:\\nmore than there may be")
    return sum(rows) * factor


@step(inputs=["total"], outputs=["shown"])
def show(total: float, word: str) -> str:
    return f"{word} {total}"


flow = Pipeline("flow", version="v1", context=context(n=4, factor=1.0, most=4, word="sum"))
flow.add_step(load).add_step(total).add_step(show)
'''
PROJECT = """\
[project]
name = "x"
version = "1"

[tool.icefloe.stacks.small]
store = "kept"
parameters = "small.yaml"
environment = { REGION = "north" }

[tool.icefloe.stacks.cluster]
target = "argo"
"""
FILES = {"pyproject.toml": PROJECT, "flow.py": FLOW, "small.yaml": "n: 3\nword: little\nelsewhere: 1\n"}
FILES["values.yaml"] = "n: 4\nword: filed\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, which becomes the working directory; nothing of the environment speaks into it."""
    for name in ("NO_COLOR", "FORCE_COLOR", "ICEFLOE_DEBUG", "ICEFLOE_WORKER", "CI"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "around" / "project"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call() -> Call:
    """Call the command in this process, without a terminal, and hold it to its exit status."""

    def run(*arguments: str | Path, status: int = 0) -> Result:
        words = tuple(map(str, arguments))
        result = CliRunner().invoke(app, words, obj=words, catch_exceptions=False)
        assert result.exit_code == status, result.output
        return result

    return run
