"""Objects of the project's classes."""

from collections.abc import Callable

from icefloe.evaluate import definitions
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Class, Field, Function, Instance, Record, Reference, Symbol, Unknown, Value

_FIELD_BASES = ("pydantic.", "typing.NamedTuple", "msgspec.", "mashumaro.")
Inline = Callable[[Machine, Function, tuple[Argument, ...], Span], Value]


def instance(machine: Machine, of: Class, arguments: tuple[Argument, ...], span: Span, inline: Inline) -> Value:
    """A new object: its fields filled as a dataclass does it, or by its `__init__`."""
    if any(argument.star for argument in arguments):
        return Unknown(why=f"the arguments of `{of.name}` are only known when it runs", span=span)
    initialiser = definitions.member(machine, of, "__init__")
    made = Instance(of=of, attributes=(), token=machine.token(), span=span)
    if isinstance(initialiser, Function):
        inline(machine, initialiser, (Argument(name=None, value=made, span=span), *arguments), span)
        return machine.current(made)
    fields: dict[str, Field] = {}
    for owner in reversed(definitions.bases(machine, of)):
        fields |= {f.name: f for f in owner.fields if not _is_class_variable(f)}
    attributes = _filled(list(fields.values()), arguments) if _has_fields(machine, of) else _named(arguments)
    if attributes is None:
        return Unknown(why=f"the arguments do not fit the fields of `{of.name}`", span=span)
    made = Instance(of=of, attributes=attributes, token=made.token, span=span)
    after = definitions.member(machine, of, "__post_init__")
    if isinstance(after, Function):
        inline(machine, after, (Argument(name=None, value=made, span=span),), span)
    return machine.current(made)


def _has_fields(machine: Machine, of: Class) -> bool:
    for owner in definitions.bases(machine, of):
        for value in (*owner.decorators, *owner.bases):
            path = value.path if isinstance(value, Reference | Record) else ""
            if path == "dataclasses.dataclass" or path.startswith(_FIELD_BASES):
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


def _filled(fields: list[Field], arguments: tuple[Argument, ...]) -> tuple[tuple[str, Value], ...] | None:
    names = [f.name for f in fields]
    given: dict[str, Value] = {f.name: f.default for f in fields if f.default is not None}
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
    return tuple(given.items())
