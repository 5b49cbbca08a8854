"""Python's literals as JSON, types kept.

`None`, booleans, strings, lists, integers up to 2^53 - 1 and dictionaries with plain keys stand for themselves; the
rest are objects with one key: `$float`, `$int`, `$tuple`, `$set`, `$bytes`, `$path`, `$pairs` (a dictionary with a key
that is not an ASCII string or begins with `$`) and `$ref` (a constant that only the program has).
"""

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from icefloe_schema.canonical import canonical
from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass
from icefloe_schema.strict import MAX_INTEGER, is_text, join

MAX_DEPTH = 24
MAX_DIGITS = 4000

# The text below each key that takes one; the JSON Schema says the same.
PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "$float": r"nan|-?inf|-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?",
        "$int": rf"-?[1-9][0-9]{{15,{MAX_DIGITS - 1}}}",
        "$bytes": r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
        "$ref": r"[^:\s]+:[^:\s]*",
    }
)
SEQUENCES = ("$tuple", "$set")
TAGS = ("$float", "$int", "$bytes", "$path", "$ref", "$tuple", "$set", "$pairs")
PLAIN_KEY = r"([\x00-\x23\x25-\x7f][\x00-\x7f]*)?"


class EncodeError(ValueError):
    """A value is not a literal, so that a plan cannot say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A constant that only the program has, by address; an empty `name` is the module itself."""

    module: str
    name: str


def encode(value: object, *, depth: int = 0) -> Json:
    """The JSON form of a Python literal; `EncodeError` for anything else."""
    if depth > MAX_DEPTH:
        raise EncodeError(f"it is nested more than {MAX_DEPTH} levels deep")
    if value is None or type(value) is bool:
        return value
    if type(value) is str:
        return _text(value)
    if type(value) is int:
        return _integer(value)
    if type(value) is float:
        return {"$float": repr(value)}
    if type(value) is bytes:
        import base64  # few plans hold bytes

        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, Ref):
        return {"$ref": _text(f"{value.module}:{value.name}")}
    if type(value) is type(Path()):
        return {"$path": _text(value.as_posix())}
    return _container(value, depth + 1)


def table(entries: Iterable[tuple[Json, Json]]) -> dict[str, Json]:
    """The JSON form of a dictionary whose keys and values are encoded already."""
    pairs = list(entries)
    plain = {key: value for key, value in pairs if isinstance(key, str) and re.fullmatch(PLAIN_KEY, key)}
    return plain if len(plain) == len(pairs) else {"$pairs": [[key, value] for key, value in pairs]}


def mapping(values: Mapping[str, object]) -> dict[str, Json]:
    """The JSON form of a dictionary with string keys, as the object fields of a plan take it."""
    return table((encode(key), encode(value)) for key, value in values.items())


def decode(data: Json, at: str = "") -> object:
    """The Python literal of a JSON form; `SchemaError` if it is none. `$ref` gives a `Ref`, which is not looked up."""
    if data is None or isinstance(data, bool | str):
        return data
    if isinstance(data, int):
        if abs(data) > MAX_INTEGER:
            raise SchemaError("an integer beyond 2^53 - 1 is written as $int", at=at)
        return data
    if isinstance(data, Mapping):
        tag = check_tag(data, at)
        return _tagged(tag, data[tag], join(at, tag)) if tag else {k: decode(v, join(at, k)) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return _decoded_list(data, at)
    raise SchemaError(f"{type(data).__name__} is not a literal", at=at)


def check_tag(data: Mapping[str, Json], at: str) -> str:
    """The `$` key of an object, empty if it is a plain dictionary; refuses what is neither."""
    tags = [key for key in data if key.startswith("$")]
    if not tags:
        return ""
    if len(data) != 1 or tags[0] not in TAGS:
        known = ", ".join(TAGS)
        raise SchemaError(f"an object with a key {tags[0]!r} has that key alone, and it is one of {known}", at=at)
    tag, inner = tags[0], data[tags[0]]
    if tag in PATTERNS or tag == "$path":
        if not isinstance(inner, str) or not re.fullmatch(PATTERNS.get(tag, r"[\s\S]*"), inner):
            raise SchemaError(f"this is not the text of a {tag}", at=join(at, tag))
    elif not isinstance(inner, list | tuple):
        raise SchemaError(f"{tag} takes a list", at=join(at, tag))
    elif tag == "$pairs":
        for index, pair in enumerate(inner):
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                raise SchemaError("$pairs takes a list of [key, value]", at=f"{join(at, tag)}[{index}]")
    return tag


def _text(value: str) -> str:
    if not is_text(value):
        raise EncodeError("a string holds an unpaired surrogate")
    return value


def _integer(value: int) -> Json:
    if abs(value) <= MAX_INTEGER:
        return value
    if value.bit_length() > MAX_DIGITS * 3:
        raise EncodeError(f"an integer has more than about {MAX_DIGITS} digits")
    return {"$int": str(value)}


def _container(value: object, depth: int) -> Json:
    if type(value) is list:
        return [encode(item, depth=depth) for item in cast("list[object]", value)]
    if type(value) is tuple:
        return {"$tuple": [encode(item, depth=depth) for item in cast("tuple[object, ...]", value)]}
    if type(value) is set:
        return {"$set": sorted((encode(item, depth=depth) for item in cast("set[object]", value)), key=canonical)}
    if type(value) is dict:
        entries = cast("dict[object, object]", value).items()
        return table((encode(key, depth=depth), encode(item, depth=depth)) for key, item in entries)
    raise EncodeError(f"an object of type {type(value).__name__} is not a literal")


def _decoded_list(data: Iterable[Json], at: str) -> list[object]:
    return [decode(item, f"{at}[{index}]") for index, item in enumerate(data)]


def _tagged(tag: str, inner: Json, at: str) -> object:
    if isinstance(inner, str):
        return _scalar(tag, inner, at)
    items = inner if isinstance(inner, list | tuple) else []
    if tag == "$tuple":
        return tuple(_decoded_list(items, at))
    if tag == "$set":
        return _distinct(_decoded_list(items, at), at)
    pairs = [_decoded_list(pair, f"{at}[{i}]") for i, pair in enumerate(items) if isinstance(pair, list | tuple)]
    _distinct([pair[0] for pair in pairs], at)
    return {pair[0]: pair[1] for pair in pairs}


def _distinct(items: list[object], at: str) -> set[object]:
    try:
        found = set(items)
    except TypeError as error:
        raise SchemaError(f"{error}: it cannot stand in a set or as a key", at=at) from None
    if len(found) != len(items):
        raise SchemaError("an element or key stands twice", at=at)
    return found


def _scalar(tag: str, text: str, at: str) -> object:
    if tag == "$float":
        number = float(text)
        if repr(number) != text and not (math.isnan(number) and text == "nan"):
            raise SchemaError(f"{text} is written {number!r}", at=at)
        return number
    if tag == "$int":
        integer = int(text)
        if abs(integer) <= MAX_INTEGER:
            raise SchemaError("an integer up to 2^53 - 1 is written as a plain number", at=at)
        return integer
    if tag == "$bytes":
        return _bytes(text, at)
    if tag == "$path":
        return Path(text)
    module, _, name = text.partition(":")
    return Ref(module=module, name=name)


def _bytes(text: str, at: str) -> bytes:
    import base64

    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise SchemaError("this is not base64", at=at) from None
    if base64.b64encode(data).decode("ascii") != text:
        raise SchemaError("this base64 is not in its one form", at=at)
    return data
