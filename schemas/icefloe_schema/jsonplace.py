"""Where things stand in the text of a JSON document."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from icefloe_schema.strict import join

# A string, one sign of the structure, or a word; what stands between is space.
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)")
_LETTERS: Mapping[str, str] = MappingProxyType({"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"})


def place_of(text: str, at: str) -> tuple[int, int] | None:
    """The line and column, from 1, of what stands at a place (`steps[3].run`): of its key, where it has one.

    The text need not be right beyond that; None where the place is not found.
    """
    # The open lists and objects: where each stands, and the number of the next item or None for an object.
    outer: list[tuple[str, int | None]] = []
    key = ""
    is_key = False
    for token in _TOKENS.finditer(text):
        first = text[token.start()]
        if first == ":":
            is_key = False
        elif first in "]}":
            outer = outer[:-1]
        elif first == ",":
            if outer and outer[-1][1] is not None:
                outer[-1] = (outer[-1][0], outer[-1][1] + 1)
            is_key = bool(outer) and outer[-1][1] is None
        elif is_key:
            key = _ESCAPED.sub(_meant, token[0][1:-1])
            is_key = False
            if join(outer[-1][0], key) == at:
                return _position(text, token.start())
        else:
            place = _here(outer, key)
            if place == at and (not outer or outer[-1][1] is not None):
                return _position(text, token.start())
            if first in "[{":
                outer.append((place, 0 if first == "[" else None))
                is_key = first == "{"
    return None


def _here(outer: list[tuple[str, int | None]], key: str) -> str:
    if not outer:
        return ""
    place, number = outer[-1]
    return join(place, key) if number is None else f"{place}[{number}]"


def _meant(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16)) if escaped[1] else _LETTERS.get(escaped[2], escaped[2])


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
