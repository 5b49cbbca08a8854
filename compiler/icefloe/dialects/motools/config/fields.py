"""The fields of a class of configuration: required or not, their defaults, their keys, what checks their values."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from icefloe.dialect import Reader
from icefloe.dialects.motools.config.checkers import called, checks_of, named
from icefloe.dialects.motools.config.forms import optional
from icefloe.dialects.motools.config.shape import Anything, Check, Form, Part
from icefloe.source import Span
from icefloe.values import (
    Argument,
    Class,
    Function,
    Items,
    Known,
    Record,
    Reference,
    Symbol,
    Table,
    Unknown,
    Value,
)
from icefloe_schema.records import dataclass

_FIELDS = frozenset({"dataclasses.field", "pydantic.Field", "attr.ib", "attr.field", "attrs.field", "msgspec.field"})
_HIDDEN = frozenset({"typing.ClassVar", "typing_extensions.ClassVar", "dataclasses.KW_ONLY"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A name with an annotation and a default, as a class body or an `__init__` has it."""

    name: str
    annotation: Value | None
    default: Value | None
    span: Span


def hidden(name: str, annotation: Value) -> bool:
    """Whether an annotated name is no field: a class variable, `_: KW_ONLY`, a private name of a model."""
    head = annotation.operands[0] if isinstance(annotation, Symbol) and annotation.op == "index" else annotation
    return (isinstance(head, Reference) and head.path in _HIDDEN) or (name.startswith("__"))


def parts_of(reader: Reader, fields: Iterable[Field], form: Callable[[Value], Form]) -> Iterator[Part]:
    """The fields as parts of a shape; those that are not given from outside (`init=False`) are left out."""
    for one in fields:
        options = _options(one.default)
        if _truth(options, "init") is False:
            continue
        extra = _metadata(options)
        reads = extra.get("deserialize")
        default = default_of(reader, one.default)
        taken = Anything() if one.annotation is None else form(one.annotation)
        found = _checks(reader, reads)
        alias = _text(extra.get("alias")) or _text(_given(options, "alias"))
        yield Part(
            name=alias or one.name,
            attribute=one.name,
            # A default of None says that None is meant to be possible, whatever the annotation forgets.
            form=optional(taken) if isinstance(default, Known) and default.value is None else taken,
            written="" if one.annotation is None else reader.types.spell(reader.types.annotation(one.annotation)),
            required=default is None,
            default=default,
            span=one.span,
            checks=(*_limits(options, one.annotation), *found),
            reads=reads if isinstance(reads, Function) else None,
            is_kept=bool(found),
            description=_text(_given(options, "description")) or _text(extra.get("description")),
        )


def default_of(reader: Reader, default: Value | None) -> Value | None:
    """What a field is when it is not given, None if it must be: its default, or what its factory makes."""
    options = _options(default)
    if options is None:
        return None if _is_ellipsis(default) else default
    factory = options.argument("default_factory") or options.argument("factory")
    if factory is not None:
        return _made(reader, factory.value, options.span)
    given = _given(options, "default", None if options.path == "dataclasses.field" else 0)
    return None if _is_ellipsis(given) else given


def _made(reader: Reader, factory: Value, span: Span) -> Value:
    """What a factory of defaults makes."""
    match factory:
        case Reference(path="builtins.dict"):
            return Table(entries=(), token=0, span=span)
        case Reference(path="builtins.list" | "builtins.set" | "builtins.tuple" as path):
            kind = path.removeprefix("builtins.")
            return Items(kind="list" if kind == "list" else "tuple", items=(), token=0, span=span)
        case Class():
            return Table(entries=(), token=0, span=span)
        case Function():
            effects = reader.apply(factory, []).effects
            found = [one.value for one in effects if one.kind == "return" and not one.path]
            return found[0] if len(found) == 1 else Unknown(why="its factory is not followed", span=span)
        case Reference():
            return Table(entries=(), token=0, span=span)
        case _:
            return Unknown(why="its factory is not followed", span=span)


def _options(default: Value | None) -> Record | None:
    """The call of `field(…)` that stands for a default, or None."""
    return default if isinstance(default, Record) and default.path in _FIELDS else None


def _metadata(options: Record | None) -> dict[str, Value]:
    """The entries of `metadata`, be it a dictionary or `field_options(…)`."""
    value = _given(options, "metadata")
    if isinstance(value, Table):
        return {str(key.value): item for key, item in value.entries if isinstance(key, Known)}
    if isinstance(value, Record) and value.path.endswith("field_options"):
        names = ("serialize", "deserialize", "serialization_strategy", "alias")
        return {one.name or names[i]: one.value for i, one in enumerate(value.arguments) if one.name or i < len(names)}
    return {}


def _checks(reader: Reader, reads: Value | None) -> tuple[Check, ...]:
    """The checks of a function that reads a field: one of the project, or one of motools, also in a `partial`."""
    match reads:
        case Function():
            return checks_of(reader, reads)
        case Reference(path=path):
            found = named(path)
        case Record(path="functools.partial", arguments=(Argument(value=Reference(path=path)), *fixed)):
            found = called(replace(reads, path=path, arguments=tuple(fixed)))
        case _:
            return ()
    return () if found is None else (found,)


def _limits(options: Record | None, annotation: Value | None) -> Iterator[Check]:
    """The bounds that pydantic's `Field` sets, as a default or in `Annotated`."""
    records = [] if options is None else [options]
    if isinstance(annotation, Symbol) and annotation.op == "index" and isinstance(annotation.operands[1], Items):
        records += [one for one in annotation.operands[1].items if isinstance(one, Record) and one.path in _FIELDS]
    for record in records:
        for name, above in (("ge", False), ("gt", True)):
            bound = _number(record.argument(name))
            if bound is not None:
                yield Check(kind="between", least=bound, above=above)
        for name, below in (("le", False), ("lt", True)):
            bound = _number(record.argument(name))
            if bound is not None:
                yield Check(kind="between", most=bound, below=below)


def _number(argument: Argument | None) -> float | None:
    value = argument.value.value if argument is not None and isinstance(argument.value, Known) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _given(options: Record | None, name: str, position: int | None = None) -> Value | None:
    argument = None if options is None else options.argument(name, position)
    return None if argument is None else argument.value


def _truth(options: Record | None, name: str) -> object:
    value = _given(options, name)
    return value.value if isinstance(value, Known) else None


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else ""


def _is_ellipsis(value: Value | None) -> bool:
    return isinstance(value, Reference) and value.path.endswith("Ellipsis")
