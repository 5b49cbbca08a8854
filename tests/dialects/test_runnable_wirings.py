"""The catalogue of wrong wirings: each program is told what it is, its corrected twin nothing."""

import re
from pathlib import Path

import pytest
from wiring_cases import FOLDER, PROGRAMS, Case, cases, groups, measured, verdicts

CASES = cases()
each_case = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


@each_case
def test_each_wrong_wiring_is_found_where_it_is(case: Case, tmp_path: Path) -> None:
    """Exactly the expected codes, each at its line; where there is none, the case says why."""
    assert verdicts([case], tmp_path, "wrong")[case.id].finds == case.finds
    assert bool(case.finds) != bool(case.unsaid), "a case is found, or says why it cannot be"


@each_case
def test_nothing_is_said_of_the_corrected_program(case: Case, tmp_path: Path) -> None:
    """No error and no warning."""
    verdict = verdicts([case], tmp_path, "fixed")[case.id]
    assert not verdict.findings, verdict.text
    assert "1 pipeline" in verdict.text, "it must have been read as a pipeline"


@each_case
def test_each_finding_says_what_to_do(case: Case, tmp_path: Path) -> None:
    """A message names what is wrong, and its help what to do about it."""
    for one in verdicts([case], tmp_path, "wrong")[case.id].findings:
        assert one.message
        assert one.help or one.fix, f"{one.code}: {one.message}"


def test_the_measurement_is_of_these_cases() -> None:
    """All were run, by one version, on one day; every corrected program ran to its end."""
    about, outcomes = measured()
    assert outcomes.keys() == {case.id for case in CASES}
    assert re.fullmatch(r"0\.\d+\.\d+", about["runnable"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", about["day"])
    assert all(both.keys() == set(PROGRAMS) for both in outcomes.values())
    assert not [id for id, both in outcomes.items() if both["fixed"].fails != "never"]


def test_every_folder_is_in_the_catalogue() -> None:
    """No program is left aside, and each group has cases."""
    assert all(group.cases for group in groups())
    found = {path.parent for path in FOLDER.rglob("wrong.*")}
    assert found == {case.folder for case in CASES}
