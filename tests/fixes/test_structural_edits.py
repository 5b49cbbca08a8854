"""What a change of a program becomes in its text."""

import tomllib
from pathlib import Path

import pytest

from icefloe import fixes
from icefloe.findings import Finding
from icefloe.fixes import Fix
from icefloe.syntax.edits import resolved
from icefloe.syntax.edits.apply import edited
from icefloe.syntax.edits.page import Page
from icefloe.syntax.parser import Parsed, parse

CASES = tomllib.loads((Path(__file__).parent / "edits.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['change']} {case['at']!r} {case.get('with', {})}")
def test_change(case):
    source, is_yaml = case["source"], case.get("yaml", False)
    parsed = None if is_yaml else parse(source.encode(), "a.py")
    assert is_yaml or isinstance(parsed, Parsed)
    start = source.index(case["at"])
    span = Page("a.py", source, None).span(start, start + len(case["at"]))
    change = getattr(fixes, case["change"])(span=span, **case.get("with", {}))
    finding = Finding(code="FLO000", message="", span=span, fix=Fix(message="", changes=(change,)))
    (made,) = resolved([finding], lambda _: source if is_yaml else parsed)
    assert (edited(source, made.fix.edits) if made.fix is not None else "") == case["result"]
    if not is_yaml:
        assert isinstance(parse(case["result"].encode(), "a.py"), Parsed)


def test_every_change_has_a_case():
    names = {one.__name__ for one in fixes.Change.__args__}
    assert names - {"RemoveOutput"} == {case["change"] for case in CASES}


@pytest.mark.parametrize(
    ("source", "at", "safe"),
    [
        ("p.run(\n    # keep\n    debug=True,  # ticket 42\n)\n", "True", False),
        ("p.run(\n    # keep\n    debug=True,\n)\n", "True", True),
        ("p.run(a=1, debug='#fff')\n", "'#fff'", True),
        ("p.run(\n    debug='#fff',\n)  # all\n", "'#fff'", True),
        ("p.run(\n    debug='#fff',  # red\n)\n", "'#fff'", False),
        ("x = 1\np.run()  # now\n", "p.run()", False),
        ("x = 1\np.run()\n", "p.run()", True),
        ("a:\n  b: 1\n  c: 2  # two\n", "2", False),
        ("a:\n  b: 1\n  c: 2\n", "2", True),
    ],
)
def test_what_takes_a_comment_along_is_not_safe(source, at, safe):
    is_yaml = source.startswith("a:")
    parsed = None if is_yaml else parse(source.encode(), "a.py")
    start = source.index(at)
    span = Page("a.py", source, None).span(start, start + len(at))
    finding = Finding(code="FLO000", message="", span=span, fix=fixes.removed(span, "it", safe=True))
    (made,) = resolved([finding], lambda _: source if is_yaml else parsed)
    assert made.fix.edits
    assert made.fix.safe == safe


def test_a_fix_in_a_file_that_cannot_be_read_is_dropped():
    span = Page("a.py", "x\n", None).span(0, 1)
    finding = Finding(code="FLO000", message="", span=span, fix=fixes.removed(span, "it"))
    assert [one.fix for one in resolved([finding], lambda _: None)] == [None]
