"""Documents from outside against the JSON Schemas, for those who do not trust our own reader.

`jsonschema` is imported when it is needed: reading and running a plan does without it. Of all that it complains about,
the one place is found that our own reader names: where a union is not met, the member of it that was meant is asked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.reading import shown, word
from icefloe_schema.records import dataclass
from icefloe_schema.strict import MAX_INTEGER, is_text, join, refuse_depth, walk

Parts: TypeAlias = tuple[str | int, ...]
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "object": "an object",
        "array": "a list",
        "string": "a string",
        "boolean": "true or false",
        "integer": "a whole number",
        "null": "null",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaint:
    """What is wrong at a place; `is_other` says that another member of a union was meant."""

    parts: Parts
    message: str
    is_other: bool = False


def validate(document: Json, schema: Literal["plan", "lock"] = "plan") -> None:
    """Refuse a document that does not fit its JSON Schema: `SchemaError` with the place that our reader names."""
    from jsonschema import Draft202012Validator

    refuse_depth(document)
    for place, value in walk(document):
        _refuse(value, place)
    validator: Any = Draft202012Validator(schema_document(schema))
    errors = cast("Iterable[Any]", validator.iter_errors(document))
    complaints = [complaint for error in errors for complaint in _complaints(error)]
    if complaints:
        first = min(complaints, key=lambda one: _order(document, one.parts))
        raise SchemaError(first.message, at=_place(first.parts))


@cache
def schema_document(name: str) -> dict[str, Json]:
    """One of the JSON Schemas of this package, as a document."""
    text = Path(__file__).with_name(f"{name}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Json] = json.loads(text)
    return document


def _refuse(value: Json, at: str) -> None:
    """Refuse what no text of a plan may hold, as our own reader does before it looks at anything else."""
    if isinstance(value, float):
        # JSON Schema cannot tell 1.0 from 1.
        raise SchemaError(f'{value!r} is a JSON float; write {{"$float": "{value!r}"}}', at=at)
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise SchemaError('an integer beyond 2^53 - 1 is written {"$int": "…"}', at=at)
    if isinstance(value, str) and not is_text(value):
        raise SchemaError("a string holds an unpaired surrogate", at=at)
    if isinstance(value, dict) and not "".join(value).isascii():
        key = next(key for key in value if not key.isascii())
        raise SchemaError(f"key {key!r} is not ASCII; such a dictionary is written as $pairs", at=at)


def _complaints(error: Any) -> Iterator[_Complaint]:
    """What one error comes to: of a union that is not met, what the member says that was meant."""
    parts = tuple(cast("Iterable[str | int]", error.absolute_path))
    if error.validator not in ("anyOf", "oneOf"):
        is_tag = error.validator == "const"
        yield _Complaint(parts=parts[:-1] if is_tag else parts, message=_message(error), is_other=is_tag)
        return
    members: list[list[_Complaint]] = []
    for _, context in groupby(cast("Sequence[Any]", error.context), key=lambda one: one.schema_path[0]):
        members.append([complaint for one in context for complaint in _complaints(one)])
    meant = [member for member in members if all(len(one.parts) > len(parts) for one in member)]
    near = [member for member in members if not any(one.is_other for one in member)]
    if meant:
        yield from meant[0]
    elif len(near) == 1:
        yield _Complaint(parts=parts, message=next(one.message for one in near[0] if one.parts == parts))
    else:
        yield _Complaint(parts=parts, message=_of_union(error, members))


def _of_union(error: Any, members: Sequence[Sequence[_Complaint]]) -> str:
    tags = [one.message for member in members for one in member if one.is_other]
    instance: object = error.instance
    if len(tags) == len(members) and isinstance(instance, Mapping):
        return f"this is none of {', '.join(tags)}"
    return f"{word(instance)} does not fit here"


def _message(error: Any) -> str:
    """What an error says, in the words of our own reader."""
    instance: object = error.instance
    value: Any = error.validator_value
    match error.validator:
        case "type":
            types = [value] if isinstance(value, str) else cast("list[str]", value)
            return f"expected {' or '.join(_TYPES[one] for one in types)}, got {word(instance)}"
        case "required":
            missing = next(key for key in cast("list[str]", value) if key not in cast("Mapping[str, Json]", instance))
            return f"the key {missing!r} is missing"
        case "additionalProperties":
            known = cast("Mapping[str, Json]", error.schema.get("properties", {}))
            return f"unknown key {next((k for k in cast('Mapping[str, Json]', instance) if k not in known), '')!r}"
        case "enum":
            return f"expected one of {', '.join(map(str, cast('list[str]', value)))}, got {shown(instance)}"
        case "const":
            return str(value)
        case "minimum":
            return f"{instance} is less than {value}"
        case _:
            return str(error.message)[:300]


def _order(document: Json, parts: Parts) -> tuple[int, ...]:
    """Where a place stands in the order of the document."""
    found: list[int] = []
    node: Any = document
    for part in parts:
        found.append(part if isinstance(part, int) else list(cast("Mapping[str, Json]", node)).index(part))
        node = node[part]
    return (*found, len(cast("Mapping[str, Json]", node)) if isinstance(node, dict) else 0)


def _place(parts: Parts) -> str:
    at = ""
    for part in parts:
        at = f"{at}[{part}]" if isinstance(part, int) else join(at, part)
    return at
