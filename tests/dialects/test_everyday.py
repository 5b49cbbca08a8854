"""Every file in `runnable/`, `motools/` and `fastflow/` gives the plans and findings beside it.

The `coverage.toml` of each folder says which file shows which part of the dialect, and what of it stands in the file's
plans or findings; the test of it is that nothing is left out. Folders in them with a `pyproject.toml` are projects of
their own.
"""

import pytest
from everyday import EVERYDAY, Everyday, has_a_plan

FILES = [pytest.param(one, name, id=f"{one.folder.name}/{name}") for one in EVERYDAY for name in one.files]
ROWS = [pytest.param(one, row, id=f"{one.folder.name}:{row['id']}") for one in EVERYDAY for row in one.rows]
EACH = [pytest.param(one, id=one.folder.name) for one in EVERYDAY]


@pytest.mark.golden
@pytest.mark.parametrize(("everyday", "name"), FILES)
def test_plans_and_findings(everyday: Everyday, name: str) -> None:
    everyday.compare(name)


@pytest.mark.parametrize(("everyday", "name"), FILES)
def test_a_file_without_an_error_has_a_plan(everyday: Everyday, name: str) -> None:
    assert has_a_plan(everyday.folder / name)


@pytest.mark.parametrize(("everyday", "row"), ROWS)
def test_every_part_is_shown(everyday: Everyday, row: dict[str, object]) -> None:
    everyday.check(row)


@pytest.mark.parametrize("everyday", EACH)
def test_every_file_shows_something(everyday: Everyday) -> None:
    assert len(everyday.files) >= 15
    assert everyday.named() == set(everyday.files)


@pytest.mark.parametrize("everyday", EACH)
def test_most_files_are_clean(everyday: Everyday) -> None:
    assert everyday.wrong() == everyday.said_wrong()
    assert len(everyday.wrong()) <= len(everyday.files) // 2


@pytest.mark.parametrize("everyday", EACH)
def test_rows_are_told_apart(everyday: Everyday) -> None:
    assert len({row["id"] for row in everyday.rows}) == len(everyday.rows)
    assert all(row["what"] for row in everyday.rows)


@pytest.mark.parametrize("everyday", EACH)
def test_all_goldens_belong_to_a_file(everyday: Everyday) -> None:
    assert {path for name in everyday.files for path in everyday.kept(name)} == everyday.all_goldens()
