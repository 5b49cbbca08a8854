"""Methods of lists, dictionaries, sets and strings."""

from collections.abc import Callable

from icefloe.evaluate import iteration, lost, textmethod
from icefloe.evaluate.budget import ITEMS
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant, entry, settled, table
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Symbol, Table, Unknown, Value


def call(machine: Machine, owner: Value, name: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of `owner.name(*arguments)`, or None if it is not a method that is followed."""
    values = [a.value for a in arguments]
    if isinstance(owner, Symbol):
        return _on_contents(machine, owner, name, arguments, span)
    if any(a.star for a in arguments):
        return _unfollowed(machine, owner, name, span)
    if isinstance(owner, Known) and isinstance(owner.value, str):
        return textmethod.call(machine, owner.value, name, arguments, span)
    if isinstance(owner, Items) and _SEQUENCE.get((owner.kind, name)) is not None:
        return _SEQUENCE[owner.kind, name](machine, owner, values, span)
    if isinstance(owner, Table) and name in _MAPPING:
        return _MAPPING[name](machine, owner, values, span)
    if isinstance(owner, Table) and name == "update":
        return _update(machine, owner, arguments, span)
    return _unfollowed(machine, owner, name, span)


def _on_contents(
    machine: Machine, owner: Symbol, name: str, arguments: tuple[Argument, ...], span: Span
) -> Value | None:
    """A method of a list or dictionary that has one of several contents."""
    token = lost.one_object(owner)
    if token is None or any(iteration.is_iterator(machine, a.value) for a in arguments):
        return None
    done = lost.each_content(machine, owner, token, lambda content: call(machine, content, name, arguments, span))
    if done is None:
        machine.heap[token] = owner
    return done


# Methods that change nothing; every other one of a list, set or dictionary may change it.
READING = frozenset(
    {
        "index", "count", "copy", "union", "difference", "intersection", "symmetric_difference", "issubset",
        "issuperset", "isdisjoint", "get", "keys", "values", "items", "__len__", "__contains__", "__getitem__",
    }
)  # fmt: skip


def _unfollowed(machine: Machine, owner: Value, name: str, span: Span) -> Value | None:
    if not isinstance(owner, Items | Table) or name in READING or (isinstance(owner, Items) and owner.kind == "tuple"):
        return None
    machine.mutate(owner, Unknown(why=f"`.{name}()` changes it in a way that is not followed", span=span))
    return Unknown(why=f"`.{name}()` is not followed", span=span)


def _none(span: Span) -> Known:
    return Known(value=None, span=span)


def _set(machine: Machine, owner: Items, items: tuple[Value, ...]) -> None:
    machine.mutate(owner, Items(kind=owner.kind, items=items, token=owner.token, span=owner.span))


def _append(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    if len(owner.items) >= ITEMS:
        machine.mutate(owner, Unknown(why=f"the list has more than {ITEMS:,} items", span=span))
    else:
        _set(machine, owner, (*owner.items, *values[:1]))
    return _none(span)


def _add(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    _set(machine, owner, tuple(iteration.distinct([*owner.items, *values[:1]])))
    return _none(span)


def _extend(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    more = iteration.elements(machine, values[0]) if values else ()
    if more is None:
        why = values[0].why if isinstance(values[0], Unknown) else "what was added is only known when it runs"
        machine.mutate(owner, Unknown(why=why, span=values[0].span))
    else:
        _set(machine, owner, (*owner.items, *more))
    return _none(span)


def _insert(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    where = values[0] if values else None
    if len(values) == 2 and isinstance(where, Known) and type(where.value) is int:
        items = list(owner.items)
        items.insert(where.value, values[1])
        _set(machine, owner, tuple(items))
    else:
        machine.mutate(owner, Unknown(why="an item was inserted at an unknown place", span=span))
    return _none(span)


def _pop(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    where = values[0] if values else Known(value=-1, span=span)
    if isinstance(where, Known) and type(where.value) is int and -len(owner.items) <= where.value < len(owner.items):
        items = list(owner.items)
        taken = items.pop(where.value)
        _set(machine, owner, tuple(items))
        return machine.current(taken)
    machine.mutate(owner, Unknown(why="an item was taken from an unknown place", span=span))
    return Unknown(why="`.pop()` of an unknown place", span=span)


def _clear(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    _set(machine, owner, ())
    return _none(span)


def _reverse(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    _set(machine, owner, owner.items[::-1])
    return _none(span)


def _copy(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    return Items(kind=owner.kind, items=owner.items, token=machine.token(), span=span)


def _merge(machine: Machine, owner: Items, values: list[Value], span: Span) -> Value:
    for value in values:
        more = iteration.elements(machine, value, ordered=False)
        now = machine.current(owner)
        if more is None or not isinstance(now, Items):
            machine.mutate(owner, Unknown(why="what was added is only known when it runs", span=span))
        else:
            _set(machine, owner, tuple(iteration.distinct([*now.items, *more])))
    return _none(span)


_SEQUENCE: dict[tuple[str, str], Callable[[Machine, Items, list[Value], Span], Value]] = {
    ("list", "append"): _append,
    ("list", "extend"): _extend,
    ("list", "insert"): _insert,
    ("list", "pop"): _pop,
    ("list", "clear"): _clear,
    ("list", "reverse"): _reverse,
    ("list", "copy"): _copy,
    ("set", "add"): _add,
    ("set", "update"): _merge,
    ("set", "clear"): _clear,
    ("set", "copy"): _copy,
}


def _get(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    found = entry(owner, values[0]) if values else Unknown(why="`.get()` without a key", span=span)
    if found is not None:
        return machine.current(found)
    return values[1] if len(values) > 1 else _none(span)


def _pairs(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    items = tuple(
        Items(kind="tuple", items=(key, value), token=machine.token(), span=value.span) for key, value in owner.entries
    )
    return _view(machine, owner, items, span)


def _keys(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    return _view(machine, owner, tuple(k for k, _ in owner.entries), span)


def _values(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    return _view(machine, owner, tuple(v for _, v in owner.entries), span)


def _view(machine: Machine, owner: Table, items: tuple[Value, ...], span: Span) -> Value:
    if iteration.peek(machine, owner) is None:
        return Unknown(why="keys of the dictionary are only known when it runs", span=span)
    return iteration.lazy(machine, "view", items, (owner,), span)


def _table(machine: Machine, owner: Table, entries: tuple[tuple[Value, Value], ...]) -> None:
    machine.mutate(owner, Table(entries=entries, token=owner.token, span=owner.span))


def _setdefault(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    found = entry(owner, values[0]) if values else Unknown(why="`.setdefault()` without a key", span=span)
    if found is None:
        new = values[1] if len(values) > 1 else _none(span)
        machine.mutate(owner, table([*owner.entries, (values[0], new)], owner.token, owner.span))
        return new
    if values and constant(values[0]) is not None and settled(owner.entries):
        return machine.current(found)
    machine.mutate(owner, Unknown(why="which key was set is only known when it runs", span=span))
    return Unknown(why="the key is only known when it runs", span=span)


def _take(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    wanted = constant(values[0]) if values else None
    if wanted is None or not settled(owner.entries):
        machine.mutate(owner, Unknown(why="which key was taken is only known when it runs", span=span))
        return Unknown(why="the key is only known when it runs", span=span)
    found = entry(owner, values[0])
    if found is None:
        return values[1] if len(values) > 1 else Unknown(why="the dictionary has no such key", span=span)
    _table(machine, owner, tuple((k, v) for k, v in owner.entries if constant(k) != wanted))
    return machine.current(found)


def _empty(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    _table(machine, owner, ())
    return _none(span)


def _duplicate(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    return Table(entries=owner.entries, token=machine.token(), span=span)


def _update(machine: Machine, owner: Table, arguments: tuple[Argument, ...], span: Span) -> Value:
    entries = list(owner.entries)
    for argument in arguments:
        if argument.name is not None:
            entries.append((Known(value=argument.name, span=argument.span), argument.value))
            continue
        other = machine.current(argument.value)
        if not isinstance(other, Table):
            machine.mutate(owner, Unknown(why="what `.update()` added is only known when it runs", span=span))
            return _none(span)
        entries.extend(other.entries)
    machine.mutate(owner, table(entries, owner.token, owner.span))
    return _none(span)


def _last(machine: Machine, owner: Table, values: list[Value], span: Span) -> Value:
    """`.popitem()`."""
    if not owner.entries or not settled(owner.entries):
        machine.mutate(owner, Unknown(why="which entry was taken is only known when it runs", span=span))
        return Unknown(why="there is no last entry that is known", span=span)
    key, value = owner.entries[-1]
    _table(machine, owner, owner.entries[:-1])
    return Items(kind="tuple", items=(key, machine.current(value)), token=machine.token(), span=span)


_MAPPING: dict[str, Callable[[Machine, Table, list[Value], Span], Value]] = {
    "get": _get,
    "items": _pairs,
    "keys": _keys,
    "values": _values,
    "setdefault": _setdefault,
    "pop": _take,
    "copy": _duplicate,
    "clear": _empty,
    "popitem": _last,
}
