"""Values between two tasks of runnable: what is said of each, against what runnable does with it."""

import tomllib

import pytest
from runnable_value_cases import FOLDER, Case, cases

from icefloe.dialects.runnable import DIALECT

CASES = cases()
MEASURED = {one["name"]: one for one in tomllib.loads((FOLDER / "measured.toml").read_text(encoding="utf-8"))["cases"]}


def said(found) -> list[str]:
    kept = [f"{one.severity.value} {one.code}" for one in dict.fromkeys(found.findings)]
    return sorted(line for line in kept if " FLO3" in line)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_of_a_value(read, case: Case):
    found = read(DIALECT, case.source)
    assert said(found) == sorted(case.says), [one.message for one in found.findings]
    for one in found.findings:
        if one.code.startswith("FLO31"):
            assert one.help, one.code
            assert one.related, one.code


def test_every_case_is_measured_once():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert sorted(MEASURED) == sorted(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_agrees_with_what_runnable_does(case: Case):
    outcome = MEASURED[case.name]["outcome"]
    errors = [line for line in case.says if line.startswith("error")]
    if outcome != "same":
        assert case.says or case.quiet
    elif case.gives == case.takes:
        assert not errors
