"""Plain texts and numbers have the values that Python gives them."""

import libcst as cst
import pytest

from icefloe.evaluate.literals import number_of, text_of

TEXTS = (
    "''", '""', '"a"', "'''a\nb'''", '"""x"""', '"""a"b"""', "''''a'''", "r'x\\y'", "'\\n'", "b'x'", "u'x'", '"é"',
    "\"a'b\"", '""""""', "'''''b'''", "'{x}'", "R'a'", "'\\N{BULLET}'",
)  # fmt: skip
NUMBERS = ("0", "00", "1_0", "0x1f", "7", "12345678901234567890", "999999999999999999", "0o17", "0b1")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_what_python_says(text: str) -> None:
    """With and without prefix and escapes."""
    node = cst.ensure_type(cst.parse_expression(text), cst.SimpleString)
    assert text_of(node) == node.evaluated_value
    assert type(text_of(node)) is type(node.evaluated_value)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_what_python_says(text: str) -> None:
    """In every base, and so long that it is not read here."""
    node = cst.ensure_type(cst.parse_expression(text), cst.Integer)
    assert number_of(node) == node.evaluated_value
