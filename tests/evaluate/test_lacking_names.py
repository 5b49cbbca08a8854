"""Imports of names that a module of the project does not have."""

from pathlib import Path

import pytest

from icefloe import api

STEPS = "from icefloe import step\n@step\ndef load() -> int:\n    return 1\n"
FLOW = """\
from icefloe import pipeline
from steps import load
{}

@pipeline
def sales() -> int:
    return load()
"""
TRIED = "try:\n    from steps import nothere\nexcept ImportError:\n    nothere = None"
TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from steps import nothere"
LATER = "def later():\n    from steps import nothere\n    return nothere"


def found(folder: Path, imported: str, more: str = "") -> list[tuple[str, int, str]]:
    (folder / "pyproject.toml").write_text('[project]\nname = "sales"\n')
    (folder / "flow.py").write_text(FLOW.format(imported))
    (folder / "steps.py").write_text(STEPS + more)
    findings = api.check([str(folder)]).findings
    return [(str(one.severity.value), one.span.line, one.message) for one in findings if one.code == "FLO802"]


def test_an_unused_name_that_is_not_there(tmp_path: Path) -> None:
    message = "`nothere` cannot be imported: the module `steps` has no such name"
    assert found(tmp_path, "from steps import nothere") == [("error", 3, message)]


@pytest.mark.parametrize(
    ("imported", "more"),
    [
        ("from steps import load as again", ""),
        ("from steps import nothere", "def __getattr__(name):\n    return 1\n"),
        ("from steps import nothere", "globals()['not' + 'here'] = 1\n"),
        ("from steps import nothere", "from somewhere import *\n"),
        ("from steps import nothere", "if load:\n    nothere = 1\n"),
        ("from steps import nothere", "for nothere in (): ...\n"),
        ("from steps import __name__ as nothere", ""),
        ("from elsewhere import nothere", ""),
        (TRIED, ""),
        (TYPED, ""),
        (LATER, ""),
    ],
)
def test_a_name_that_may_be_there(tmp_path: Path, imported: str, more: str) -> None:
    assert found(tmp_path, imported, more) == []


def test_a_submodule_of_a_package_may_come_later(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/__init__.py").write_text("")
    assert found(tmp_path, "from parts import nothere") == []
