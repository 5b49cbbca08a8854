"""Objects of the project's classes."""

from collections.abc import Callable

from icefloe.evaluate import definitions, enumeration
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import table
from icefloe.source import Span
from icefloe.values import Argument, Class, Field, Function, Instance, Known, Record, Reference, Symbol, Unknown, Value

_FIELD_BASES = ("pydantic", "typing.NamedTuple", "msgspec.", "mashumaro.", "sqlmodel.")
_MAKERS = ("dataclasses.dataclass", "pydantic.dataclasses.dataclass", "attr.", "attrs.")
_FIELDS = frozenset({"dataclasses.field", "pydantic.Field", "attr.ib", "attr.field", "attrs.field", "msgspec.field"})
Inline = Callable[[Machine, Function, tuple[Argument, ...], Span], Value]


def instance(machine: Machine, of: Class, arguments: tuple[Argument, ...], span: Span, inline: Inline) -> Value:
    """A new object: its fields filled as a dataclass does it, or by its `__init__`."""
    if any(argument.star for argument in arguments):
        return Unknown(why=f"the arguments of `{of.name}` are only known when it runs", span=span)
    if enumeration.is_enumeration(machine, of):
        if len(arguments) != 1:
            return Unknown(why=f"which member of `{of.name}` it is is not said", span=span)
        return enumeration.by_value(machine, of, arguments[0].value, span)
    if _has_base(machine, of, ("typing.TypedDict", "typing_extensions.TypedDict")):
        rows = [(Known(value=name, span=span), value) for name, value in _named(arguments)]
        return table(rows, machine.token(), span)
    initialiser = definitions.member(machine, of, "__init__")
    made = Instance(of=of, attributes=(), token=machine.token(), span=span)
    if isinstance(initialiser, Function):
        inline(machine, initialiser, (Argument(name=None, value=made, span=span), *arguments), span)
        return machine.current(made)
    from icefloe.evaluate import behind

    if behind.made(machine, made, arguments, span) is not None:
        return made
    fields: dict[str, Field] = {}
    for owner in reversed(definitions.bases(machine, of)):
        fields |= {f.name: f for f in owner.fields if not _is_class_variable(f)}
    attributes = (
        _filled(machine, list(fields.values()), arguments, span) if has_fields(machine, of) else _named(arguments)
    )
    if attributes is None:
        return Unknown(why=f"the arguments do not fit the fields of `{of.name}`", span=span)
    made = Instance(of=of, attributes=attributes, token=made.token, span=span)
    after = definitions.member(machine, of, "__post_init__")
    if isinstance(after, Function):
        inline(machine, after, (Argument(name=None, value=made, span=span),), span)
    return machine.current(made)


def _has_base(machine: Machine, of: Class, paths: tuple[str, ...]) -> bool:
    found = (base for owner in definitions.bases(machine, of) for base in owner.bases)
    return any(isinstance(base, Reference) and base.path.startswith(paths) for base in found)


def has_fields(machine: Machine, of: Class) -> bool:
    """Whether a class makes its `__init__` from its annotated names."""
    for owner in definitions.bases(machine, of):
        for value in (*owner.decorators, *owner.bases):
            path = value.path if isinstance(value, Reference | Record) else ""
            if path.startswith((*_MAKERS, *_FIELD_BASES)):
                return True
    return False


def _is_class_variable(field: Field) -> bool:
    value = field.annotation
    value = value.operands[0] if isinstance(value, Symbol) and value.op == "index" else value
    return isinstance(value, Reference) and value.path in {"typing.ClassVar", "typing_extensions.ClassVar"}


def _places(fields: list[Field]) -> bool:
    """Whether arguments can be told by their places: no field says how it is given."""
    for field in fields:
        if isinstance(field.annotation, Reference) and field.annotation.path == "dataclasses.KW_ONLY":
            return False
        default = field.default
        if isinstance(default, Record) and any(a.name in {"init", "kw_only"} or a.star for a in default.arguments):
            return False
    return True


def _named(arguments: tuple[Argument, ...]) -> tuple[tuple[str, Value], ...]:
    return tuple((a.name, a.value) for a in arguments if a.name is not None)


def _filled(
    machine: Machine, fields: list[Field], arguments: tuple[Argument, ...], span: Span
) -> tuple[tuple[str, Value], ...] | None:
    names = [f.name for f in fields]
    given: dict[str, Value] = {}
    free = list(names)
    if any(argument.name is None for argument in arguments) and not _places(fields):
        return None
    for argument in arguments:
        if argument.name is None:
            if not free:
                return None
            given[free.pop(0)] = argument.value
        else:
            if argument.name in free:
                free.remove(argument.name)
            given[argument.name] = argument.value
    for field in fields:
        default = _default(machine, field, span) if field.name not in given else None
        if default is not None:
            given[field.name] = default
    # In the order of the fields, as they are shown and gone through.
    return tuple((name, given[name]) for name in (*names, *(n for n in given if n not in names)) if name in given)


def _default(machine: Machine, field: Field, span: Span) -> Value | None:
    """What a field is when it is not given: its default, or what its factory makes for each object anew."""
    default = field.default
    if not isinstance(default, Record) or default.path not in _FIELDS:
        return None if isinstance(default, Reference) and default.path == "builtins.Ellipsis" else default
    factory = default.argument("default_factory") or default.argument("factory")
    if factory is not None:
        return machine.call(factory.value, (), span)
    first = None if default.path == "dataclasses.field" else 0
    given = default.argument("default", first)
    if given is None or (isinstance(given.value, Reference) and given.value.path == "builtins.Ellipsis"):
        return None
    return given.value
