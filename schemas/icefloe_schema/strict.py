"""Strict reading of JSON text: what a lenient reader would let pass without a word is refused here."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 128
MAX_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Wrong:
    """What stands in a document where something is refused, until its place is known."""

    why: str


def parse(text: str | bytes) -> Json:
    """The JSON document in `text`.

    Refused: anything but UTF-8, a byte order mark, documents too large or too deep, duplicate or non-ASCII keys,
    NaN and Infinity, floats, integers beyond 2^53 - 1, and unpaired surrogates.
    """
    source = _decoded(text)
    wrong: list[_Wrong] = []
    try:
        document: Json = json.loads(
            source,
            object_pairs_hook=partial(_object, wrong),
            parse_float=partial(_float, wrong),
            parse_int=partial(_integer, wrong),
            parse_constant=partial(_constant, wrong),
        )
    except json.JSONDecodeError as error:
        raise SchemaError(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise SchemaError(f"nested more than {MAX_DEPTH} levels deep") from None
    refuse_depth(document)
    if wrong:
        _refuse(document, wrong)
    if "\\u" in source:
        _refuse_surrogates(document)
    return document


def refuse_depth(document: Json) -> None:
    """Refuse a document that is nested more deeply than a plan ever is."""
    level: list[Json] = [document]
    for _ in range(MAX_DEPTH):
        inner: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        level = [item for item in inner if isinstance(item, (dict, list))]
        if not level:
            return
    raise SchemaError(f"nested more than {MAX_DEPTH} levels deep")


def walk(value: Json, at: str = "") -> Iterator[tuple[str, Json]]:
    """Every value of a document with its place, in the order of the document, without recursion."""
    todo: list[tuple[str, Json]] = [(at, value)]
    while todo:
        place, item = todo.pop()
        yield place, item
        if isinstance(item, dict):
            todo.extend((join(place, str(key)), inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list | tuple):
            todo.extend((f"{place}[{index}]", item[index]) for index in reversed(range(len(item))))


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


def _refuse(document: Json, wrong: Sequence[_Wrong]) -> None:
    """Say the first thing in a document that is refused, with its place."""
    for place, value in walk(document):
        if isinstance(cast("object", value), _Wrong):
            raise SchemaError(cast("_Wrong", value).why, at=place)
    # It is within something else that is refused, a value of a key that stands twice.
    raise SchemaError(wrong[0].why)


def _stand_in(wrong: list[_Wrong], why: str) -> Json:
    wrong.append(_Wrong(why=why))
    return cast("Json", wrong[-1])


def _object(wrong: list[_Wrong], pairs: list[tuple[str, Json]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        return _stand_in(wrong, f"key {twice!r} stands twice in one object")
    if not "".join(found).isascii():
        key = next(key for key in found if not key.isascii())
        return _stand_in(wrong, f"key {key!r} is not ASCII; such a dictionary is written as $pairs")
    return found


def _float(wrong: list[_Wrong], text: str) -> Json:
    return _stand_in(wrong, f'{text} is a JSON float; write {{"$float": "{text}"}}')


def _integer(wrong: list[_Wrong], text: str) -> Json:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        return _stand_in(wrong, f'an integer beyond 2^53 - 1 ({text[:20]}…) is written {{"$int": "…"}}')
    return int(text)


def _constant(wrong: list[_Wrong], text: str) -> Json:
    return _stand_in(wrong, f"{text} is not JSON")


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
