"""Items and slices as targets: `x[a:b] = y`, `del x[k]`."""

import libcst as cst

from icefloe.evaluate import iteration, lost
from icefloe.evaluate.budget import ITEMS
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant, settled
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.values import Items, Known, Symbol, Table, Unknown, Value


def bounds(machine: Machine, scope: Scope, node: cst.Slice) -> slice | Value:
    """The bounds of a slice, or what is in the way of knowing them."""
    found: list[int | None] = []
    unknown: Value | None = None
    for part in (node.lower, node.upper, node.step):
        bound = machine.evaluate(scope, part) if part is not None else None
        if bound is None or (isinstance(bound, Known) and (bound.value is None or isinstance(bound.value, int))):
            found.append(bound.value if isinstance(bound, Known) and isinstance(bound.value, int) else None)
        else:
            unknown = unknown or bound
    if unknown is not None:
        return unknown
    if found[2] == 0:
        return Unknown(why="a slice's step is zero", span=scope.parsed.span(node))
    return slice(*found)


def put(machine: Machine, owner: Value, cut: slice | Value, new: Value, span: Span) -> None:
    """`owner[cut] = new`."""
    items = iteration.elements(machine, new)

    def change(content: Value) -> Value | None:
        if not isinstance(content, Items) or content.kind != "list" or items is None or not isinstance(cut, slice):
            return None
        made = list(content.items)
        try:
            made[cut] = items
        except ValueError as error:
            machine.mutate(content, Unknown(why=f"the slice does not fit: {error}", span=span))
            return new
        if len(made) > ITEMS:
            return None
        machine.mutate(content, Items(kind="list", items=tuple(made), token=content.token, span=content.span))
        return new

    _change(machine, owner, change, "a slice was set", span)


def remove(machine: Machine, owner: Value, key: slice | Value, span: Span) -> None:
    """`del owner[key]`."""

    def change(content: Value) -> Value | None:
        made: Items | Table
        if isinstance(content, Items) and content.kind == "list":
            kept = _without(content.items, key)
            if kept is None:
                return None
            made = Items(kind="list", items=kept, token=content.token, span=content.span)
        elif isinstance(content, Table) and not isinstance(key, slice):
            wanted = constant(key)
            if wanted is None or not settled(content.entries):
                return None
            entries = tuple(entry for entry in content.entries if constant(entry[0]) != wanted)
            made = Table(entries=entries, token=content.token, span=content.span)
        else:
            return None
        machine.mutate(content, made)
        return made

    _change(machine, owner, change, "an item was deleted", span)


def _without(items: tuple[Value, ...], key: slice | Value) -> tuple[Value, ...] | None:
    made = list(items)
    if isinstance(key, slice):
        del made[key]
    elif isinstance(key, Known) and isinstance(key.value, int) and -len(made) <= key.value < len(made):
        del made[key.value]
    else:
        return None
    return tuple(made)


def _change(machine: Machine, owner: Value, change: lost.Change, why: str, span: Span) -> None:
    """Change an object in each of its contents, or forget what it holds."""
    now = machine.current(owner)
    token = lost.one_object(now) if isinstance(now, Symbol | Items | Table) else None
    if token is None or lost.each_content(machine, now, token, change) is None:
        if token is not None:
            machine.heap[token] = now
        lost.lose(machine, [owner], why, span, deep=False)
