"""Holds the local runtime to every conformance case, and the committed documents of the cases to their tables."""

import json
import shutil
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import cases_flow
import cases_kinds
import cases_policies
import pytest
from conformance_documents import document
from conformance_local import outcome, values
from conformance_matrix import page
from conformance_words import Case, Expected

from icefloe_runtimes import local

HERE = Path(__file__).parent
TABLES = (cases_kinds, cases_flow, cases_policies)
CASES = [
    case
    for table in TABLES
    for cases in vars(table).values()
    if isinstance(cases, tuple) and cases and isinstance(cases[0], Case)
    for case in cases
]


@pytest.mark.executes
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_local_runtime_conforms(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if case.needs and find_spec(case.needs) is None:
        pytest.skip(f"needs {case.needs}")
    shutil.copy(HERE / "project" / "work.py", tmp_path)
    for asked in case.runs:
        for name, text in asked.files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text, "utf-8")
        with monkeypatch.context() as patch:
            for name, text in asked.environment.items():
                patch.setenv(name, text)
            held(asked.expected, outcome(case, asked, tmp_path), tmp_path)


def held(expected: Expected, found: local.RunResult | str, root: Path) -> None:
    """Hold what came of a run to what is expected."""
    if isinstance(found, str) or expected.refused:
        assert isinstance(found, str), found.summary()
        assert expected.refused
        assert expected.refused in found
        return held_calls(expected, root)
    steps = found.step_results
    told = {name: (step.status, step.error.brief if step.error else step.reason) for name, step in steps.items()}
    assert found.state == expected.state, told
    outer = {name: step.status for name, step in steps.items() if not step.inside}
    assert not expected.steps or outer == expected.steps, told
    assert {name: steps[name].status for name in expected.inner} == expected.inner, told
    assert {name: steps[name].attempts for name in expected.attempts} == expected.attempts
    for name, piece in expected.error.items():
        error = steps[name].error
        assert error is not None
        assert piece in f"{error.type}: {error.message}"
    if expected.cached is not None:
        assert tuple(name for name, step in steps.items() if step.cached and not step.inside) == expected.cached
    assert values(found, expected.results) == expected.results
    held_calls(expected, root)
    return None


def held_calls(expected: Expected, root: Path) -> None:
    """Hold the calls of functions, of all runs so far, to what is expected."""
    file = root / "calls.txt"
    calls = file.read_text("utf-8").splitlines() if file.exists() else []
    if expected.calls is not None:
        assert calls == list(expected.calls)
    if expected.any_order is not None:
        assert Counter(calls) == Counter(expected.any_order)


def test_there_are_enough_cases_and_each_is_told_apart() -> None:
    assert len(CASES) >= 80
    assert [name for name, number in Counter(case.name for case in CASES).items() if number > 1] == []
    assert all(case.about.endswith(".") for case in CASES)


@pytest.mark.golden
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_case_is_also_a_document(case: Case, golden: object) -> None:
    text = json.dumps(document(case), indent=1, ensure_ascii=False) + "\n"
    golden(HERE / "plans" / f"{case.name}.json", text)  # type: ignore[operator]


@pytest.mark.golden
def test_no_document_is_without_its_case() -> None:
    names = {case.name for case in CASES}
    assert [path.name for path in (HERE / "plans").glob("*.json") if path.stem not in names] == []


@pytest.mark.golden
def test_the_page_of_what_each_runtime_can_do(golden: object) -> None:
    golden(HERE.parents[1] / "docs" / "capabilities.md", page(CASES))  # type: ignore[operator]
