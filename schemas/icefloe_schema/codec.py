"""Documents from dataclasses and back.

`to_json` leaves out what holds its default. `from_json` is strict: what it does not know it refuses, with the place.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from functools import cache
from operator import attrgetter
from typing import cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.newer import as_known, newer_version
from icefloe_schema.plan import Plan
from icefloe_schema.reading import from_json
from icefloe_schema.records import dataclass
from icefloe_schema.shapes import fields_of, key_of, tag_of
from icefloe_schema.strict import parse

__all__ = ["Reading", "SchemaError", "dumps", "from_json", "loads", "read", "read_document", "to_json"]

# What stands for itself.
_PLAIN = frozenset((str, bool, int, type(None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A plan that was read, and what its reader should be told."""

    plan: Plan
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How objects of a class are written: their tag, and each field with its default, MISSING where it is written
    whatever it holds; `values` gives what an object holds in them."""

    tag: Mapping[str, Json]
    fields: tuple[tuple[str, object], ...]
    values: Callable[[object], tuple[object, ...]]


def to_json(obj: object) -> dict[str, Json]:
    """The document of a dataclass: fields in their order, those that hold their default left out."""
    form = _form_of(type(obj))
    found: dict[str, Json] = dict(form.tag)
    for (name, default), value in zip(form.fields, form.values(obj), strict=True):
        if value is default:
            continue
        if type(value) is str:
            if value != default:
                found[name] = value
        elif not _same(value, default):
            found[name] = cast("Json", value) if type(value) in _PLAIN else _written(value)
    return found


def dumps(plan: Plan) -> str:
    """The text of a plan: indented, keys in the order of the classes, with a newline at its end."""
    return json.dumps(to_json(plan), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str | bytes) -> Plan:
    """The plan in a text, strictly read."""
    return read(text).plan


def read(text: str | bytes) -> Reading:
    """The plan in a text, with warnings if a newer minor version wrote it; a newer major version is refused."""
    return read_document(parse(text))


def read_document(document: Json) -> Reading:
    """The plan that a document is, as `read` gives it."""
    version = newer_version(document)
    if not version:
        return Reading(plan=from_json(Plan, document))
    known, warnings = as_known(document, version)
    try:
        return Reading(plan=from_json(Plan, known), warnings=warnings)
    except SchemaError as error:
        raise SchemaError(f"{error.message} ({warnings[0]})", at=error.at) from None


def _form_of(cls: type) -> _Form:
    return _form(cls)


@cache
def _form(cls: type) -> _Form:
    fields = fields_of(cls)
    return _Form(
        tag={key_of(cls): tag_of(cls)} if tag_of(cls) else {},
        fields=tuple((field.name, MISSING if field.required else field.default) for field in fields),
        values=_holder(tuple(field.name for field in fields)),
    )


def _holder(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    """What gives the attributes of these names: all of them at once, where there are several."""
    if len(names) > 1:
        return cast("Callable[[object], tuple[object, ...]]", attrgetter(*names))
    return lambda obj: tuple(getattr(obj, name) for name in names)


def _same(value: object, default: object) -> bool:
    return value == default and (type(value) is bool) is (type(default) is bool)


def _written(value: object) -> Json:
    kind = type(value)
    if kind in _PLAIN:
        return cast("Json", value)
    if "__dataclass_fields__" in kind.__dict__:
        return to_json(value)
    if isinstance(value, (tuple, list)):
        return [_written(item) for item in cast("Sequence[object]", value)]
    if isinstance(value, (dict, Mapping)):
        return {key: _written(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, str | int):
        return value
    if isinstance(value, float):
        raise SchemaError(f'{value!r} is a float; it is written {{"$float": "{value!r}"}}')
    return to_json(value)
