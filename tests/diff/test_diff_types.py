"""Types as plans spell them, read back; and sides that are no revisions."""

import pytest

from icefloe.diff.typetext import fits, read
from icefloe.types import UnknownType, spell

SAME = [
    "int",
    "list[int]",
    "dict[str, list[float]]",
    "tuple[int, ...]",
    "tuple[int, str]",
    "tuple[()]",
    "int | None",
    "Literal['a', 1]",
    "Callable[[int, str], float]",
    "Callable[..., float]",
    "pathlib.Path",
    "pandas.DataFrame",
    "Any",
    "collections.abc.Mapping[str, int | list[str]]",
]


@pytest.mark.parametrize("text", SAME)
def test_a_type_is_read_as_it_is_spelled(text):
    assert spell(read(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "list[?]",
        "list[",
        "list]",
        "a b",
        "x" * 3000,
        "list[" * 99 + "]" * 99,
        "1",
        "int |",
        "Callable[int]",
        "(int",
    ],
)
def test_what_is_no_type_is_unknown(text):
    assert isinstance(read(text), UnknownType)


@pytest.mark.parametrize(
    ("given", "asked", "answer"),
    [
        ("int", "float", "yes"),
        ("bool", "int", "yes"),
        ("str", "float", "no"),
        ("list[int]", "collections.abc.Sequence[float]", "yes"),
        ("list[int]", "list[float]", "no"),
        ("int | None", "int", "no"),
        ("int", "int | None", "yes"),
        ("pathlib.PosixPath", "pathlib.Path", "yes"),
        ("pandas.DataFrame", "float", "unknown"),
        ("pandas.DataFrame", "pandas.DataFrame", "yes"),
        ("?", "int", "unknown"),
    ],
)
def test_whether_one_fits_where_another_was(given, asked, answer):
    assert fits(given, asked).answer == answer
