"""What kind of thing a class is, as far as runnable's storage and casts treat it differently."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from icefloe.infer import Types
from icefloe.source import Span
from icefloe.types import Type
from icefloe.values import Class, Field, Function, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

Form: TypeAlias = Literal["model", "enum", "dataclass", "keys", "tuple", "protocol", "plain", "unknown"]

_MODELS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.RootModel"})
_MODEL_SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})
_ENUMS = frozenset({"enum.Enum", "enum.Flag"})
_TEXTS = frozenset({"enum.StrEnum", "enum.IntEnum", "enum.IntFlag", "builtins.str", "builtins.int"})
_DATACLASSES = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_HARMLESS = frozenset({"builtins.object", "abc.ABC", "typing.Generic"})
_CONVERTS = frozenset({"__iter__", "__getitem__", "__float__", "__index__", "__int__", "__get_pydantic_core_schema__"})
_DEEPEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A class: its form, its fields, and how many arguments it is made with.

    `fields` are those of a model or dataclass, bases first; `needed` are the names of those without a default.
    `members` are the names and constant values of an enumeration, None where one is not known; `text` tells that they
    are texts or numbers themselves. `takes` are the fewest and the most positional arguments, None if not known.
    `places` are those of the fields; a `strict` model has nothing of its own that may take what does not fit them.
    """

    form: Form
    fields: tuple[tuple[str, Type], ...] = ()
    needed: frozenset[str] = frozenset()
    members: tuple[tuple[str, str | int | float], ...] | None = None
    text: bool = False
    takes: tuple[int, int] | None = None
    places: tuple[tuple[str, Span], ...] = ()
    strict: bool = False


UNKNOWN = Shape(form="unknown")


def shape(path: str, types: Types) -> Shape:
    """The shape of the class of that dotted path."""
    found = types.class_at(path)
    return UNKNOWN if found is None else _shape(found, types)


def _shape(found: Class, types: Types) -> Shape:
    line = list(_line(found, 0))
    roots = {path for one in line for path in _outside(one)}
    if roots & (_MODELS | _MODEL_SETTINGS):
        return _model(line, types) if roots & _MODELS else Shape(form="model")
    if roots & (_ENUMS | {"enum.StrEnum", "enum.IntEnum", "enum.IntFlag"}):
        return Shape(form="enum", members=_members(found), text=bool(roots & _TEXTS))
    if "typing.TypedDict" in roots:
        return Shape(form="keys", fields=tuple(_fields(line, types)))
    if "typing.Protocol" in roots:
        return Shape(form="protocol")
    if "typing.NamedTuple" in roots:
        every = [one for part in reversed(line) for one in part.fields]
        least = sum(one.default is None for one in every)
        return Shape(form="tuple", fields=tuple(_fields(line, types)), takes=(least, len(every)))
    if any(_is_dataclass(decorator) for decorator in found.decorators):
        return _dataclass(found, line, types)
    if roots - _HARMLESS or _is_odd(line):
        return UNKNOWN
    return Shape(form="plain", takes=_init(line))


def _is_odd(line: list[Class]) -> bool:
    """Whether something in a class may make it more than it looks: a decorator, a metaclass, a conversion."""
    if any(one.decorators or one.keywords for one in line):
        return True
    return any(name in _CONVERTS or name == "__new__" for one in line for name, _ in one.methods)


def _line(found: Class, depth: int) -> Iterator[Class]:
    """A class and its bases in the project, nearest first."""
    yield found
    for base in found.bases if depth < _DEEPEST else ():
        of = base.operands[0] if isinstance(base, Symbol) and base.op == "index" else base
        if isinstance(of, Class):
            yield from _line(of, depth + 1)


def _outside(found: Class) -> Iterator[str]:
    """The paths of a class's bases from outside the project; `?` for one that is not known."""
    for base in found.bases:
        of = base.operands[0] if isinstance(base, Symbol) and base.op == "index" else base
        if isinstance(of, Reference):
            yield of.path.replace("typing_extensions.", "typing.")
        elif not isinstance(of, Class):
            yield "?"


def _fields(line: list[Class], types: Types) -> Iterator[tuple[str, Type]]:
    found: dict[str, Field] = {one.name: one for part in reversed(line) for one in part.fields}
    for name, one in found.items():
        yield name, types.annotation(one.annotation)


def _model(line: list[Class], types: Types) -> Shape:
    """A pydantic model. A field with a default that is a call may have an alias: then its name says nothing."""
    found: dict[str, Field] = {one.name: one for part in reversed(line) for one in part.fields}
    plain = {name: one for name, one in found.items() if not name.startswith("_") and name != "model_config"}
    needed = frozenset(name for name, one in plain.items() if one.default is None)
    fields = tuple((name, types.annotation(one.annotation)) for name, one in plain.items())
    places = tuple((name, one.span) for name, one in plain.items())
    return Shape(form="model", fields=fields, needed=needed, places=places, strict=_is_strict(line, plain))


def _is_strict(line: list[Class], fields: dict[str, Field]) -> bool:
    """Whether a model takes its fields as they are annotated: no validator, alias or setting changes that."""
    odd = any(
        isinstance(value, Record) or name in ("__init__", "model_config", "Config")
        for part in line
        for name, value in part.methods
    )
    settings = any(one.name == "model_config" for part in line for one in part.fields)
    return not odd and not settings and not any(isinstance(one.default, Record) for one in fields.values())


def _dataclass(found: Class, line: list[Class], types: Types) -> Shape:
    every = [one for part in reversed(line) for one in part.fields]
    plain = not any(isinstance(one, Record) for one in found.decorators) and not _has(line, "__init__")
    simple = plain and not any(isinstance(one.default, Record) for one in every) and len(line) == 1
    takes = (sum(one.default is None for one in every), len(every)) if simple else None
    return Shape(form="dataclass", fields=tuple(_fields(line, types)), takes=takes)


def _is_dataclass(decorator: Value) -> bool:
    of = decorator.function if isinstance(decorator, Record) else decorator
    return isinstance(of, Reference) and of.path in _DATACLASSES


def _has(line: list[Class], name: str) -> bool:
    return any(name == one for part in line for one, _ in part.methods)


def _init(line: list[Class]) -> tuple[int, int] | None:
    """How many positional arguments a plain class takes."""
    for part in line:
        init = next((value for name, value in part.methods if name == "__init__"), None)
        if isinstance(init, Function):
            normal = [one for one in init.parameters[1:] if one.kind in ("positional", "normal")]
            if any(one.kind == "args" for one in init.parameters):
                return None
            if any(one.kind == "keyword" and one.default is None for one in init.parameters):
                return (2, 2)
            return (sum(one.default is None for one in normal), len(normal))
        if init is not None:
            return None
    return (0, 0)


def _members(found: Class) -> tuple[tuple[str, str | int | float], ...] | None:
    values: list[tuple[str, str | int | float]] = []
    for name, value in found.methods:
        if isinstance(value, Function) or name.startswith("_"):
            continue
        if not isinstance(value, Known) or not isinstance(value.value, str | int | float):
            return None
        values.append((name, value.value))
    return tuple(values)
