"""Every code has one page with an example that gives it, and one of what to write instead, which does not."""

import re
from pathlib import Path

import pytest
from code_cases import MADE
from code_pages import SECTIONS, findings, pages, write

import icefloe
from icefloe import api, codes
from icefloe.findings import Severity
from icefloe.originals import ORIGINALS
from icefloe.project import ProjectError
from icefloe.rules import RULES
from icefloe_runtimes.target import LOSSES, TEXT

SOURCES = sorted(Path(icefloe.__file__).parent.rglob("*.py"))
REPORTED = {
    code
    for path in SOURCES
    if path.name not in {"explain.py", "originals.py"} and path.parent.name != "codes"
    for code in re.findall(r'["\[](FLO\d{3})["\]]', path.read_text(encoding="utf-8"))
}
REPORTED |= {*LOSSES.values(), TEXT}

# Fixes that are safe here, and unsafe elsewhere.
BOTH = frozenset({"FLO930"})
VERBS = {"Reports": Severity.ERROR, "Warns": Severity.WARNING, "Notes": Severity.NOTE}

# What needs more than files to be shown, and where it is tested.
ELSEWHERE = {
    "FLO303": "a type checker that does not start: tests/deep/test_deep_refused.py",
    "FLO921": "a path that is not there: below",
    "FLO923": "a process that is killed: the tests of workers",
    **{code: "what differs from a lock: tests/lock" for code in codes.names() if code.startswith("FLO6")},
    **{f"FLO{number}": "what an export loses: tests/targets" for number in range(701, 717)},
    "FLO922": "a file without a pipeline, which is no finding: below",
}

WITH_CASE = [code for code in codes.names() if code not in ELSEWHERE]


def test_every_code_that_is_reported_has_a_page_and_each_page_a_code() -> None:
    assert {*codes.names(), *(rule.code for rule in RULES)} == REPORTED


def test_codes_and_names_are_unique() -> None:
    rules = {rule.code: rule.name for rule in RULES}
    words = [word for known in (rules, codes.names()) for pair in known.items() for word in pair]
    assert len(words) == len(set(words))


def test_no_file_of_the_folder_is_something_else() -> None:
    folder = Path(codes.__file__).parent / "pages"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{code}-{name}.md" for code, name in codes.names().items()
    ]


def test_every_entry_about_an_original_has_a_page() -> None:
    assert {entry.code for entry in ORIGINALS} == {code for code in codes.names() if code.startswith("FLO5")}


@pytest.mark.parametrize("entry", [one for one in ORIGINALS if one.since or one.until], ids=lambda one: one.code)
def test_the_page_of_an_original_tells_the_versions(entry) -> None:
    text = pages()[entry.code].sections["What it does"]
    assert all(version in text for version in (entry.since, entry.until))


@pytest.mark.parametrize(("code", "name"), codes.names().items())
def test_explain_prints_the_page_by_code_and_by_name(code: str, name: str) -> None:
    page = api.explain(code)
    assert page.startswith(f"# {name} ({code})\n\n## What it does\n")
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    assert api.explain(name) == api.explain(code.lower()) == page
    assert codes.summary(page).endswith((".", "…"))


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("FLO777", "lists"),
        ("FLO1O5", "FLO105"),
        ("FLO10S", "FLO105"),
        ("unknwon-argument", "unknown-argument"),
        ("x", "lists"),
    ],
)
def test_explain_helps_with_a_code_that_there_is_none_of(word: str, hint: str) -> None:
    with pytest.raises(ProjectError, match=hint):
        api.explain(word)


@pytest.mark.parametrize("code", codes.names())
def test_every_page_has_all_sections(code: str) -> None:
    page = pages()[code]
    assert tuple(page.sections)[:4] == SECTIONS
    assert set(page.sections) <= {*SECTIONS, "Fix"}
    assert all(text.strip() for text in page.sections.values())


@pytest.mark.parametrize("code", WITH_CASE)
def test_the_example_gives_its_code(code: str, tmp_path: Path) -> None:
    page = pages()[code]
    assert page.has_case("Example") != (code in MADE)
    write(tmp_path, page.example)
    MADE.get(code, lambda _: None)(tmp_path)
    found = [one for one in findings(tmp_path, code) if one.code == code]
    assert found
    verb = page.sections["What it does"].split()[0]
    assert VERBS[verb] in {one.severity for one in found}, "the verb says how much the example weighs"
    safe = {one.fix.safe for one in found if one.fix is not None}
    fix = page.sections.get("Fix", "")
    assert ("`--fix`" in fix, "`--unsafe-fixes`" in fix) == (True in safe, False in safe) or code in BOTH, fix
    for one in found:
        assert one.help or "did you mean" in one.message, f"{one.message}: it does not say what to do"


@pytest.mark.parametrize("code", [code for code in WITH_CASE if code not in MADE])
def test_what_to_use_instead_is_clean(code: str, tmp_path: Path) -> None:
    page = pages()[code]
    assert page.has_case("Use instead")
    write(tmp_path, page.instead)
    found = findings(tmp_path, code)
    assert [one.message for one in found if one.code == code or one.severity is Severity.ERROR] == []


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    (refused,) = api.check([str(tmp_path / "salse.py")]).refused
    assert refused == f"no such file or folder: {tmp_path / 'salse.py'} [FLO921]"


def test_a_file_without_a_pipeline(tmp_path: Path) -> None:
    write(tmp_path, pages()["FLO922"].example)
    assert api.check([str(tmp_path / "pipeline.py")]).empty == ("pipeline.py",)
    with pytest.raises(ProjectError, match=r"\[FLO922\]"):
        api.compile_(str(tmp_path / "pipeline.py"))
    write(tmp_path, pages()["FLO922"].instead)
    assert api.check([str(tmp_path / "pipeline.py")]).empty == ()
