"""Builtins and a few functions of the standard library that pipelines are written with."""

from icefloe.evaluate import attribute, held, iteration, iterators
from icefloe.evaluate.budget import ITEMS
from icefloe.evaluate.iterators import Handler
from icefloe.evaluate.machine import Machine, truth
from icefloe.evaluate.operators import constant, scalar, settled, table
from icefloe.source import Span
from icefloe.values import Argument, Instance, Items, Known, Module, Symbol, Table, Unknown, Value


def call(machine: Machine, path: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of a call of that dotted path, or None if it is not followed."""
    handler = _HANDLERS.get(path)
    if handler is None or any(argument.star for argument in arguments):
        return None
    return handler(machine, arguments, span)


def _values(machine: Machine, arguments: tuple[Argument, ...]) -> list[Value]:
    return [machine.current(a.value) for a in arguments if a.name is None]


def _made(machine: Machine, items: tuple[Value, ...], span: Span) -> Items:
    return Items(kind="list", items=items, token=machine.token(), span=span)


def _range(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    bounds = [v.value for v in _values(machine, arguments) if isinstance(v, Known) and isinstance(v.value, int)]
    if len(bounds) != len(arguments) or not 1 <= len(bounds) <= 3 or (len(bounds) == 3 and bounds[2] == 0):
        return None
    numbers = range(*bounds)
    low, high, step = numbers.start, numbers.stop, numbers.step
    count = max(0, (high - low + step - (1 if step > 0 else -1)) // step)
    if count > ITEMS:
        message = f"a range of {count:,} numbers; more than {ITEMS:,} are not followed"
        machine.limit("FLO912", message, span, help="make it a map over a parameter")
        return Unknown(why=message, span=span)
    return iteration.lazy(machine, "range", tuple(Known(value=number, span=span) for number in numbers), (), span)


def _sequence(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments:
        return _made(machine, (), span)
    found = iteration.elements(machine, arguments[0].value)
    if found is None:
        value = machine.current(arguments[0].value)
        # `list(x)` of something whose length is not known iterates like x itself; it is not one of several lists.
        if isinstance(value, Symbol) and value.op in {"choice", "and", "or"}:
            return Unknown(why="what is made a list is only known when it runs", span=span)
        return value if isinstance(value, Symbol | Unknown) else None
    return _made(machine, found, span)


def _tuple(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    made = _sequence(machine, arguments, span)
    if isinstance(made, Items):
        return Items(kind="tuple", items=made.items, token=made.token, span=span)
    return made


def _set(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments:
        return Items(kind="set", items=(), token=machine.token(), span=span)
    found = iteration.elements(machine, arguments[0].value, ordered=False)
    if found is None:
        return _sequence(machine, arguments, span)
    return Items(kind="set", items=tuple(iteration.distinct(found)), token=machine.token(), span=span)


def _dict(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    entries: list[tuple[Value, Value]] = []
    for argument in arguments:
        value = held.whole(machine, argument.value, span)
        if argument.name is not None:
            entries.append((Known(value=argument.name, span=argument.span), argument.value))
        elif isinstance(value, Table):
            entries.extend(value.entries)
        else:
            pairs = iteration.elements(machine, value)
            if pairs is None:
                return None
            for pair in pairs:
                inner = iteration.elements(machine, pair)
                if inner is None or len(inner) != 2:
                    return None
                entries.append((inner[0], inner[1]))
    return table(entries, machine.token(), span)


def _len(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = machine.current(arguments[0].value) if len(arguments) == 1 else None
    found = iteration.peek(machine, value, ordered=False) if value is not None else None
    if isinstance(value, Items) and value.kind == "set" and len(value.items) > 1 and None in map(constant, value.items):
        return None
    if isinstance(value, Table) and len(value.entries) > 1 and not settled(value.entries):
        return None
    return None if found is None else Known(value=len(found), span=span)


def _str(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if len(arguments) != 1:
        return None
    value = arguments[0].value
    if isinstance(value, Known) and not isinstance(value.value, bytes):
        return Known(value=str(value.value), span=span)
    return None


def _int(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _number(int, arguments, span)


def _float(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _number(float, arguments, span)


def _number(kind: type[int] | type[float], arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = arguments[0].value if len(arguments) == 1 else None
    if not isinstance(value, Known) or not isinstance(value.value, int | float | str) or arguments[0].name is not None:
        return None
    if isinstance(value.value, str) and len(value.value) > 1_000:
        return None
    try:
        return scalar(kind(value.value), span)
    except (ValueError, OverflowError) as error:
        return Unknown(why=f"`{kind.__name__}` fails: {error}", span=span)


def _bool(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    decided = truth(machine.current(arguments[0].value)) if len(arguments) == 1 else None
    return None if decided is None else Known(value=decided, span=span)


def _print(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return Known(value=None, span=span)


def _getattr(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    values = _values(machine, arguments)
    name = values[1] if len(values) > 1 else None
    if isinstance(name, Known) and isinstance(name.value, str) and not isinstance(values[0], Module):
        return attribute.get(machine, values[0], name.value, span)
    return None


def _setattr(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    values = _values(machine, arguments)
    name = values[1] if len(values) == 3 else None
    if isinstance(name, Known) and isinstance(name.value, str):
        attribute.put_attribute(machine, values[0], name.value, values[2], span)
        return Known(value=None, span=span)
    return None


def _environment(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return Symbol(op="environment", operands=tuple(_values(machine, arguments)), span=span)


def _type(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = arguments[0].value if len(arguments) == 1 else None
    return value.of if isinstance(value, Instance) else None


_HANDLERS: dict[str, Handler] = {
    **iterators.HANDLERS,
    "builtins.range": _range,
    "builtins.list": _sequence,
    "builtins.tuple": _tuple,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.dict": _dict,
    "builtins.len": _len,
    "builtins.str": _str,
    "builtins.int": _int,
    "builtins.float": _float,
    "builtins.bool": _bool,
    "builtins.print": _print,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.type": _type,
    "os.getenv": _environment,
    "os.environ.get": _environment,
}
