"""Projects to be checked by ty after icefloe's own rules; without ty every test of it is skipped, and says so."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from icefloe import api
from icefloe.api.check import Checked
from icefloe.deep import find_checker
from icefloe.project import ProjectError

HEAD = "from flowyml import Pipeline, step\n"
FOOT = '\npipeline = Pipeline("p").add_step(give).add_step(take)\n'
#: A package with a framework's classes, typed, as an environment would hold it.
FRAMES = {
    "frames/__init__.py": "from frames.core import Frame as Frame, Series as Series\n"
    "def read(path: str) -> Frame: ...\n",
    "frames/core.py": (
        "class Base: ...\nclass Frame(Base):\n    def drop(self) -> 'Frame': ...\nclass Series(Base): ...\n"
    ),
    "frames/py.typed": "",
}

Write = Callable[[Mapping[str, str]], Path]


def checker_there() -> bool:
    """Whether there is a ty to be asked."""
    try:
        find_checker(Path("/nowhere"))
    except ProjectError:
        return False
    return True


@pytest.fixture(autouse=True)
def needs_ty(request: pytest.FixtureRequest) -> None:
    """Skip what needs ty where there is none, unless this is the proof (`ICEFLOE_PROOF=1`)."""
    if request.node.get_closest_marker("usefixtures") is None and not checker_there():
        if os.environ.get("ICEFLOE_PROOF") == "1":
            pytest.fail("ty is not installed")
        pytest.skip("ty is not installed (pip install 'icefloe[types]')")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a project and go there."""
    folder = tmp_path / "project"

    def write(files: Mapping[str, str]) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "pyproject.toml").write_text("[tool.icefloe]\n", encoding="utf-8")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        monkeypatch.chdir(folder)
        return folder

    return write


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An environment with the package `frames`, and no interpreter."""
    folder = tmp_path / "env"
    packages = folder / "lib" / "python3.12" / "site-packages"
    for name, text in FRAMES.items():
        path = packages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n", encoding="utf-8")
    return folder


def deep(python: Path | None = None, path: str = ".") -> Checked:
    """Check the working directory, with ty."""
    return api.check([path], api.Wanted(python=None if python is None else str(python), types="deep"))


def counts(checked: Checked) -> tuple[int, int, int]:
    """How many connections are right, wrong, and not known."""
    return checked.tally.checked, checked.tally.wrong, checked.tally.unknown
