"""What a step wraps before it returns it: the value in `Dataset(frame, name="raw")`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from icefloe.connections.held import is_wrapper
from icefloe.graph import Held, Port
from icefloe.infer import Types
from icefloe.trace import Summary
from icefloe.types import Named, Type, UnknownType, union
from icefloe.values import Items, Known, Record, Symbol, Table, Value

#: What the makers of wrappers take beside the value, by name.
_BESIDE = frozenset({"name", "version", "parent", "tags", "properties", "metadata", "description"})
_MAKERS = frozenset({"create"})
_DEEPEST = 20


def wrapped(port: Port, summary: Summary, types: Types, parameters: Mapping[str, Type] | None = None) -> Port:
    """An output, with the type of what its wrapper holds, if each `return` shows it.

    `parameters` are the types of the function's parameters, where more is known of them than it says.
    """
    parts = [part for back in summary.returns for part in _choices(_part(back.value, port))]
    made = [_maker(part) for part in parts]
    wrappers = [path for path in made if path]
    if port.inferred and isinstance(port.type, UnknownType) and wrappers and len(wrappers) == len(made):
        port = replace(port, type=union(*(Named(path) for path in wrappers)))
    if not is_wrapper(port.type):
        return port
    if isinstance(port.type, Named) and port.type.arguments:
        return replace(port, held=Held(type=port.type.arguments[0], span=port.type_span))
    if not wrappers or len(wrappers) < len(made):
        return port
    known = types.parameters(summary.function) if parameters is None else parameters
    inside = [value for part in parts if (value := _inside(part)) is not None]
    if len(inside) < len(parts):
        return port
    type = union(*(types.of(value, known) for value in inside))
    return replace(port, held=Held(type=type, span=inside[0].span))


def _part(value: Value | None, port: Port) -> Value | None:
    """The part of a returned value that an output is."""
    if port.key and isinstance(value, Table):
        return next((item for key, item in value.entries if isinstance(key, Known) and key.value == port.key), None)
    if port.position is None:
        return None if port.key else value
    if isinstance(value, Items) and port.position < len(value.items):
        return value.items[port.position]
    return None


def _choices(value: Value | None, depth: int = 0) -> Iterator[Value | None]:
    """The values that one of may be returned."""
    if isinstance(value, Symbol) and value.op == "choice" and len(value.operands) == 3 and depth < _DEEPEST:
        yield from _choices(value.operands[1], depth + 1)
        yield from _choices(value.operands[2], depth + 1)
    else:
        yield value


def _maker(value: Value | None) -> str:
    """The path of the wrapper that a call makes, nothing for another value."""
    if not isinstance(value, Record):
        return ""
    owner, _, name = value.path.rpartition(".")
    path = owner if name in _MAKERS else value.path
    return path if is_wrapper(Named(path)) else ""


def _inside(value: Value | None) -> Value | None:
    """What a call of a wrapper, or of its maker, is given to hold: nothing but named figures are a dictionary."""
    if not isinstance(value, Record) or any(argument.star for argument in value.arguments):
        return None
    given = value.argument("data", 0)
    if given is not None:
        return given.value
    rest = [one for one in value.arguments if one.name is not None and one.name not in _BESIDE]
    if not rest:
        return None
    pairs = tuple((Known(value=one.name, span=one.span), one.value) for one in rest)
    return Table(entries=pairs, token=0, span=value.span)
