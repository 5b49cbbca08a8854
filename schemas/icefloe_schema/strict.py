"""Strict reading of JSON text: what a lenient reader would let pass without a word is refused here."""

import json
import re
from collections.abc import Iterator

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 128
MAX_INTEGER = 2**53 - 1

# A string, or one bracket: enough to count depth before the real parser recurses.
_TOKENS = r'(?s)"(?:[^"\\]|\\.)*"|[\[\]{}]'


def parse(text: str | bytes) -> Json:
    """The JSON document in `text`.

    Refused: anything but UTF-8, a byte order mark, documents too large or too deep, duplicate or non-ASCII keys,
    NaN and Infinity, floats, integers beyond 2^53 - 1, and unpaired surrogates.
    """
    source = _decoded(text)
    _refuse_depth(source)
    try:
        document: Json = json.loads(
            source,
            object_pairs_hook=_object,
            parse_float=_refuse_float,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise SchemaError(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise SchemaError(f"nested more than {MAX_DEPTH} levels deep") from None
    if "\\u" in source:
        _refuse_surrogates(document)
    return document


def walk(value: Json, at: str = "") -> Iterator[tuple[str, Json]]:
    """Every value of a document with its place, without recursion."""
    todo: list[tuple[str, Json]] = [(at, value)]
    while todo:
        place, item = todo.pop()
        yield place, item
        if isinstance(item, dict):
            todo.extend((join(place, str(key)), inner) for key, inner in item.items())
        elif isinstance(item, list | tuple):
            todo.extend((f"{place}[{index}]", inner) for index, inner in enumerate(item))


def join(at: str, key: str) -> str:
    """The place of `key` below the place `at`."""
    return f"{at}.{key}" if at else key


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:
        raise SchemaError(f"larger than {MAX_BYTES // 2**20} MiB")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SchemaError(f"not UTF-8: byte {error.start} cannot be read") from None
    if text.startswith("\ufeff"):
        raise SchemaError("begins with a byte order mark; save it as plain UTF-8")
    return text


def _refuse_depth(source: str) -> None:
    depth = 0
    for token in re.finditer(_TOKENS, source):
        first = source[token.start()]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise SchemaError(f"nested more than {MAX_DEPTH} levels deep")
        elif first in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if not key.isascii():
            raise SchemaError(f"key {key!r} is not ASCII; such a dictionary is written as $pairs")
        if key in found:
            raise SchemaError(f"key {key!r} stands twice in one object")
        found[key] = value
    return found


def _refuse_float(text: str) -> Json:
    raise SchemaError(f'{text} is a JSON float; write {{"$float": "{text}"}}')


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise SchemaError(f'an integer beyond 2^53 - 1 ({text[:20]}…) is written {{"$int": "…"}}')
    return int(text)


def _refuse_constant(text: str) -> Json:
    raise SchemaError(f"{text} is not JSON")


def _refuse_surrogates(document: Json) -> None:
    for place, value in walk(document):
        if isinstance(value, str) and not is_text(value):
            raise SchemaError("a string holds an unpaired surrogate", at=place)


def is_text(value: str) -> bool:
    """Whether a string can be written as UTF-8: it holds no unpaired surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
