"""What runnable does to a parameter's annotation: it calls it with the stored value, whatever it is."""

import re
from typing import Literal, TypeAlias

from icefloe.dialect import Reader
from icefloe.dialects.runnable.values.shapes import shape
from icefloe.types import CallableType, Named, NewTypeType, TupleType, Type, TypedDictType, TypeVar, UnknownType
from icefloe.values import Class, Known, Parameter, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

How: TypeAlias = Literal["as-is", "refused", "cast", "model", "unknown"]

_SPECIAL = frozenset(
    {"Optional", "Union", "Literal", "Annotated", "Final", "ClassVar", "Any", "Never", "NoReturn", "LiteralString"}
    | {"Self", "TypeGuard", "TypeIs", "Required", "NotRequired", "ReadOnly", "Unpack", "Concatenate"}
)
_ABSTRACT = frozenset(
    {"Sequence", "MutableSequence", "Mapping", "MutableMapping", "Iterable", "Iterator", "Collection", "Container"}
    | {"Callable", "Generator", "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Coroutine", "Sized"}
    | {"Hashable", "Reversible", "AbstractSet", "Set", "MutableSet", "SupportsInt", "SupportsFloat", "SupportsIndex"}
    | {"IO", "TextIO", "BinaryIO", "Pattern", "Match"}
)
#: `typing.Set` is `set`; only the one of `collections.abc` is abstract.
_CONCRETE = frozenset({"typing.Set"})
_QUOTED = r"\s*:\s*[bBuUrR]?[\"']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What is done to a value for a parameter: `why` says why it is `refused`, `instead` what to write instead."""

    how: How
    why: str = ""
    instead: str = ""


def called(parameter: Parameter, reader: Reader) -> Called:
    """How runnable treats the annotation of a parameter whose value is stored as json or as a metric."""
    annotation = parameter.annotation
    if annotation is None or is_text(parameter, reader):
        return Called(how="as-is")
    return _called(annotation, reader)


def is_text(parameter: Parameter, reader: Reader) -> bool:
    """Whether an annotation is a text when the program runs: in quotes, or in a module that says so."""
    file = reader.text(parameter.span.path)
    if file is None or file.postponed:
        return file is not None
    line = file.lines[parameter.span.line - 1] if parameter.span.line <= len(file.lines) else ""
    rest = line[parameter.span.column - 1 :]
    return rest.startswith(parameter.name) and re.match(_QUOTED, rest[len(parameter.name) :]) is not None


def _called(value: Value, reader: Reader) -> Called:
    match value:
        case Known():
            return Called(how="as-is")
        case Record():
            return _made(value, reader)
        case Reference(path=path):
            return _named(path, reader.types.annotation(value), reader)
        case Class():
            return _class(value, reader)
        case Symbol(op="|", operands=operands):
            if any(_is_typing(one) for one in operands):
                return _refused("Union", "the union is made by `typing`, as a part of it is")
            return Called(how="as-is")
        case Symbol(op="index", operands=(Reference(path=path), _)):
            return _named(path, reader.types.annotation(value), reader)
        case Symbol(op="index", operands=(Class() as base, _)):
            return _class(base, reader)
        case _:
            return Called(how="unknown")


def _is_typing(value: Value) -> bool:
    """Whether `value | None` is made by `typing`, and not one of Python's own unions."""
    match value:
        case Symbol(op="index", operands=(Reference(path=path), _)):
            return path.startswith(("typing.", "typing_extensions."))
        case Symbol(op="|", operands=operands):
            return any(_is_typing(one) for one in operands)
        case Record(path=path):
            return path.rpartition(".")[2] in ("TypeVar", "NewType", "ParamSpec")
        case _:
            return False


def _made(record: Record, reader: Reader) -> Called:
    """The annotation is what a call made: a type variable, a `NewType`, a functional class."""
    made = reader.types.annotation(record)
    if isinstance(made, TypeVar):
        return Called(how="as-is")
    if isinstance(made, TypedDictType) or (isinstance(made, NewTypeType) and record.path.endswith("NewType")):
        return Called(how="cast")
    return Called(how="unknown")


def _named(path: str, type: Type, reader: Reader) -> Called:
    owner, _, name = path.rpartition(".")
    if owner in ("typing", "typing_extensions") and name in _SPECIAL:
        return _refused(name, f"`{name}` cannot be called")
    if owner in ("typing", "typing_extensions", "collections.abc") and name in _ABSTRACT and path not in _CONCRETE:
        return _refused(name, f"`{name}` is abstract")
    if path == "builtins.object":
        return Called(how="refused", why="`object` takes no value", instead="take the annotation out")
    if isinstance(type, TypeVar | UnknownType):
        return Called(how="unknown")
    if isinstance(type, Named):
        found = reader.types.class_at(type.path)
        return Called(how="cast") if found is None else _class(found, reader)
    return Called(how="cast") if isinstance(type, TupleType | TypedDictType | CallableType) else Called(how="unknown")


def _class(found: Class, reader: Reader) -> Called:
    form = shape(f"{found.module}.{found.qualname}", reader.types).form
    if form == "protocol":
        return Called(how="refused", why=f"`{found.name}` is a Protocol", instead="annotate a class, or nothing")
    if form == "model":
        return Called(how="model")
    return Called(how="cast")


def _refused(name: str, why: str) -> Called:
    instead = {
        "Optional": "write `X | None`: that is handed over as it is",
        "Union": "write `X | Y` of plain classes: that is handed over as it is",
        "Literal": "annotate the type of the values (`str`)",
        "Any": "take the annotation out",
        "Annotated": "annotate the type alone",
        "Sequence": "annotate `list`",
        "Iterable": "annotate `list`",
        "Mapping": "annotate `dict`",
    }
    return Called(how="refused", why=why, instead=instead.get(name, "annotate a class that can be made from the value"))
