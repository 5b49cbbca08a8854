"""The JSON Schema (2020-12) of a document, made from the dataclasses that stand for it."""

from collections.abc import Iterable

from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import PATTERNS, PLAIN_KEY, SEQUENCES
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
from icefloe_schema.strict import MAX_INTEGER

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Node = dict[str, Json]


def schema_of(cls: type, title: str) -> Node:
    """The JSON Schema of documents of a class; every class that it reaches is a definition."""
    return {
        "$schema": DIALECT,
        "title": title,
        "description": first_sentence(cls),
        "$ref": f"#/$defs/{cls.__name__}",
        "$defs": {**definitions_of([cls]), **literal_definitions()},
    }


def definitions_of(roots: Iterable[type]) -> Node:
    """The definitions of some classes and of all that they reach, by name."""
    classes: dict[str, type] = {}
    for cls in roots:
        _reach(cls, classes)
    return {name: _object(classes[name]) for name in sorted(classes)}


def anchored(pattern: str) -> str:
    """A pattern for whole strings: Python's `$` alone would let a newline follow."""
    return rf"^(?:{pattern})$(?!\n)"


def first_sentence(cls: type) -> str:
    """The first paragraph of a class's docstring, on one line."""
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def literal_definitions() -> Node:
    """The definitions of encoded literals (`icefloe_schema.literals`), and of the free objects below `hints`."""
    literal: Node = {"$ref": "#/$defs/literal"}
    free: Node = {"$ref": "#/$defs/free"}
    items: Node = {"type": "array", "items": literal}
    pair: Node = {"type": "array", "items": literal, "minItems": 2, "maxItems": 2}
    tagged: Node = {tag: {"type": "string", "pattern": anchored(text)} for tag, text in PATTERNS.items()}
    tagged["$path"] = {"type": "string"}
    tagged.update(dict.fromkeys(SEQUENCES, items))
    pairs: Node = {"$pairs": {"type": "array", "items": pair}}
    names: Node = {"type": "object", "propertyNames": {"pattern": anchored(PLAIN_KEY)}, "additionalProperties": literal}
    return {
        "literal": {"anyOf": [*_scalars(), items, {"$ref": "#/$defs/table"}, *_only(tagged)]},
        "table": {"anyOf": [names, *_only(pairs)]},
        "free": {
            "anyOf": [*_scalars(), {"type": "array", "items": {"$ref": "#/$defs/free"}}, {"$ref": "#/$defs/open"}]
        },
        "open": {
            "type": "object",
            "propertyNames": {"pattern": anchored(r"[\x00-\x7f]*")},
            "additionalProperties": free,
        },
    }


def _scalars() -> list[Json]:
    return [
        {"type": ["null", "boolean", "string"]},
        {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER},
    ]


def _only(tagged: Node) -> list[Json]:
    return [
        {"type": "object", "properties": {tag: node}, "required": [tag], "additionalProperties": False}
        for tag, node in tagged.items()
    ]


def _reach(cls: type, found: dict[str, type]) -> None:
    if cls.__name__ in found:
        return
    found[cls.__name__] = cls
    for field in fields_of(cls):
        for inner in _classes(field.shape):
            _reach(inner, found)


def _classes(shape: Shape) -> tuple[type, ...]:
    match shape:
        case Maybe(of=of) | Many(of=of):
            return _classes(of)
        case Either(other=other):
            return _classes(other)
        case One(cls=cls):
            return (cls,)
        case Tagged(classes=classes):
            return classes
        case _:
            return ()


def _object(cls: type) -> Node:
    properties: Node = {}
    required: list[Json] = []
    if tag_of(cls):
        properties[key_of(cls)] = {"const": tag_of(cls)}
        required.append(key_of(cls))
    for field in fields_of(cls):
        properties[field.name] = _property(field)
        if field.required:
            required.append(field.name)
    node: Node = {"type": "object", "description": first_sentence(cls), "properties": properties}
    if required:
        node["required"] = required
    return {**node, "additionalProperties": False}


def _property(field: Field) -> Node:
    node = _node(field.shape)
    if field.pattern:
        node["pattern"] = anchored(field.pattern)
    if field.minimum is not None:
        node["minimum"] = field.minimum
    return node


def _node(shape: Shape) -> Node:
    match shape:
        case Scalar(type=cls):
            return _scalar(cls)
        case Choice(values=values):
            return {"enum": list(values)}
        case Maybe(of=Scalar(type=cls)):
            node = _scalar(cls)
            return {**node, "type": [node["type"], "null"]}
        case Maybe(of=of):
            return {"anyOf": [_node(of), {"type": "null"}]}
        case Many(of=of):
            return {"type": "array", "items": _node(of)}
        case One(cls=cls):
            return {"$ref": f"#/$defs/{cls.__name__}"}
        case Tagged(classes=classes):
            return {"oneOf": [{"$ref": f"#/$defs/{cls.__name__}"} for cls in classes]}
        case Either(other=other):
            return {"anyOf": [{"type": "string"}, _node(other)]}
        case Free():
            return {"$ref": "#/$defs/literal"}
        case Table(open=is_open):
            return {"$ref": "#/$defs/open" if is_open else "#/$defs/table"}


def _scalar(cls: type) -> Node:
    if cls is bool:
        return {"type": "boolean"}
    if cls is str:
        return {"type": "string"}
    return {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER}
