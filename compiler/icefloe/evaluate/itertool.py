"""Functions of `itertools`: products, chains, slices."""

import itertools
from collections.abc import Iterable

from icefloe.evaluate import iteration
from icefloe.evaluate.budget import ITEMS
from icefloe.evaluate.iterators import Handler, called
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import binary
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Unknown, Value


def _columns(machine: Machine, values: Iterable[Value]) -> list[tuple[Value, ...]] | None:
    """What goes through each of some values gives, or None where that of one is not known."""
    found = [iteration.elements(machine, value) for value in values]
    columns = [one for one in found if one is not None]
    return columns if len(columns) == len(found) else None


def _given(machine: Machine, made: Iterable[Value], arguments: tuple[Argument, ...], span: Span) -> Value:
    """An iterator over at most as many values as a list may have."""
    items = tuple(itertools.islice(made, ITEMS + 1))
    if len(items) > ITEMS:
        message = f"more than {ITEMS:,} values are not followed"
        machine.limit("FLO912", message, span, help="make it a map over a parameter")
        return Unknown(why=message, span=span)
    sources = [a.value for a in arguments if isinstance(a.value, Items) and not iteration.is_iterator(machine, a.value)]
    return iteration.lazy(machine, "iterator", items, sources, span)


def _rows(machine: Machine, rows: Iterable[tuple[Value, ...]], span: Span) -> Iterable[Value]:
    for row in rows:
        machine.budget.spend(span)
        yield Items(kind="tuple", items=row, token=machine.token(), span=span)


def _whole(value: Value | None, default: int | None) -> int | None:
    if value is None:
        return default
    return value.value if isinstance(value, Known) and type(value.value) is int else None


def _product(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    times = _whole(next((a.value for a in arguments if a.name == "repeat"), None), 1)
    columns = _columns(machine, [a.value for a in arguments if a.name is None])
    if columns is None or times is None or not 0 <= times <= 20:
        return None
    return _given(machine, _rows(machine, itertools.product(*columns, repeat=times), span), arguments, span)


def _chain(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    columns = _columns(machine, [a.value for a in arguments])
    return None if columns is None else _given(machine, itertools.chain(*columns), arguments, span)


def _flattened(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    outer = iteration.elements(machine, arguments[0].value) if len(arguments) == 1 else None
    columns = None if outer is None else _columns(machine, outer)
    return None if columns is None else _given(machine, itertools.chain(*columns), arguments, span)


def _repeat(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    times = _whole(arguments[1].value, None) if len(arguments) == 2 else None
    if times is None:
        return None
    return _given(machine, itertools.repeat(arguments[0].value, max(times, 0)), (), span)


def _islice(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not 2 <= len(arguments) <= 4 or iteration.is_iterator(machine, arguments[0].value):
        return None
    bounds: list[int | None] = []
    for argument in arguments[1:]:
        value = argument.value
        if not isinstance(value, Known) or not (value.value is None or (type(value.value) is int and value.value >= 0)):
            return None
        bounds.append(value.value)
    found = iteration.elements(machine, arguments[0].value)
    if found is None or (len(bounds) == 3 and bounds[2] == 0):
        return None
    return _given(machine, itertools.islice(found, *bounds), arguments[:1], span)


def _choose(machine: Machine, arguments: tuple[Argument, ...], span: Span, ordered: bool) -> Value | None:
    found = iteration.elements(machine, arguments[0].value) if arguments else None
    count = _whole(arguments[1].value, None) if len(arguments) == 2 else None
    if found is None or (len(arguments) == 2 and count is None) or (count is not None and count < 0):
        return None
    if not ordered and count is None:
        return None
    rows = itertools.permutations(found, count) if ordered else itertools.combinations(found, count or 0)
    return _given(machine, _rows(machine, rows, span), arguments[:1], span)


def _combinations(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _choose(machine, arguments, span, ordered=False)


def _permutations(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _choose(machine, arguments, span, ordered=True)


def _pairwise(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    found = iteration.elements(machine, arguments[0].value) if len(arguments) == 1 else None
    return None if found is None else _given(machine, _rows(machine, itertools.pairwise(found), span), arguments, span)


def _longest(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    fill = next((a.value for a in arguments if a.name == "fillvalue"), Known(value=None, span=span))
    columns = _columns(machine, [a.value for a in arguments if a.name is None])
    if columns is None:
        return None
    return _given(machine, _rows(machine, itertools.zip_longest(*columns, fillvalue=fill), span), arguments, span)


def _accumulate(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    named = {a.name for a in arguments if a.name is not None}
    found = iteration.elements(machine, arguments[0].value) if arguments and not named else None
    if not found or len(arguments) > 2:
        return None
    made = [found[0]]
    for value in found[1:]:
        if len(arguments) == 2:
            made.append(called(machine, arguments[1].value, (made[-1], value), span))
        else:
            made.append(binary("+", made[-1], value, machine.token(), span))
    return _given(machine, made, arguments[:1], span)


HANDLERS: dict[str, Handler] = {
    "itertools.product": _product,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _flattened,
    "itertools.repeat": _repeat,
    "itertools.islice": _islice,
    "itertools.combinations": _combinations,
    "itertools.permutations": _permutations,
    "itertools.pairwise": _pairwise,
    "itertools.zip_longest": _longest,
    "itertools.accumulate": _accumulate,
}
