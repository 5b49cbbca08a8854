"""`icefloe bundle` reads the project and runs nothing of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from icefloe_runtimes.bundle.archive import unpack


@pytest.mark.usefixtures("watched")
def test_nothing_of_the_project_is_run(project: Callable[..., Path], call: Callable[..., Result]) -> None:
    folder = project(None, **{"sitecustomize.py": "raise SystemExit(9)\n", "json.py": "raise SystemExit(9)\n"})
    result = call("bundle", "train.py", "-o", "out/train.pyz", "--include", "json.py")
    assert result.exit_code == 0, result.output
    entries = unpack((folder / "out/train.pyz").read_bytes())
    assert [name for name in entries if name.startswith("project/")] == [
        "project/helpers.py",
        "project/json.py",
        "project/train.py",
    ]
    assert [path.name for path in (folder / "out").iterdir()] == ["train.pyz"]


def test_a_link_in_its_place_is_replaced_and_not_followed(
    project: Callable[..., Path], call: Callable[..., Result]
) -> None:
    folder = project()
    (folder / "precious.txt").write_text("precious")
    (folder / "train.pyz").symlink_to(folder / "precious.txt")
    assert call("bundle", "train.py").exit_code == 0
    assert (folder / "precious.txt").read_text() == "precious"
    assert not (folder / "train.pyz").is_symlink()


def test_the_same_call_writes_the_same_file(project: Callable[..., Path], call: Callable[..., Result]) -> None:
    folder = project()
    first = call("bundle", "train.py").stdout
    before = (folder / "train.pyz").read_bytes()
    assert call("bundle", "train.py").stdout == first
    assert (folder / "train.pyz").read_bytes() == before
    assert call("bundle", "--check", "train.py").exit_code == 0


def test_a_check_says_what_was_included(project: Callable[..., Path], call: Callable[..., Result]) -> None:
    folder = project(None, **{"rows of data.csv": "1\n"})
    assert call("bundle", "train.py", "--include", "rows of data.csv").exit_code == 0
    assert call("bundle", "--check", "train.py", "--include", "rows of data.csv").exit_code == 0
    result = call("bundle", "--check", "train.py")
    assert result.exit_code == 1
    assert "train.pyz is stale: it was made with --include 'rows of data.csv'\n" in result.stderr
    assert "hint: give --include 'rows of data.csv' here too" in result.stderr
    (folder / "train.pyz").write_bytes(b"no archive")
    assert "train.pyz is stale\n" in call("bundle", "--check", "train.py").stderr
