"""The pages of the practice rules: the example has the finding, what is to be used instead has not."""

import re
from pathlib import Path

import pytest

from icefloe.dialects import DIALECTS
from icefloe.rule import Rule
from icefloe.rules import RULES, page
from icefloe.survey import Survey

PRACTICES = [rule for rule in RULES if rule.code > "FLO803" and rule.code.startswith("FLO8")]


def blocks(rule: Rule, heading: str) -> list[str]:
    text = (page(rule.code) or "").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def codes(source: str, root: Path) -> list[str]:
    (root / "pyproject.toml").write_text("")
    (root / "pipeline.py").write_text(source)
    surveyed = Survey(root, DIALECTS, every=True).file("pipeline.py")
    assert surveyed.pipelines, "there is no pipeline, so that it proves nothing"
    return [finding.code for finding in surveyed.findings]


@pytest.mark.parametrize("rule", PRACTICES, ids=lambda rule: rule.code)
def test_the_example_has_the_finding_and_its_remedy_has_not(rule: Rule, tmp_path: Path):
    for source in blocks(rule, "Example"):
        assert rule.code in codes(source, tmp_path)
    remedies = blocks(rule, "Use instead")
    assert remedies
    for source in remedies:
        assert rule.code not in codes(source, tmp_path)
