"""fastflow as different people write it: every file in `fastflow/` gives the plans and findings beside it.

`fastflow/coverage.toml` says which file shows which part of fastflow, and what of it stands in the file's plans or
findings. `fastflow/dashboard` is a project of its own.
"""

import re
from pathlib import Path

import pytest
from everyday import Everyday, has_a_plan

FOLDER = Path(__file__).resolve().parent / "fastflow"
CALL = re.compile(r"\b(FlowExecutor|FlowEditor|quick_flow|run_pipeline|fast_app)\(")
FILES = tuple(
    path.relative_to(FOLDER).as_posix()
    for path in sorted(FOLDER.rglob("*.py"))
    if CALL.search(path.read_text(encoding="utf-8"))
)
EVERYDAY = Everyday(folder=FOLDER, files=FILES)
ROWS = EVERYDAY.rows


@pytest.mark.golden
@pytest.mark.parametrize("name", FILES)
def test_plans_and_findings(name: str) -> None:
    EVERYDAY.compare(name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_an_error_has_a_plan(name: str) -> None:
    assert has_a_plan(FOLDER / name)


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 15


def test_most_files_are_clean() -> None:
    assert EVERYDAY.wrong() == EVERYDAY.said_wrong()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_every_part_of_fastflow_is_shown(row: dict[str, object]) -> None:
    EVERYDAY.check(row)


def test_every_file_shows_something() -> None:
    assert EVERYDAY.named() == set(FILES)


def test_rows_are_told_apart() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["what"] for row in ROWS)


def test_all_goldens_belong_to_a_file() -> None:
    assert {path for name in FILES for path in EVERYDAY.kept(name)} == EVERYDAY.all_goldens()
