"""Builtins that compute: `min`, `max`, `sum`, `abs`, `round`, and what asks for the kind of a value."""

import math
from collections.abc import Callable
from typing import Any, cast

from icefloe.evaluate import definitions, iteration, operators
from icefloe.evaluate.iterators import Handler, called
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Symbol,
    Table,
    Unknown,
    Value,
)

_TYPES: dict[str, type] = {
    f"builtins.{one.__name__}": one for one in (str, int, float, complex, bool, bytes, list, tuple, set, dict)
}
_ABSTRACT: dict[str, tuple[type, ...]] = {
    "Sequence": (str, bytes, list, tuple),
    "Iterable": (str, bytes, list, tuple, set, dict),
    "Collection": (str, bytes, list, tuple, set, dict),
    "Mapping": (dict,),
    "MutableMapping": (dict,),
    "MutableSequence": (list,),
    "Set": (set,),
}


def _extreme(machine: Machine, arguments: tuple[Argument, ...], span: Span, pick: Callable[..., Any]) -> Value | None:
    named = {a.name: a.value for a in arguments if a.name is not None}
    values = [a.value for a in arguments if a.name is None]
    if not values or not named.keys() <= {"key", "default"}:
        return None
    found = tuple(values) if len(values) > 1 else iteration.elements(machine, values[0], ordered=False)
    if found is None:
        return None
    if not found:
        return named.get("default", Unknown(why="there is nothing to choose from", span=span))
    function = named.get("key", Known(value=None, span=span))
    plain = isinstance(function, Known) and function.value is None
    keys = [value if plain else called(machine, function, (value,), span) for value in found]
    if any(operators.constant(key) is None for key in keys):
        return None if plain else Unknown(why="which one it is is only known when it runs", span=span)

    def rank(at: int) -> Any:
        return _raw(keys[at])

    try:
        chosen: int = pick(range(len(found)), key=rank)
    except TypeError as error:
        return Unknown(why=f"it fails: {error}", span=span)
    return machine.current(found[chosen])


def _raw(value: Value) -> Any:
    """A constant as Python compares it."""
    if isinstance(value, Items):
        inner = [_raw(item) for item in value.items]
        return tuple(inner) if value.kind == "tuple" else inner
    return value.value if isinstance(value, Known) else None


def _min(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _extreme(machine, arguments, span, min)


def _max(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _extreme(machine, arguments, span, max)


def _sum(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    found = iteration.elements(machine, arguments[0].value) if arguments else None
    start = arguments[1].value if len(arguments) > 1 else Known(value=0, span=span)
    if found is None or not all(isinstance(value, Known | Items) for value in found):
        return None
    total = machine.current(start)
    for value in found:
        machine.budget.spend(span)
        total = operators.binary("+", total, value, machine.token(), span)
    return total


def _number(function: Callable[..., Any]) -> Handler:
    def handler(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
        given = [a.value.value for a in arguments if isinstance(a.value, Known) and a.name is None]
        if len(given) != len(arguments) or any(isinstance(one, str) and len(one) > 100 for one in given):
            return None
        try:
            result: object = function(*given)
        except (TypeError, ValueError, ArithmeticError) as error:
            return Unknown(why=f"it fails: {error}", span=span)
        if isinstance(result, tuple):
            items = tuple(operators.scalar(part, span) for part in cast("tuple[object, ...]", result))
            return Items(kind="tuple", items=items, token=machine.token(), span=span)
        return operators.scalar(result, span)

    return handler


def _isinstance(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if len(arguments) != 2 or any(a.name is not None for a in arguments):
        return None
    decided = _is_a(machine, machine.current(arguments[0].value), arguments[1].value)
    return None if decided is None else Known(value=decided, span=span)


def _is_a(machine: Machine, value: Value, kind: Value) -> bool | None:
    """Whether a value is of a class, or of one of several."""
    kinds: tuple[Value, ...] = (kind,)
    if isinstance(kind, Items):
        kinds = kind.items
    elif isinstance(kind, Symbol) and kind.op == "|":
        kinds = kind.operands
    if kinds != (kind,):
        answers = [_is_a(machine, value, one) for one in kinds]
        return True if True in answers else None if None in answers else False
    if isinstance(value, Instance):
        return _is_made_from(machine, value.of, kind)
    own = type_of(value)
    if isinstance(kind, Class):
        return False if own is not None or isinstance(value, Function) else None
    path = kind.path if isinstance(kind, Reference) else ""
    if isinstance(value, Function | Class):
        callable_ = path.endswith(".Callable")
        return callable_ or (None if path in {"", "builtins.object", "builtins.type"} else False)
    if own is None or not path:
        return None
    if path in _TYPES:
        return issubclass(own, _TYPES[path])
    names = _ABSTRACT.get(path.removeprefix("collections.abc.").removeprefix("typing."))
    return own in names if names is not None else None


def _is_made_from(machine: Machine, of: Class, kind: Value) -> bool | None:
    owners = definitions.bases(machine, of)
    if isinstance(kind, Class):
        return any(owner.token == kind.token for owner in owners) or (None if _opaque_base(owners) else False)
    if isinstance(kind, Reference) and kind.path == "builtins.object":
        return True
    return False if isinstance(kind, Reference) and kind.path in _TYPES and not _opaque_base(owners) else None


def _opaque_base(owners: list[Class]) -> bool:
    return any(not isinstance(base, Class) for owner in owners for base in owner.bases)


def type_of(value: Value) -> type | None:
    """The builtin type of a value, or None if it is of another one or not known."""
    match value:
        case Known():
            return type(value.value)
        case Items():
            return {"list": list, "tuple": tuple, "set": set}[value.kind]
        case Table():
            return dict
        case _:
            return None


def _callable(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = machine.current(arguments[0].value) if len(arguments) == 1 else None
    match value:
        case Function() | Class():
            return Known(value=True, span=span)
        case Known() | Items() | Table() | Module():
            return Known(value=False, span=span)
        case Instance():
            return Known(value=definitions.member(machine, value.of, "__call__") is not None, span=span)
        case _:
            return None


def _hasattr(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    name = arguments[1].value if len(arguments) == 2 else None
    if not isinstance(name, Known) or not isinstance(name.value, str):
        return None
    value, own = machine.current(arguments[0].value), type_of(machine.current(arguments[0].value))
    if own is not None:
        return Known(value=hasattr(own, name.value), span=span)
    if isinstance(value, Instance):
        there = any(key == name.value for key, _ in value.attributes)
        there = there or definitions.member(machine, value.of, name.value) is not None
        return Known(value=True, span=span) if there else None
    if isinstance(value, Function | Record) and (value.token, name.value) in machine.attributes:
        return Known(value=True, span=span)
    return None


HANDLERS: dict[str, Handler] = {
    "builtins.min": _min,
    "builtins.max": _max,
    "builtins.sum": _sum,
    "builtins.abs": _number(abs),
    "builtins.round": _number(round),
    "builtins.divmod": _number(divmod),
    "builtins.chr": _number(chr),
    "builtins.ord": _number(ord),
    "builtins.hex": _number(hex),
    "builtins.bin": _number(bin),
    "builtins.repr": _number(repr),
    "math.ceil": _number(math.ceil),
    "math.floor": _number(math.floor),
    "math.sqrt": _number(math.sqrt),
    "math.prod": _number(math.prod),
    "math.log": _number(math.log),
    "math.log2": _number(math.log2),
    "math.log10": _number(math.log10),
    "builtins.isinstance": _isinstance,
    "builtins.callable": _callable,
    "builtins.hasattr": _hasattr,
}
