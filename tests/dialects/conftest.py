"""Reading a project of a few files, as the compiler does."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from icefloe.dialect import Dialect
from icefloe.survey import FileSurvey, Survey

Read = Callable[..., FileSurvey]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read `main.py` of a project with the given files, in one dialect."""

    def survey(dialect: Dialect, main: str, **others: str) -> FileSurvey:
        (tmp_path / "pyproject.toml").write_text("")
        for name, text in {"main.py": main, **others}.items():
            (tmp_path / name.replace("__", ".")).write_text(dedent(text))
        return Survey(tmp_path, (dialect,)).file("main.py")

    return survey
