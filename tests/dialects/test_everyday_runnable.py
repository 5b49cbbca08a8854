"""runnable as different people write it: every file in `runnable/` gives the plans and findings beside it.

`runnable/coverage.toml` says which file shows which part of runnable, and what of it stands in the file's plans or
findings; the test of it is that nothing is left out. Folders in `runnable/` with a `pyproject.toml` are projects of
their own.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
from everyday import Everyday, findings, has_a_plan

from icefloe import api

FOLDER = Path(__file__).resolve().parent / "runnable"
TABLE = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf-8"))
IMPORT = re.compile(r"^\s*(?:from|import) runnable\b", re.MULTILINE)
DAG = re.compile(r"^dag:", re.MULTILINE)


def named(suffixes: tuple[str, ...], holds: re.Pattern[str]) -> tuple[str, ...]:
    """The files of these suffixes whose text holds something, by POSIX path from the folder."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix in suffixes)
    return tuple(path.relative_to(FOLDER).as_posix() for path in found if holds.search(path.read_text("utf-8")))


PYTHON = named((".py",), IMPORT)
YAML = named((".yaml", ".yml"), DAG)
FILES = (*PYTHON, *YAML)


EVERYDAY = Everyday(folder=FOLDER, files=FILES)
ROWS = EVERYDAY.rows


@pytest.mark.golden
@pytest.mark.parametrize("name", FILES)
def test_plans_and_findings(name: str) -> None:
    EVERYDAY.compare(name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_an_error_has_a_plan(name: str) -> None:
    assert has_a_plan(FOLDER / name)


def test_a_folder_is_checked_as_its_files_are() -> None:
    checked = api.check([str(FOLDER)])
    assert (checked.refused, checked.empty) == ((), ())
    # A folder with a `pyproject.toml` of its own is a project, in which its paths begin.
    own = [path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/pyproject.toml")]
    expected = {name.partition("/")[2] if name.partition("/")[0] in own else name for name in FILES}
    # The parameter files and configurations beside them are taken for no pipelines.
    assert {one.graph.span.path for one in checked.pipelines} == expected


def test_there_are_enough_files() -> None:
    assert len(PYTHON) >= 35
    assert len(YAML) >= 15


def test_most_files_are_clean() -> None:
    wrong = EVERYDAY.wrong()
    assert len(wrong) <= len(FILES) // 2
    assert wrong == set(TABLE["wrong"])


@pytest.mark.parametrize(
    "name", [name for when, files in TABLE["fails"].items() if when != "meaning" for name in files]
)
def test_what_runnable_fails_on_is_told(name: str) -> None:
    assert re.search(" (error|warning) FLO", findings(FOLDER / name))


def test_a_file_that_runnable_runs_has_no_error_but_for_a_reason() -> None:
    fails = {name for files in TABLE["fails"].values() for name in files}
    assert set(TABLE["wrong"]) - fails == set(TABLE["succeeds"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_every_part_of_runnable_is_shown(row: dict[str, object]) -> None:
    EVERYDAY.check(row)


def test_every_file_shows_something() -> None:
    assert EVERYDAY.named() == set(FILES)


def test_rows_are_told_apart() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["what"] for row in ROWS)


def test_all_goldens_belong_to_a_file() -> None:
    assert {path for name in FILES for path in EVERYDAY.kept(name)} == EVERYDAY.all_goldens()


def test_the_twins_are_equal_but_for_their_header() -> None:
    python, yaml = (
        json.loads((FOLDER / "imaging" / "pipelines" / name).read_text(encoding="utf-8"))
        for name in ("labels.plan.json", "labels.yaml.plan.json")
    )
    assert (python.pop("entry"), yaml.pop("entry")) == ("labels:labels", "pipelines/labels.yaml")
    # Python looks beside the file first, runnable's YAML in the folder that it is started in.
    assert (python.pop("code")["paths"], yaml.pop("code")["paths"]) == (["pipelines", "."], [".", "pipelines"])
    assert python == yaml
