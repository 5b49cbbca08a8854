"""The catalogue of wrong wirings: each program is told what it is, its corrected twin nothing."""

import re
from pathlib import Path

import pytest
from wiring_cases import FOLDER, PROGRAMS, Case, cases, groups, measured, project, verdicts

from icefloe.api import compile_
from icefloe.api.check import errors

CASES = cases()
each_case = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


@each_case
def test_each_wrong_wiring_is_found_where_it_is(case: Case, tmp_path: Path) -> None:
    """Exactly the expected codes, each at its line, with what to do; where there is none, the case says why."""
    verdict = verdicts([case], tmp_path, "wrong")[case.id]
    assert verdict.finds == case.finds
    assert all(one.help or one.fix for one in verdict.findings), verdict.text
    assert bool(case.finds) != bool(case.unsaid), "a case is found, or says why it cannot be"


@each_case
def test_nothing_is_said_of_the_corrected_program(case: Case, tmp_path: Path) -> None:
    """No error and no warning."""
    verdict = verdicts([case], tmp_path, "fixed")[case.id]
    assert not verdict.findings, verdict.text
    assert "0 pipelines" not in verdict.text, "it must have been read as a pipeline"


@each_case
@pytest.mark.parametrize("which", PROGRAMS)
def test_an_error_alone_keeps_a_plan_from_being_made(case: Case, which: str, tmp_path: Path) -> None:
    """What only the original cannot do is a warning, and can be moved."""
    made = compile_(str(project(case, tmp_path, which)))
    assert bool(made.plans) != errors(made.checked.findings)


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
