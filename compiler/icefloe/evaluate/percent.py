"""`"..." % values`, where the values are known."""

import re

from icefloe.evaluate.budget import TEXT
from icefloe.source import Span
from icefloe.values import Items, Known, Scalar, Table, Unknown, Value

# A width that is given as a value, or in more than three digits, could make a text of any size.
_WIDE = re.compile(r"%[^%a-zA-Z]*\*|\d{4}")


def formatted(text: str, values: Value, span: Span) -> Value | None:
    """The text; None where a value is not known."""
    given: Scalar | tuple[Scalar, ...] | dict[str, Scalar]
    if isinstance(values, Known):
        given = values.value
    elif isinstance(values, Items) and values.kind == "tuple":
        given = tuple(item.value for item in values.items if isinstance(item, Known))
        if len(given) != len(values.items):
            return None
    elif isinstance(values, Table):
        pairs = [(k.value, v.value) for k, v in values.entries if isinstance(k, Known) and isinstance(v, Known)]
        given = {str(key): value for key, value in pairs if isinstance(key, str)}
        if len(given) != len(values.entries):
            return None
    else:
        return None
    if _WIDE.search(text):
        return Unknown(why="the text's width is too large to fold", span=span)
    try:
        result = text % given
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        return Unknown(why=f"`%` fails: {error}", span=span)
    return Known(value=result, span=span) if len(result) <= TEXT else Unknown(why="the text is too long", span=span)
