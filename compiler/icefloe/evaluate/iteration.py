"""Going through things: what the elements of a value are, comprehensions, loops whose length is not known."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

import libcst as cst

from icefloe.evaluate import early, held
from icefloe.evaluate.machine import Lazy, Machine, Scope, Snapshot
from icefloe.evaluate.merge import same
from icefloe.evaluate.operators import constant
from icefloe.source import Span
from icefloe.syntax.written import only_written
from icefloe.trace import Each, Effect, If, While
from icefloe.values import Items, Known, Symbol, Table, Unknown, Value

Made: TypeAlias = Literal["range", "view", "iterator"]
ROUNDS = "how many rounds it has is only known when it runs"
_ENDS = frozenset({"break", "continue"})


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
            sure = not any(isinstance(key, Symbol | Unknown) for key, _ in value.entries) or len(value.entries) == 1
            return tuple(key for key, _ in value.entries) if sure else None
        case Known() if isinstance(value.value, str):
            return tuple(Known(value=character, span=value.span) for character in value.value)
        case _:
            return None


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


def symbolic(machine: Machine, body: Callable[[], str], step: Each | While, why: str, node: cst.CSTNode) -> bool:
    """Run a body once for all rounds of a loop, under `step`; says whether a round may end the loop by `break`.

    What a round changes is not known at the start of the next one: it is forgotten first, in a second attempt.
    """
    before = machine.snapshot()
    marks = _Marks(machine)
    outcome, breaks = _once(machine, body, step, marks)
    if _forget_first(machine, before, why, node, step.span, marks):
        outcome, breaks = _once(machine, body, step, marks)
    if outcome != "next":
        machine.path.append(step)
        early.leave(machine, outcome)
        machine.path.pop()
    forget(machine, before, why, step.iterable if isinstance(step, Each) else None, step.span)
    machine.path[marks.path :] = early.past(machine, marks.exits, marks.path, step.span)
    return breaks


class _Marks:
    """How long everything was that only grows, to forget an attempt."""

    def __init__(self, machine: Machine) -> None:
        self.path, self.exits, self.effects = len(machine.path), len(machine.exits), len(machine.effects)
        self.functions = len(machine.functions)
        self.returned = [(scope, len(scope.returned)) for scope in machine.live]

    def undo(self, machine: Machine) -> None:
        del machine.exits[self.exits :]
        del machine.effects[self.effects :]
        del machine.functions[self.functions :]
        for scope, length in self.returned:
            del scope.returned[length:]


def _once(machine: Machine, body: Callable[[], str], step: Each | While, marks: _Marks) -> tuple[str, bool]:
    machine.path.append(step)
    outcome = body()
    breaks = outcome == "break" or any(one.kind == "break" for one in machine.exits[marks.exits :])
    outcome = early.join(machine, marks.exits, marks.path + 1, _ENDS, outcome, step.span)
    del machine.path[marks.path :]
    return outcome, breaks


def _forget_first(machine: Machine, before: Snapshot, why: str, node: cst.CSTNode, span: Span, marks: _Marks) -> bool:
    """Go back to the start of a loop with everything unknown that its body changed; False if that was nothing."""
    after = machine.snapshot()
    scopes = [
        (scope, name)
        for scope, names in after.scopes
        for name, value in names.items()
        if not same(_before(before, scope).get(name, value), value)
    ]
    heap = [
        token
        for token, value in after.heap.items()
        if token <= before.tokens and not same(value, before.heap.get(token, machine.origins[token]))
    ]
    written = only_written(node)
    read = [t for t in heap if not _all_written(before, t, written)]
    attributes = [key for key, value in after.attributes.items() if before.attributes.get(key) is not value]
    attributes = [key for key in attributes if key[0] <= before.tokens]
    if not scopes and not read and not attributes:
        return False
    marks.undo(machine)
    machine.restore(before)
    for scope, name in scopes:
        if name in scope.names:
            scope.names[name] = Unknown(why=f"`{name}` is assigned in a loop and {why}", span=span)
    for token in read:
        machine.heap[token] = Unknown(why=why, span=span)
    for key in attributes:
        machine.attributes[key] = Unknown(why=why, span=span)
    return True


def _before(state: Snapshot, wanted: Scope) -> dict[str, Value]:
    for scope, names in state.scopes:
        if scope is wanted:
            return names
    return {}


def _all_written(state: Snapshot, token: int, written: frozenset[str]) -> bool:
    """Whether every name of an object is one that the loop only adds to; then what it holds does not matter."""
    names = [
        name
        for _, found in state.scopes
        for name, value in found.items()
        if isinstance(value, Items | Table) and value.token == token
    ]
    return bool(names) and written.issuperset(names)


def forget(machine: Machine, before: Snapshot, why: str, iterable: Value | None, span: Span) -> None:
    """After a body that runs an unknown number of times: what it changed is not known any more.

    A list that was empty before and got one element in the body is a comprehension in other words.
    """
    for token, value in list(machine.heap.items()):
        old = before.heap.get(token, machine.origins.get(token))
        if old is None or token > before.tokens or same(old, value):
            continue
        machine.heap[token] = _filled(old, value, iterable, span) or Unknown(why=why, span=span)
    for key, value in list(machine.attributes.items()):
        if key[0] <= before.tokens and before.attributes.get(key) is not value:
            machine.attributes[key] = Unknown(why=why, span=span)
    for scope, names in before.scopes:
        for name, value in list(scope.names.items()):
            if name in names and not same(names[name], value):
                scope.names[name] = Unknown(why=f"`{name}` is assigned in a loop and {why}", span=span)


def _filled(old: Value, now: Value, iterable: Value | None, span: Span) -> Value | None:
    was_empty = isinstance(old, Items) and not old.items
    if iterable is None or isinstance(iterable, Unknown) or not was_empty:
        return None
    if isinstance(now, Items) and now.kind == "list" and len(now.items) == 1:
        return Symbol(op="each", operands=(now.items[0], iterable), span=span)
    return None
