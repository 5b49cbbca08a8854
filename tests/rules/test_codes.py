"""Every code that the compiler can report has one page, and every page a code that is reported."""

import re
from pathlib import Path

import pytest

import icefloe
from icefloe import api
from icefloe.codes import CODES
from icefloe.rules import RULES

SOURCES = sorted(Path(icefloe.__file__).parent.rglob("*.py"))
REPORTED = {
    code
    for path in SOURCES
    if path.name not in {"codes.py", "explain.py", "originals.py"}
    for code in re.findall(r'["\[](FLO\d{3})["\]]', path.read_text(encoding="utf-8"))
}


def test_codes_and_pages_are_the_same() -> None:
    assert {one.code for one in (*RULES, *CODES)} == REPORTED


def test_codes_and_names_are_unique() -> None:
    words = [word for one in (*RULES, *CODES) for word in (one.code, one.name)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("word", [word for one in CODES for word in (one.code, one.name)])
def test_explain(word: str) -> None:
    assert word in api.explain(word)
