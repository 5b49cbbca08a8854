"""Going through things: what the elements of a value are, and iterators, which are gone through once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

from icefloe.evaluate import enumeration, held
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant
from icefloe.evaluate.state import Lazy, Scope
from icefloe.source import Span
from icefloe.trace import Effect, If
from icefloe.values import Class, Instance, Items, Known, Reference, Symbol, Table, Unknown, Value

Made: TypeAlias = Literal["range", "view", "iterator"]


def peek(machine: Machine, value: Value, ordered: bool = True) -> tuple[Value, ...] | None:
    """The elements of something that can be iterated, or None where only a run can tell.

    A set of several has no order that is the same in every run.
    """
    value = held.whole(machine, value, value.span)
    match value:
        case Items():
            return None if ordered and value.kind == "set" and len(value.items) > 1 else value.items
        case Table():
            # Two keys that are only known when it runs may be the same.
            open_keys = [key for key, _ in value.entries if isinstance(key, Symbol | Unknown) and constant(key) is None]
            sure = not open_keys or len(value.entries) == 1
            return tuple(key for key, _ in value.entries) if sure else None
        case Class() if enumeration.is_enumeration(machine, value):
            return enumeration.elements(machine, value)
        case Instance() if _is_tuple(value):
            return tuple(item for _, item in value.attributes)
        case Known() if isinstance(value.value, str):
            return tuple(Known(value=character, span=value.span) for character in value.value)
        case _:
            return None


def _is_tuple(value: Instance) -> bool:
    return any(isinstance(base, Reference) and base.path == "typing.NamedTuple" for base in value.of.bases)


def elements(machine: Machine, value: Value, ordered: bool = True) -> tuple[Value, ...] | None:
    """The elements of something that is gone through to its end; an iterator is empty after that."""
    found = peek(machine, value, ordered)
    if is_iterator(machine, value):
        keep(machine, value, ())
    if found is None:
        spent(machine, value)
        return None
    return tuple(machine.current(element) for element in found)


def lazy(
    machine: Machine,
    kind: Made,
    items: tuple[Value, ...],
    sources: Iterable[Value],
    span: Span,
    effects: tuple[tuple[Effect, ...], ...] = (),
    names: tuple[tuple[Scope, str, Value | None], ...] = (),
) -> Items:
    """A list that stands for a range, a view of a dictionary, or an iterator."""
    made = Items(kind="list", items=items, token=machine.token(), span=span)
    read = tuple((source, machine.current(source)) for source in sources)
    once = kind == "iterator"
    machine.lazy[made.token] = Lazy(sources=read, once=once, names=names, effects=effects, length=len(items))
    return made


def cut(machine: Machine, mark: int) -> tuple[Effect, ...]:
    """Take the effects since a mark out of the log, to be put into it again when they happen."""
    depth = len(machine.path)
    found = tuple(replace(effect, path=effect.path[depth:]) for effect in machine.effects[mark:])
    del machine.effects[mark:]
    return found


def is_iterator(machine: Machine, value: Value) -> bool:
    """Whether a value can be gone through only once."""
    return isinstance(value, Items) and value.token in machine.lazy and machine.lazy[value.token].once


def keep(machine: Machine, value: Value, rest: tuple[Value, ...]) -> None:
    """An iterator is gone through until only this is left."""
    if not isinstance(value, Items):
        return
    now = machine.current(value)
    if not isinstance(now, Items):
        spent(machine, value)
        return
    lazy = machine.lazy[value.token]
    # Effects of what stands behind its last element belong to its end.
    last = len(lazy.effects) if not rest else lazy.length - len(rest)
    for effects in lazy.effects[lazy.length - len(now.items) : last]:
        machine.again(effects)
    machine.mutate(value, Items(kind="list", items=rest, token=value.token, span=value.span))


def spent(machine: Machine, value: Value) -> None:
    """What is left of an iterator is not known, nor how far it was gone through."""
    pending = [value]
    why = Unknown(why="how much of the iterator is left is not known", span=value.span)
    while pending:
        one = pending.pop()
        if isinstance(one, Symbol) and one.op == "choice":
            pending.extend(one.operands[1:])
        if isinstance(one, Items) and is_iterator(machine, one):
            now = machine.heap.get(one.token, one)
            lazy = machine.lazy[one.token]
            start = lazy.length - len(now.items) if isinstance(now, Items) else 0
            for effects in lazy.effects[start:] if not isinstance(now, Unknown) else ():
                machine.again(effects, If(test=why, taken=True))
            machine.mutate(one, why)


def distinct(values: Iterable[Value]) -> list[Value]:
    """Values without repeated constants, in order."""
    seen: set[tuple[object, ...]] = set()
    found: list[Value] = []
    for value in values:
        key = constant(value)
        if key is None or key not in seen:
            found.append(value)
        if key is not None:
            seen.add(key)
    return found


def item_of(iterable: Value, span: Span) -> Value:
    """What stands for one element of something whose length is not known."""
    if isinstance(iterable, Unknown):
        return iterable
    return Symbol(op="item", operands=(iterable,), span=span)
