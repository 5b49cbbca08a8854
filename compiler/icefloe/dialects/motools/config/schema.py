"""Forms as JSON Schemas (2020-12), in the form in which a plan has literals.

Nested classes stand where they are used: a plan's literals have no keys that begin with `$`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from icefloe.dialects.motools.config import checks
from icefloe.dialects.motools.config.shape import (
    Anything,
    Either,
    Entries,
    Form,
    Kind,
    Many,
    Nested,
    OneOf,
    Part,
    Row,
    Shape,
    Single,
)
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

Default: TypeAlias = Callable[[Part], tuple[Json, ...]]
"""The default of a field, encoded, if it has one that can be written down."""

_MOST = 2_000
_TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "string",
        "whole": "integer",
        "number": "number",
        "truth": "boolean",
        "nothing": "null",
        "path": "string",
        "moment": "string",
    }
)
_KEYS: Mapping[Kind, str] = MappingProxyType({"whole": r"^[-+]?[0-9]+$"})


def schema(form: Form, default: Default) -> JsonObject:
    """What a value of that form may be; beyond so many parts nothing more is said."""
    return _Schemas(default).of(form)


@dataclass(slots=True)
class _Schemas:
    """Makes one schema; `left` are the parts that it may still have, as classes in classes multiply."""

    default: Default
    left: int = _MOST

    def of(self, form: Form) -> JsonObject:
        """What a value of that form may be."""
        self.left -= 1
        if self.left < 0:
            return {}
        return _schema(form, self)


def _schema(form: Form, made: _Schemas) -> JsonObject:
    match form:
        case Anything():
            return {}
        case Single(kind=kind):
            return {"type": _TYPES[kind]}
        case OneOf(values=values):
            return {"enum": [checks.number(one) for one in values]}
        case Many(item=item):
            inner = made.of(item)
            return {"type": "array", "items": inner} if inner else {"type": "array"}
        case Row(items=items):
            each: list[Json] = [made.of(one) for one in items]
            head: JsonObject = {"prefixItems": each} if each else {}
            return {"type": "array", **head, "items": False, "minItems": len(each)}
        case Entries():
            return _entries(form, made)
        case Nested(shape=shape):
            return _object(shape, made)
        case Either(members=members):
            return {"anyOf": [made.of(one) for one in members]}


def _entries(form: Entries, made: _Schemas) -> JsonObject:
    found: dict[str, Json] = {"type": "object"}
    if isinstance(form.key, Single) and form.key.kind in _KEYS:
        found["propertyNames"] = {"pattern": _KEYS[form.key.kind]}
    elif isinstance(form.key, OneOf):
        found["propertyNames"] = made.of(form.key)
    inner = made.of(form.value)
    return {**found, "additionalProperties": inner} if inner else found


def _object(shape: Shape, made: _Schemas) -> JsonObject:
    """A class with fields."""
    found: dict[str, Json] = {"type": "object", "title": shape.name}
    if shape.description:
        found["description"] = shape.description
    found["properties"] = literals.table((part.name, _property(part, made)) for part in shape.parts)
    required: list[Json] = [part.name for part in shape.parts if part.required]
    if required:
        found["required"] = required
    if shape.unknown == "refused":
        found["additionalProperties"] = False
    return found


def _property(part: Part, made: _Schemas) -> Json:
    """One field: its form and its checks, what is said of it, and its default."""
    found: dict[str, Json] = dict(made.of(part.form))
    more = [one for one in map(checks.schema, part.checks) if one]
    for one in more:
        fresh = {key: value for key, value in one.items() if found.get(key) != value}
        if fresh.keys() & found.keys():
            found = {"allOf": [found, one]}
        else:
            found |= fresh
    if part.description:
        found["description"] = part.description
    given = made.default(part)
    return {**found, "default": given[0]} if given else found
