"""The shape of a document, read from the frozen dataclasses that stand for it.

The codec and the generator of the JSON Schema both work on shapes, so that the two cannot say different things.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, TypeAlias

from icefloe_schema.records import dataclass

Shape: TypeAlias = "Scalar | Choice | Maybe | Many | One | Tagged | Either | Free | Table"

# How a field says that it is written although it holds its default.
SHOWN: Mapping[str, object] = types.MappingProxyType({"shown": True})


def matching(pattern: str) -> Mapping[str, object]:
    """How a field says which whole strings it takes."""
    return {"pattern": pattern}


def at_least(minimum: int) -> Mapping[str, object]:
    """How a field says which is its smallest number."""
    return {"minimum": minimum}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A string, boolean or integer."""

    type: type[str] | type[bool] | type[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of some strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maybe:
    """A shape, or null."""

    of: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list."""

    of: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """An object of one class."""

    cls: type[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """An object of one of several classes, told apart by the string under `key`."""

    key: str
    classes: tuple[type[object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """A string, or what the other shape says."""

    other: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """An encoded literal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An encoded dictionary; `open` where unknown keys are welcome, as below `hints`."""

    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a class: its shape and limits, and whether it must be given or is always written."""

    name: str
    shape: Shape
    required: bool
    shown: bool
    default: object
    pattern: str
    minimum: int | None


def tag_of(cls: type) -> str:
    """The tag of a class in its union, or empty."""
    tag = getattr(cls, "tag", "")
    return tag if isinstance(tag, str) else ""


def key_of(cls: type) -> str:
    """The key that tells the classes of a union apart: `from` says where a value comes from, `kind` all else."""
    return "from" if cls.__name__.startswith("From") else "kind"


def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a dataclass, in order."""
    return _fields_of(cls)


@cache
def _fields_of(cls: type) -> tuple[Field, ...]:
    # `Json` is a recursive alias in strings: its names are given here, its recursion is cut.
    hints = typing.get_type_hints(cls, localns={"Json": object, "Sequence": Sequence, "Mapping": Mapping})
    return tuple(_field(field, hints[field.name]) for field in dataclasses.fields(cls))


def _field(field: "dataclasses.Field[object]", hint: object) -> Field:
    default: object = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    shown = bool(field.metadata.get("shown"))
    shape = _shape(hint)
    return Field(
        name=field.name,
        shape=Table(open=True) if field.name == "hints" else shape,
        required=default is dataclasses.MISSING or shown,
        shown=shown,
        default=default,
        pattern=str(field.metadata.get("pattern", "")),
        minimum=field.metadata.get("minimum"),
    )


def _shape(hint: object) -> Shape:
    if hint is str or hint is bool or hint is int:
        return Scalar(type=hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return One(cls=hint)
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin is Literal:
        return Choice(values=arguments)
    if origin is tuple:
        return Many(of=_shape(arguments[0]))
    if origin is Mapping:
        return Table()
    if origin is typing.Union or origin is types.UnionType:
        return _union(arguments)
    raise TypeError(f"no shape for {hint!r}")


def _union(arguments: tuple[object, ...]) -> Shape:
    if any(typing.get_origin(argument) is Sequence for argument in arguments):
        return Free()
    rest = tuple(argument for argument in arguments if argument is not type(None))
    if len(rest) < len(arguments):
        return Maybe(of=_shape(rest[0]) if len(rest) == 1 else _union(rest))
    classes = tuple(argument for argument in rest if isinstance(argument, type) and dataclasses.is_dataclass(argument))
    if len(classes) == len(rest):
        return Tagged(key=key_of(classes[0]), classes=classes)
    if str in rest and len(rest) == 2:
        return Either(other=_shape(next(argument for argument in rest if argument is not str)))
    raise TypeError(f"no shape for a union of {arguments!r}")
