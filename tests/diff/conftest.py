"""Two states of a repository, and what `icefloe diff` says of them."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icefloe.cli.app import app

Repository = Callable[..., Path]
Command = Callable[..., Result]


def git(folder: Path, *words: str) -> str:
    environment = {
        **{key: text for key, text in os.environ.items() if not key.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def written(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write files; one that is None is taken away."""
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")


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
