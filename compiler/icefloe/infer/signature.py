"""Functions of the project as callable types."""

from collections.abc import Callable
from dataclasses import replace

from icefloe.types import NONE, AnyType, CallableType, Key, Named, Type, UnknownType, optional
from icefloe.values import Function, Known, Parameter, Value

Read = Callable[[Value], Type]
_ANY = AnyType()


def parameter(of: Parameter, read: Read) -> Type:
    """The type that a parameter takes: its annotation; with the default None, None as well."""
    if of.annotation is None:
        return UnknownType(f"the parameter {of.name} has no annotation")
    annotated = read(of.annotation)
    if isinstance(of.default, Known) and of.default.value is None and not isinstance(annotated, UnknownType):
        return optional(annotated)
    return annotated


def function(value: Function, read: Read) -> CallableType:
    """A function as a callable; what is not annotated is not known."""
    result = read(value.returns) if value.returns is not None else UnknownType(f"{value.name} has no return annotation")
    if value.is_async and not value.is_generator:
        result = Named("collections.abc.Coroutine", (_ANY, _ANY, result))
    named = [p for p in value.parameters if p.kind in ("positional", "normal")]
    required = sum(p.default is None for p in named)
    return CallableType(
        tuple(parameter(p, read) for p in named),
        result,
        None if required == len(named) else required,
        names=tuple(p.name if p.kind == "normal" else "" for p in named),
        rest=next((parameter(p, read) for p in value.parameters if p.kind == "args"), None),
        keywords=tuple(
            Key(p.name, parameter(p, read), p.default is None) for p in value.parameters if p.kind == "keyword"
        ),
        options=next((parameter(p, read) for p in value.parameters if p.kind == "kwargs"), None),
    )


def method(value: Function, read: Read) -> CallableType:
    """A method as a callable, seen from an instance: without its first parameter."""
    whole = function(value, read)
    if not whole.parameters:
        return whole
    required = None if whole.required is None else max(whole.required - 1, 0)
    return replace(whole, parameters=whole.parameters[1:], required=required, names=whole.names[1:])


def awaited(type: Type) -> Type:
    """What an `async` function's caller gets at the end; other types as they are."""
    if isinstance(type, Named) and type.path == "collections.abc.Coroutine" and len(type.arguments) == 3:
        return type.arguments[2]
    return NONE if type == NONE else type
