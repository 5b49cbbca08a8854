"""Functions as callable types."""

from collections.abc import Callable
from dataclasses import replace

from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    Key,
    Named,
    OverloadType,
    Type,
    TypeVar,
    Union,
    UnknownType,
    causes,
    optional,
    union,
)
from icefloe.values import Function, Known, Parameter, Record, Reference, Symbol, Value

Read = Callable[[Value], Type]
_ANY = AnyType()
_DEPENDS = UnknownType(causes.LIBRARY, causes.LIBRARY)
_NUMBERS = {
    "numpy.floating": ("float",),
    "numpy.inexact": ("float", "complex"),
    "numpy.complexfloating": ("complex",),
    "numpy.number": ("float", "complex"),
    "numpy.generic": ("float", "complex", "str", "bytes"),
}
OVERLOAD = "typing.overload"
PROPERTY = "builtins.property"
CLASS_METHOD = "builtins.classmethod"
STATIC_METHOD = "builtins.staticmethod"


def parameter(of: Parameter, read: Read) -> Type:
    """The type that a parameter takes: its annotation; with the default None, None as well."""
    if of.annotation is None:
        return UnknownType(f"the parameter {of.name} has no annotation", causes.NO_PARAMETER)
    annotated = read(of.annotation)
    if isinstance(of.default, Known) and of.default.value is None and not isinstance(annotated, UnknownType):
        return optional(annotated)
    return annotated


def function(value: Function, read: Read) -> CallableType:
    """A function as a callable; what is not annotated is not known."""
    untold = UnknownType(f"{value.name} has no return annotation", causes.NO_RETURN)
    result = read(value.returns) if value.returns is not None else untold
    if value.is_async and not value.is_generator:
        result = Named("collections.abc.Coroutine", (_ANY, _ANY, result))
    named = [p for p in value.parameters if p.kind in ("positional", "normal")]
    rest = next((parameter(p, read) for p in value.parameters if p.kind == "args"), None)
    options = next((parameter(p, read) for p in value.parameters if p.kind == "kwargs"), None)
    if options is not None and any(p.kind == "kwargs" and _is_unpacked(p.annotation) for p in value.parameters):
        options = UnknownType("unpacked keyword arguments are not read", causes.UNREADABLE)
    spec = rest if isinstance(rest, TypeVar) and rest.kind != "one" else None
    required = next((i for i, p in enumerate(named) if p.default is not None), len(named))
    return CallableType(
        tuple(parameter(p, read) for p in named),
        result,
        None if required == len(named) else required,
        names=tuple(p.name if p.kind == "normal" else "" for p in named),
        rest=None if spec is not None else rest,
        keywords=tuple(
            Key(p.name, parameter(p, read), required=p.default is None) for p in value.parameters if p.kind == "keyword"
        ),
        options=None if spec is not None else options,
        spec=spec,
    )


def _is_unpacked(annotation: Value | None) -> bool:
    """Whether an annotation is `Unpack[…]`."""
    if not isinstance(annotation, Symbol) or annotation.op != "index":
        return False
    base = annotation.operands[0]
    return isinstance(base, Reference) and base.path.endswith(".Unpack")


def method(value: Function, read: Read) -> CallableType:
    """A method as a callable, seen from an instance: without its first parameter."""
    whole = function(value, read)
    if not whole.parameters:
        return whole
    required = None if whole.required is None else max(whole.required - 1, 0)
    first = next(p for p in value.parameters if p.kind in ("positional", "normal"))
    receiver = None if first.annotation is None else whole.parameters[0]
    return replace(whole, parameters=whole.parameters[1:], required=required, names=whole.names[1:], receiver=receiver)


def loosened(type: Type) -> Type:
    """What a package declares to give: it says `str | None` where one of them is always meant.

    A number of numpy that is only said to be some kind of float is mostly one of Python's as well.
    """
    if isinstance(type, Union):
        return union(type, _DEPENDS)
    if isinstance(type, Named) and type.path in _NUMBERS and all(isinstance(a, AnyType) for a in type.arguments):
        return union(type, *(Named(f"builtins.{name}") for name in _NUMBERS[type.path]), _DEPENDS)
    return _without_hashable(type)


def _without_hashable(type: Type) -> Type:
    """Keys that are only said to be hashable (`df.to_dict("records")`) are of a type that the data decides."""
    if isinstance(type, Named) and type.path == "collections.abc.Hashable":
        return _DEPENDS
    if isinstance(type, Named) and type.arguments:
        return replace(type, arguments=tuple(map(_without_hashable, type.arguments)))
    return type


def giving(made: CallableType) -> CallableType:
    """A function of a package, with what it gives as loose as it is declared."""
    return replace(made, returns=loosened(made.returns))


def callable_of(value: Value, one: Callable[[Function], CallableType]) -> CallableType | OverloadType | None:
    """A function, or the overloads of one, as a callable; None for anything else."""
    if isinstance(value, Function):
        return OverloadType(tuple(map(one, value.overloads))) if len(value.overloads) > 1 else one(value)
    if not isinstance(value, Record) or value.path not in (OVERLOAD, "typing_extensions.overload"):
        return None
    items = tuple(one(a.value) for a in value.arguments if isinstance(a.value, Function))
    if not items or len(items) < len(value.arguments):
        return None
    return items[0] if len(items) == 1 else OverloadType(items)


def wrapped(value: Value, path: str) -> Value | None:
    """What one of the builtin decorators wraps, or None where the value is no such thing."""
    if isinstance(value, Record) and value.path == path and value.arguments:
        return value.arguments[0].value
    return None


def awaited(type: Type) -> Type:
    """What an `async` function's caller gets at the end; other types as they are."""
    if isinstance(type, Named) and type.path == "collections.abc.Coroutine" and len(type.arguments) == 3:
        return type.arguments[2]
    return NONE if type == NONE else type
