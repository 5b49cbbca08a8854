"""What literals are worth: the plain ones are read here, as LibCST compiles each of them anew."""

import libcst as cst

#: So long a number certainly is one that Python reads from text.
_DIGITS = 18


def text_of(node: cst.SimpleString) -> str | bytes:
    """The value of a text: without prefix and escapes it is what stands between its quotes."""
    value = node.value
    if value[0] not in "'\"" or "\\" in value:
        return node.evaluated_value
    return value[3:-3] if value.startswith(("'''", '"""')) else value[1:-1]


def number_of(node: cst.Integer) -> int:
    """The value of a whole number."""
    value = node.value
    if len(value) > _DIGITS or not value.isdecimal() or not value.isascii():
        return node.evaluated_value
    return int(value)
