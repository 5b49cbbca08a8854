"""What the tests of the command line share: a project to write, verbs to call, and a watch on what is executed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pipeline_texts import HELPERS, PIPELINE, PROJECT

from icefloe.cli.app import app

Write = Callable[..., Path]

_watched: list[str] = []
_seen: list[str] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watched:
        return
    if event == "exec":
        file = getattr(arguments[0], "co_filename", "")
        if any(str(file).startswith(folder) for folder in _watched):
            _seen.append(f"exec of {file}")
    elif event in {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "socket.connect"}:
        _seen.append(event)


sys.addaudithook(_hook)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[None]:
    """Fail if a line of the project is executed, or a process started, while the test runs."""
    _seen.clear()
    _watched.append(str(tmp_path))
    yield
    _watched.clear()
    assert _seen == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files of a project, which becomes the working directory."""
    for name in ("NO_COLOR", "FORCE_COLOR", "ICEFLOE_DEBUG", "ICEFLOE_WORKER"):
        monkeypatch.delenv(name, raising=False)

    def write(files: dict[str, str | bytes] | None = None, **more: str) -> Path:
        everything = (
            {"pyproject.toml": PROJECT, "train.py": PIPELINE, "helpers.py": HELPERS} if files is None else files
        )
        for name, content in {**everything, **more}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


@pytest.fixture
def call() -> Callable[..., Result]:
    """Call a verb in this process; an exception that reaches the top is raised here."""

    def invoke(*arguments: str, env: dict[str, str] | None = None) -> Result:
        result = CliRunner(env=env).invoke(app, arguments, prog_name="icefloe")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call `python -m icefloe` as a user does."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("ICEFLOE_", "FORCE_COLOR"))}
        environment |= options.pop("env", {})
        return subprocess.run(
            [sys.executable, "-m", "icefloe", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            **options,
        )

    return run
