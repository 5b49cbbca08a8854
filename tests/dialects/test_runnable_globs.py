"""Whether two patterns of files can mean the same file."""

import pytest

from icefloe.dialects.runnable.wiring.globs import literal, overlap


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("a.csv", "a.csv", True),
        ("./a.csv", "a.csv", True),
        ("a.csv", "b.csv", False),
        ("a.csv", "data/a.csv", False),
        ("*.csv", "a.csv", True),
        ("*.csv", "a.txt", False),
        ("*", "data/a.csv", False),
        ("*/*", "data/a.csv", True),
        ("**/*.csv", "a.csv", True),
        ("**/*.csv", "x/y/a.csv", True),
        ("x/**", "x/y/a.csv", True),
        ("x/**/a.csv", "**/b.csv", False),
        ("a*", "*b", True),
        ("a*c", "ab?", True),
        ("a*c", "b*c", False),
        ("part-[0-9].csv", "part-1.csv", True),
        ("part-[0-9].csv", "part-12.csv", False),
        ("part-?.csv", "part-*.csv", True),
        ("a[", "a[", True),
        ("", "", True),
    ],
)
def test_overlap(one: str, two: str, expected: bool) -> None:
    assert overlap(one, two) is expected
    assert overlap(two, one) is expected


def test_long_patterns_take_no_long_time() -> None:
    assert overlap("*a" * 200 + "x", "*a" * 200 + "y") is False
    assert overlap("**/" * 100 + "a", "**/" * 100 + "b") is False


@pytest.mark.parametrize(("pattern", "expected"), [("a.csv", True), ("a*", False), ("a?", False), ("[ab]", False)])
def test_literal(pattern: str, expected: bool) -> None:
    assert literal(pattern) is expected
