"""Documents from dataclasses and back.

`to_json` leaves out what holds its default. `from_json` is strict: what it does not know it refuses, with the place.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from difflib import get_close_matches
from re import fullmatch
from typing import TypeVar, cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import check_tag
from icefloe_schema.plan import PLAN_VERSION, Plan
from icefloe_schema.records import dataclass
from icefloe_schema.shapes import (
    Choice,
    Either,
    Field,
    Free,
    Many,
    Maybe,
    One,
    Scalar,
    Shape,
    Table,
    Tagged,
    fields_of,
    key_of,
    tag_of,
)
from icefloe_schema.strict import MAX_INTEGER, is_text, join, parse

__all__ = ["Reading", "SchemaError", "dumps", "from_json", "loads", "read", "to_json"]

T = TypeVar("T")
_WORDS: tuple[tuple[type, str], ...] = ((str, "a string"), (bool, "true or false"), (int, "a whole number"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A plan that was read, and what its reader should be told."""

    plan: Plan
    warnings: tuple[str, ...] = ()


def to_json(obj: object) -> dict[str, Json]:
    """The document of a dataclass: fields in their order, those that hold their default left out."""
    cls = type(obj)
    found: dict[str, Json] = {}
    if tag_of(cls):
        found[key_of(cls)] = tag_of(cls)
    for field in fields_of(cls):
        value = getattr(obj, field.name)
        if field.required or field.default is MISSING or not _same(value, field.default):
            found[field.name] = _written(value)
    return found


def from_json(cls: type[T], data: Json, at: str = "") -> T:
    """The dataclass of a document; `SchemaError` with the place for everything that does not belong there."""
    if not isinstance(data, Mapping):
        raise SchemaError(f"expected an object, got {_word(data)}", at=at)
    known = {field.name: field for field in fields_of(cls)}
    own = {key_of(cls)} if tag_of(cls) else set[str]()
    if own and data.get(key_of(cls)) != tag_of(cls):
        raise SchemaError(f"expected {key_of(cls)} {tag_of(cls)!r}", at=at)
    for key in data:
        if key not in known and key not in own:
            raise SchemaError(f"unknown key {key!r}{_meant(key, known)}", at=at)
    values: dict[str, object] = {}
    for name, field in known.items():
        if name in data:
            values[name] = _limited(_read(field.shape, data[name], join(at, name)), field, join(at, name))
        elif field.required:
            raise SchemaError(f"the key {name!r} is missing", at=at)
    return cls(**values)


def dumps(plan: Plan) -> str:
    """The text of a plan: indented, keys in the order of the classes, with a newline at its end."""
    return json.dumps(to_json(plan), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str | bytes) -> Plan:
    """The plan in a text, strictly read."""
    return read(text).plan


def read(text: str | bytes) -> Reading:
    """The plan in a text, with a warning if a newer minor version wrote it; a newer major version is refused."""
    document = parse(text)
    newer = _newer(document)
    try:
        plan = from_json(Plan, document)
    except SchemaError as error:
        raise SchemaError(f"{error.message}{f' ({newer})' if newer else ''}", at=error.at) from None
    return Reading(plan=plan, warnings=(newer,) if newer else ())


def _newer(document: Json) -> str:
    version = document.get("plan") if isinstance(document, Mapping) else None
    if not isinstance(version, str) or not fullmatch(r"[0-9]{1,6}\.[0-9]{1,6}", version):
        return ""
    (major, minor), (own_major, own_minor) = _numbers(version), _numbers(PLAN_VERSION)
    if major != own_major:
        raise SchemaError(
            f"the plan's version is {version}, this Icefloe reads {own_major}.x: "
            + ("upgrade Icefloe" if major > own_major else "compile it again"),
            at="plan",
        )
    if minor > own_minor:
        return f"the plan's version is {version}, newer than {PLAN_VERSION}, which this Icefloe knows; upgrade Icefloe"
    return ""


def _numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


def _same(value: object, default: object) -> bool:
    return isinstance(value, bool) is isinstance(default, bool) and value == default


def _written(value: object) -> Json:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, tuple | list):
        return [_written(item) for item in cast("Sequence[object]", value)]
    if isinstance(value, Mapping):
        return {key: _written(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, float):
        raise SchemaError(f'{value!r} is a float; it is written {{"$float": "{value!r}"}}')
    return to_json(value)


def _read(shape: Shape, data: Json, at: str) -> object:
    match shape:
        case Maybe(of=of):
            return None if data is None else _read(of, data, at)
        case Many(of=of):
            if not isinstance(data, list | tuple):
                raise SchemaError(f"expected a list, got {_word(data)}", at=at)
            return tuple(_read(of, item, f"{at}[{index}]") for index, item in enumerate(data))
        case One(cls=cls):
            return from_json(cls, data, at)
        case Tagged(key=key, classes=classes):
            return _tagged(key, classes, data, at)
        case Either(other=other):
            return data if isinstance(data, str) else _read(other, data, at)
        case Scalar(type=cls):
            return _scalar(cls, data, at)
        case Choice(values=values):
            if data not in values:
                raise SchemaError(f"expected one of {', '.join(values)}, got {_shown(data)}", at=at)
            return data
        case Free():
            _free(data, at)
            return data
        case Table(open=is_open):
            return _table(data, at, is_open=is_open)


def _table(data: Json, at: str, *, is_open: bool) -> object:
    if not isinstance(data, Mapping):
        raise SchemaError(f"expected an object, got {_word(data)}", at=at)
    _free(data, at, is_open=is_open)
    if not is_open and check_tag(data, at) not in ("", "$pairs"):
        raise SchemaError("expected a dictionary", at=at)
    return data


def _scalar(cls: type, data: Json, at: str) -> object:
    if type(data) is not cls:
        raise SchemaError(f"expected {dict(_WORDS)[cls]}, got {_word(data)}", at=at)
    _plain(data, at)
    return data


def _tagged(key: str, classes: tuple[type[object], ...], data: Json, at: str) -> object:
    if not isinstance(data, Mapping):
        raise SchemaError(f"expected an object, got {_word(data)}", at=at)
    tag = data.get(key)
    for cls in classes:
        if tag == tag_of(cls):
            return from_json(cls, data, at)
    tags = {tag_of(cls): cls for cls in classes}
    meant = _meant(tag, tags) if isinstance(tag, str) else ""
    raise SchemaError(f"{key} is {_shown(tag)}, expected one of {', '.join(tags)}{meant}", at=at)


def _free(data: Json, at: str, *, is_open: bool = False) -> None:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not key.isascii():
                raise SchemaError(f"key {key!r} is not an ASCII string", at=at)
            _free(value, join(at, key), is_open=is_open)
        if not is_open:
            check_tag(data, at)
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            _free(item, f"{at}[{index}]", is_open=is_open)
    else:
        _plain(data, at)


def _plain(data: Json, at: str) -> None:
    if isinstance(data, str):
        if not is_text(data):
            raise SchemaError("a string holds an unpaired surrogate", at=at)
    elif isinstance(data, float):
        raise SchemaError(f'{data!r} is a JSON float; write {{"$float": "{data!r}"}}', at=at)
    elif isinstance(data, int):
        if abs(data) > MAX_INTEGER:
            raise SchemaError('an integer beyond 2^53 - 1 is written {"$int": "…"}', at=at)
    elif data is not None:
        raise SchemaError(f"{type(data).__name__} is not JSON", at=at)


def _limited(value: object, field: Field, at: str) -> object:
    if field.pattern and isinstance(value, str) and not fullmatch(field.pattern, value):
        raise SchemaError(f"{_shown(value)} does not have the form {field.pattern}", at=at)
    if field.minimum is not None and isinstance(value, int) and value < field.minimum:
        raise SchemaError(f"{value} is less than {field.minimum}", at=at)
    return value


def _meant(key: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(str(key), list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _word(data: object) -> str:
    if data is None:
        return "null"
    if isinstance(data, Mapping):
        return "an object"
    if isinstance(data, list | tuple):
        return "a list"
    return next((word for cls, word in _WORDS if type(data) is cls), type(data).__name__)


def _shown(data: object) -> str:
    return repr(data) if isinstance(data, str) and len(data) < 60 else _word(data)
