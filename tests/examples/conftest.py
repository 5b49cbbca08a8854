"""What the tests of the examples share: running the command as users do."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icefloe.cli.app import app

Command = Callable[..., subprocess.CompletedProcess[str]]
Verb = Callable[..., Result]


@pytest.fixture(scope="session")
def icefloe() -> Command:
    """Run `icefloe ARGUMENTS` in a folder, and hold it to its exit status."""

    def run(*arguments: str | Path, folder: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICEFLOE_", "FORCE_COLOR"))}
        command = [sys.executable, "-m", "icefloe", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=folder, env={**kept, "NO_COLOR": "1"}, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == status, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done

    return run


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Call `icefloe ARGUMENTS` in a folder, in this process, and hold it to its exit status."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: str | Path, folder: Path, status: int = 0) -> Result:
        words = tuple(map(str, arguments))
        with chdir(folder):
            done = CliRunner().invoke(app, words, obj=words, prog_name="icefloe", catch_exceptions=False)
        assert done.exit_code == status, f"{' '.join(words)}\n{done.output}"
        return done

    return call
