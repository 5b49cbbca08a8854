"""Two states of a repository, and what `icefloe diff` says of them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from diff_repository import git, written

from icefloe.cli.app import app

Repository = Callable[..., Path]
Command = Callable[..., Result]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Make a repository with a commit for each state of its files, and stand in it."""

    def make(*states: Mapping[str, str | None]) -> Path:
        folder = tmp_path / "repository"
        folder.mkdir()
        git(folder, "init", "--quiet")
        for number, state in enumerate(states):
            written(folder, state)
            git(folder, "add", "--all")
            git(folder, "commit", "--quiet", "--allow-empty", "-m", f"state {number}")
        monkeypatch.chdir(folder)
        return folder

    return make


@pytest.fixture
def diff() -> Command:
    """Call `icefloe diff`."""

    def call(*words: str) -> Result:
        result = CliRunner().invoke(app, ["diff", *words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call
