"""What the tests of bundles share: a project and its bundle."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bundle_project import PROJECT
from click.testing import CliRunner

from icefloe.cli.app import app


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    """The folder of a project."""
    folder = tmp_path / "project"
    for name, text in PROJECT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that has nothing to do with the project."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a bundle of a pipeline of a project: `bundle(folder, "hello.py", "--include", "data")`."""

    def make(folder: Path, target: str = "hello.py", *options: str, status: int = 0) -> Path:
        monkeypatch.chdir(folder)
        path = folder.parent / "made.pyz"
        result = CliRunner().invoke(app, ["bundle", target, "-o", str(path), *options], prog_name="icefloe")
        assert result.exit_code == status, result.output
        return path

    return make
