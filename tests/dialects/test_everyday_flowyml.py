"""FlowyML as different people write it: every file in `flowyml/` gives the plans and findings beside it.

`flowyml/coverage.toml` says which file shows which part of FlowyML; the test of it is that nothing is left out.
"""

import re
import tomllib
from pathlib import Path

import pytest
from everyday import Everyday, has_a_plan

from icefloe import api

FOLDER = Path(__file__).resolve().parent / "flowyml"
NESTED = (
    "legacy/documented_wishes.py",
    "legacy/old_project.py",
    "recommender/run.py",
    "recommender/shop/pipelines/training.py",
    "settings_yaml/report.py",
    "settings_yaml/train.py",
)
FILES = (*sorted(path.name for path in FOLDER.glob("*.py")), *NESTED)
ROWS = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf-8"))["row"]


EVERYDAY = Everyday(folder=FOLDER, files=FILES)


@pytest.mark.golden
@pytest.mark.parametrize("name", FILES)
def test_plans_and_findings(name: str) -> None:
    EVERYDAY.compare(name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_an_error_has_a_plan(name: str) -> None:
    assert has_a_plan(FOLDER / name)


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_part_of_flowyml_is_shown(row: dict[str, object]) -> None:
    files = row["files"]
    assert isinstance(files, list)
    assert files
    for name in files:
        source = FOLDER / name
        assert name in FILES
        texts = [path.read_text(encoding="utf-8") for path in around(source)]
        assert any(re.search(str(row["shows"]), text, re.MULTILINE) for text in texts), (
            f"{name} does not show {row['shows']!r}"
        )


def around(source: Path) -> list[Path]:
    """A file, and those of its project if it is not alone in it."""
    return (
        [source]
        if source.parent in (FOLDER, FOLDER / "legacy")
        else sorted((FOLDER / source.relative_to(FOLDER).parts[0]).rglob("*.py"))
    )


def test_every_file_shows_something() -> None:
    assert {name for row in ROWS for name in row["files"]} == set(FILES)


def test_rows_are_told_apart() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["what"] for row in ROWS)


@pytest.mark.xfail(reason="a run in another file than the one that builds the pipeline is not read")
def test_a_run_in_another_file_is_a_parameter_set() -> None:
    (made,) = api.compile_(str(FOLDER / "recommender" / "run.py")).plans
    assert [dict(one.values) for one in made.plan.parameter_sets] == [{"k": 20}]
