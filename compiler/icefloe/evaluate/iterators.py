"""Builtins that go through things, or call a function for each of them."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from icefloe.evaluate import iteration
from icefloe.evaluate.machine import Machine, truth
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Argument, Items, Known, Unknown, Value

Handler: TypeAlias = Callable[[Machine, tuple[Argument, ...], Span], Value | None]


def _iter(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if len(arguments) != 1:
        return None
    if iteration.is_iterator(machine, arguments[0].value):
        return arguments[0].value
    return _iterator(machine, iteration.elements(machine, arguments[0].value), arguments, span)


def _iterator(
    machine: Machine,
    found: Iterable[Value] | None,
    arguments: tuple[Argument, ...],
    span: Span,
    effects: tuple[tuple[Effect, ...], ...] = (),
) -> Value | None:
    """What goes through the arguments once; what they hold may change before it does."""
    if found is None:
        return None
    sources = [a.value for a in arguments if not iteration.is_iterator(machine, a.value)]
    return iteration.lazy(machine, "iterator", tuple(found), sources, span, effects)


def _next(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments or not iteration.is_iterator(machine, arguments[0].value):
        return None
    found = iteration.peek(machine, arguments[0].value)
    if found:
        iteration.keep(machine, arguments[0].value, found[1:])
        return machine.current(found[0])
    if found is None or len(arguments) < 2:
        return Unknown(why="what the iterator gives next is not known", span=span)
    return arguments[1].value


def _zip(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    mark = len(machine.effects)
    columns = [iteration.elements(machine, v) for v in [a.value for a in arguments if a.name is None]]
    found = [c for c in columns if c is not None]
    if len(found) != len(columns):
        return None
    strict = next((a.value for a in arguments if a.name == "strict"), Known(value=False, span=span))
    if not isinstance(strict, Known) or (strict.value and len({len(column) for column in found}) > 1):
        return Unknown(why="`zip` gets things of different lengths", span=span)
    rows = tuple(
        Items(kind="tuple", items=tuple(row), token=machine.token(), span=span) for row in zip(*found, strict=False)
    )
    sources = tuple(a for a in arguments if a.name is None)
    return _iterator(machine, rows, sources, span, (iteration.cut(machine, mark),))


def _enumerate(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    mark = len(machine.effects)
    found = iteration.elements(machine, arguments[0].value) if arguments else None
    start = arguments[1].value if len(arguments) > 1 else Known(value=0, span=span)
    if found is None or not isinstance(start, Known) or not isinstance(start.value, int):
        return None
    rows = [
        Items(kind="tuple", items=(Known(value=start.value + i, span=span), v), token=machine.token(), span=span)
        for i, v in enumerate(found)
    ]
    return _iterator(machine, rows, arguments[:1], span, (iteration.cut(machine, mark),))


def _sorted(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    named = {a.name: a.value for a in arguments if a.name is not None}
    positional = [a.value for a in arguments if a.name is None]
    found = iteration.elements(machine, positional[0], ordered=False) if len(positional) == 1 else None
    down = named.get("reverse", Known(value=False, span=span))
    if found is None or not named.keys() <= {"key", "reverse"} or not isinstance(down, Known):
        return None
    function = named.get("key", Known(value=None, span=span))
    plain = isinstance(function, Known) and function.value is None
    if not plain and iteration.peek(machine, positional[0]) is None:
        return None
    keys = [v if plain else called(machine, function, (v,), span) for v in found]
    scalars = [k.value for k in keys if isinstance(k, Known)]
    if len(scalars) < len(keys):
        return None if plain else Unknown(why="the order is only known when it runs", span=span)

    def rank(at: int) -> Any:
        return scalars[at]

    try:
        order = sorted(range(len(found)), key=rank, reverse=bool(down.value))
    except TypeError as error:
        return Unknown(why=f"`sorted` fails: {error}", span=span)
    items = tuple(found[at] for at in order)
    return Items(kind="list", items=items, token=machine.token(), span=span)


def _reversed(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    found = iteration.elements(machine, arguments[0].value) if arguments else None
    return _iterator(machine, None if found is None else found[::-1], arguments, span)


def _map(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    mark = len(machine.effects)
    columns = [iteration.elements(machine, argument.value) for argument in arguments[1:]]
    found = [column for column in columns if column is not None]
    if not found or len(found) != len(columns):
        return None
    ends, made = [mark], list[Value]()
    for row in zip(*found, strict=False):
        made.append(called(machine, arguments[0].value, row, span))
        ends.append(len(machine.effects))
    effects = tuple(iteration.cut(machine, start) for start in reversed(ends))[::-1]
    return _iterator(machine, made, arguments[1:], span, effects)


def called(machine: Machine, function: Value, values: Iterable[Value], span: Span) -> Value:
    """The value of a call with positional arguments."""
    return machine.call(function, tuple(Argument(name=None, value=v, span=span) for v in values), span)


def _filter(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    mark = len(machine.effects)
    found = iteration.elements(machine, arguments[1].value) if len(arguments) == 2 else None
    if found is None:
        return None
    function, kept, unknown = arguments[0].value, list[Value](), False
    for value in found:
        is_none = isinstance(function, Known) and function.value is None
        decided = truth(value if is_none else called(machine, function, (value,), span))
        unknown = unknown or decided is None
        kept += [value] if decided else []
    if unknown:
        return Unknown(why="which elements are kept is only known when it runs", span=span)
    return _iterator(machine, kept, arguments[1:], span, (iteration.cut(machine, mark),))


def _reduce(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    found = iteration.elements(machine, arguments[1].value) if len(arguments) in {2, 3} else None
    if found is None:
        return None
    values = [*(a.value for a in arguments[2:]), *found]
    if not values:
        return Unknown(why="there is nothing to reduce", span=span)
    result = values[0]
    for value in values[1:]:
        result = called(machine, arguments[0].value, (result, value), span)
    return result


def _any(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _until(machine, arguments, True, span)


def _all(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _until(machine, arguments, False, span)


def _until(machine: Machine, arguments: tuple[Argument, ...], wanted: bool, span: Span) -> Value | None:
    """Whether an element has a truth; an iterator is gone through only so far."""
    value = arguments[0].value if len(arguments) == 1 else Unknown(why="no argument", span=span)
    found = iteration.peek(machine, value, ordered=False)
    once = iteration.is_iterator(machine, value)
    for at, element in enumerate(found or ()):
        decided = truth(machine.current(element))
        if decided is None:
            return None
        if decided is wanted:
            if once and found is not None:
                iteration.keep(machine, value, found[at + 1 :])
            return Known(value=wanted, span=span)
    if found is not None and once:
        iteration.keep(machine, value, ())
    return None if found is None else Known(value=not wanted, span=span)


HANDLERS: dict[str, Handler] = {
    "builtins.iter": _iter,
    "builtins.next": _next,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.any": _any,
    "builtins.all": _all,
    "functools.reduce": _reduce,
}
