"""Which file of dependencies is in the lock, and what counts as a change of it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from icefloe import api
from icefloe_schema.lock import DepsContent

SOURCE = "from icefloe import Pipeline, step\n\n@step\ndef a(): ...\n\npipeline = Pipeline('p').add_step(a)\n"
WORKSPACE = '[project]\nname = "all"\n[tool.uv.workspace]\nmembers = ["inner"]\n'


def deps(folder: Path) -> DepsContent | None:
    frozen = api.freeze(folder)
    assert frozen.lock is not None
    leaf = frozen.lock.leaf("deps")
    assert leaf is not None
    assert leaf.content is None or isinstance(leaf.content, DepsContent)
    return leaf.content


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({}, None),
        ({"uv.lock": "a", "poetry.lock": "b", "requirements.txt": "c"}, "uv.lock"),
        ({"poetry.lock": "b", "pdm.lock": "c"}, "poetry.lock"),
        ({"pdm.lock": "b", "pylock.toml": "c"}, "pdm.lock"),
        ({"pylock.toml": "b", "Pipfile.lock": "c"}, "pylock.toml"),
        ({"Pipfile.lock": "b", "requirements.txt": "c"}, "Pipfile.lock"),
        ({"requirements.txt": ""}, "requirements.txt"),
        ({"requirements-dev.txt": ""}, None),
    ],
)
def test_the_first_that_is_there_counts(written: Callable[..., Path], files: Mapping[str, str], path: str) -> None:
    found = deps(written({"pyproject.toml": "", "main.py": SOURCE, **files}))
    assert (None if found is None else found.path) == path


def test_newlines_are_those_of_a_checkout(written: Callable[..., Path]) -> None:
    base = {"pyproject.toml": "", "main.py": SOURCE}
    assert deps(written({**base, "uv.lock": "a\nb\n"})) == deps(written({**base, "uv.lock": b"a\r\nb\r\n"}))


@pytest.mark.parametrize(
    "line",
    ["-r base.txt", "  -rbase.txt", "--requirement base.txt", "--requirement=base.txt", "-c base.txt", "-c=base.txt"],
)
def test_requirements_count_with_those_that_they_name(written: Callable[..., Path], line: str) -> None:
    files = {"pyproject.toml": "", "main.py": SOURCE, "requirements.txt": "-r req/all.txt\n"}
    files |= {"req/all.txt": f"# all\n{line}  # these\n-r all.txt\n-r https://example.org/x.txt\n-r gone.txt\n"}
    files |= {"req/base.txt": "pandas==1\n", "base.txt": "numpy==1\n"}
    before = deps(written(files))
    assert deps(written({**files, "base.txt": "numpy==2\n"})) == before
    changed = deps(written({**files, "req/base.txt": "pandas==2\n"}))
    assert changed is not None
    assert before is not None
    assert (changed.path, changed.sha256 != before.sha256) == ("requirements.txt", True)


@pytest.mark.parametrize("line", ["# -r base.txt", "-e base.txt", "pandas -r base.txt", "--require base.txt"])
def test_other_lines_name_no_requirements(written: Callable[..., Path], line: str) -> None:
    files = {"pyproject.toml": "", "main.py": SOURCE, "requirements.txt": f"{line}\n", "base.txt": "pandas==1\n"}
    assert deps(written(files)) == deps(written({**files, "base.txt": "pandas==2\n"}))


def test_the_lock_of_a_workspace_stands_above_its_members(written: Callable[..., Path]) -> None:
    files = {"pyproject.toml": WORKSPACE, "uv.lock": "a\n", "inner/pyproject.toml": "", "inner/main.py": SOURCE}
    before = deps(written(files) / "inner")
    assert before is not None
    assert before.path == "../uv.lock"
    assert deps(written({**files, "uv.lock": "b\n"}) / "inner") != before
    assert deps(written({**files, "pyproject.toml": ""}) / "inner") is None
    own = deps(written({**files, "inner/uv.lock": "c\n"}) / "inner")
    assert own is not None
    assert own.path == "uv.lock"
