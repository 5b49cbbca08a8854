"""Every case of every rule, as a project of one file, through the whole compiler."""

from pathlib import Path

import pytest

import icefloe.rules
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding
from icefloe.rule import Case, Rule
from icefloe.rules import MODULES, RULES, page
from icefloe.survey import Survey

VALID = [pytest.param(r, c, id=f"{r.code}-valid-{i}") for r in RULES for i, c in enumerate(r.valid)]
PARTS = ["## What it does", "## Why is this bad?", "## Example", "## Use instead"]
INVALID = [pytest.param(r, c, id=f"{r.code}-invalid-{i}") for r in RULES for i, c in enumerate(r.invalid)]


def findings(source: str, root: Path) -> tuple[Finding, ...]:
    (root / "pyproject.toml").write_text("")
    (root / "case.py").write_text(source)
    surveyed = Survey(root, DIALECTS, every=True).file("case.py")
    assert surveyed.pipelines, "the case holds no pipeline, so that it proves nothing"
    return surveyed.findings


@pytest.mark.parametrize(("rule", "case"), VALID)
def test_valid_cases_give_no_finding_of_their_rule(rule: Rule, case: Case, tmp_path: Path):
    assert [f.message for f in findings(case.source, tmp_path) if f.code == rule.code] == []


@pytest.mark.parametrize(("rule", "case"), INVALID)
def test_invalid_cases_give_their_finding(rule: Rule, case: Case, tmp_path: Path):
    found = [f for f in findings(case.source, tmp_path) if f.code == rule.code]
    assert case.message in "\n".join(f.message for f in found)
    assert found, "no finding of this rule"
    for finding in found:
        for span in (finding.span, *(note.span for note in finding.related)):
            assert span.path == "case.py"
            assert (span.line, span.column) < (span.end_line, span.end_column)
        assert finding.help or finding.fix, f"{finding.message}: it does not say what to do"
        assert finding.label or finding.related, f"{finding.message}: the carets say nothing"
        for words in (finding.message, finding.label, finding.help):
            assert not words.endswith("."), "sentences of a report have no full stop"
            assert words == words.strip()
            assert "\n" not in words


def test_every_module_of_the_folder_is_listed():
    folder = Path(icefloe.rules.__file__).parent
    names = {f"icefloe.rules.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__"}
    assert names == {module.__name__ for module in MODULES}


def test_codes_and_names_are_unique_and_tell_the_file():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    for module, rule in zip(MODULES, RULES, strict=True):
        assert module.RULE is rule
        assert module.__name__.rpartition(".")[2] == rule.name.replace("-", "_")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_page_and_cases_of_both_kinds(rule: Rule):
    text = page(rule.code)
    assert text is not None
    assert text == page(rule.name)
    assert text.startswith(f"# {rule.name} ({rule.code})\n")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings in (PARTS, [*PARTS, "## Fix"])
    assert rule.valid
    assert rule.invalid


def test_an_unknown_code_has_no_page():
    assert page("FLO000") is None
