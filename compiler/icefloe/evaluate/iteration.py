"""Going through things: what the elements of a value are, comprehensions, loops whose length is not known."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import libcst as cst

from icefloe.evaluate import assign
from icefloe.evaluate.budget import ITERATIONS
from icefloe.evaluate.machine import Machine, Scope, truth
from icefloe.evaluate.operators import constant, put
from icefloe.source import Span
from icefloe.trace import Each
from icefloe.values import Items, Known, Symbol, Table, Unknown, Value

Changes: TypeAlias = tuple[dict[int, Value], tuple[tuple[Scope, dict[str, Value]], ...]]


def elements(machine: Machine, value: Value) -> tuple[Value, ...] | None:
    """The elements of something that can be iterated, or None where only a run can tell."""
    value = machine.current(value)
    match value:
        case Items():
            return value.items
        case Table():
            return tuple(key for key, _ in value.entries)
        case Known() if isinstance(value.value, str):
            return tuple(Known(value=character, span=value.span) for character in value.value)
        case _:
            return None


def distinct(values: Iterable[Value]) -> list[Value]:
    """Values without repeated constants, in order."""
    seen: list[tuple[object, ...]] = []
    found: list[Value] = []
    for value in values:
        key = constant(value)
        if key is None or key not in seen:
            found.append(value)
        if key is not None:
            seen.append(key)
    return found


def item_of(iterable: Value, span: Span) -> Value:
    """What stands for one element of something whose length is not known."""
    if isinstance(iterable, Unknown):
        return iterable
    return Symbol(op="item", operands=(iterable,), span=span)


def comprehension(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """The value of a list, set or dict comprehension, or of a generator expression (as a list)."""
    assert isinstance(node, cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp)
    span = scope.parsed.span(node)
    inner = Scope(kind="comprehension", module=scope.module, parsed=scope.parsed, prefix=scope.prefix, parent=scope)
    machine.live.append(inner)
    before = len(machine.path)
    made: list[tuple[Value, Value]] = []
    symbolic = _clause(machine, inner, node, node.for_in, made)
    del machine.path[before:]
    machine.live.pop()
    if isinstance(symbolic, Unknown):
        return symbolic
    if symbolic is not None:
        if len(made) != 1:
            return Unknown(why="a comprehension over something whose length is not known is mixed", span=span)
        return Symbol(op="each", operands=(made[0][1], symbolic), span=span)
    return _collected(machine, node, made, span)


def _collected(machine: Machine, node: cst.BaseExpression, made: list[tuple[Value, Value]], span: Span) -> Value:
    if isinstance(node, cst.DictComp):
        entries: list[tuple[Value, Value]] = []
        for key, value in made:
            entries = put(entries, key, value)
        return Table(entries=tuple(entries), token=machine.token(), span=span)
    values = [value for _, value in made]
    if isinstance(node, cst.SetComp):
        return Items(kind="set", items=tuple(distinct(values)), token=machine.token(), span=span)
    return Items(kind="list", items=tuple(values), token=machine.token(), span=span)


def _clause(
    machine: Machine, scope: Scope, node: cst.BaseComp, clause: cst.CompFor, made: list[tuple[Value, Value]]
) -> Value | None:
    """Run one `for` of a comprehension; gives the iterable if its length is not known, an Unknown if that spoils it."""
    iterable = machine.evaluate(scope, clause.iter)
    span = scope.parsed.span(clause.iter)
    found = elements(machine, iterable)
    symbolic: Value | None = None
    if found is None:
        if isinstance(iterable, Unknown):
            return iterable
        item = item_of(iterable, scope.parsed.span(clause.target))
        machine.path.append(Each(iterable=iterable, item=item, span=span))
        found, symbolic = (item,), iterable
    if len(found) > ITERATIONS:
        return Unknown(why=f"the comprehension has more than {ITERATIONS:,} rounds", span=span)
    for value in found:
        machine.budget.spend(span)
        assign.target(machine, scope, clause.target, value)
        outcome = _filtered(machine, scope, node, clause, made)
        symbolic = symbolic if outcome is None else outcome
        if isinstance(symbolic, Unknown):
            return symbolic
    return symbolic


def _filtered(
    machine: Machine, scope: Scope, node: cst.BaseComp, clause: cst.CompFor, made: list[tuple[Value, Value]]
) -> Value | None:
    """One round: the `if`s, then the inner `for` or the element."""
    for condition in clause.ifs:
        test = machine.evaluate(scope, condition.test)
        decided = truth(test)
        if decided is False:
            return None
        if decided is None:
            why = test.why if isinstance(test, Unknown) else "which elements the `if` keeps is only known when it runs"
            return Unknown(why=why, span=scope.parsed.span(condition.test))
    if clause.inner_for_in is not None:
        return _clause(machine, scope, node, clause.inner_for_in, made)
    if isinstance(node, cst.DictComp):
        key = machine.evaluate(scope, node.key)
        made.append((key, machine.evaluate(scope, node.value)))
    elif isinstance(node, cst.ListComp | cst.SetComp | cst.GeneratorExp):
        value = machine.evaluate(scope, node.elt)
        made.append((value, value))
    return None


def forget(machine: Machine, before: Changes, why: str, iterable: Value | None, span: Span) -> None:
    """After a body that runs an unknown number of times: what it changed is not known any more.

    A list that was empty before and got one element in the body is a comprehension in other words.
    """
    heap, scopes = before
    for token, value in list(machine.heap.items()):
        old = heap.get(token)
        if old is value or old == value:
            continue
        machine.heap[token] = _filled(old, value, iterable, span) or Unknown(why=why, span=span)
    for scope, names in scopes:
        for name, value in list(scope.names.items()):
            if name in names and names[name] != value:
                scope.names[name] = Unknown(why=f"`{name}` is assigned in a loop and {why}", span=span)


def _filled(old: Value | None, now: Value, iterable: Value | None, span: Span) -> Value | None:
    was_empty = old is None or (isinstance(old, Items) and not old.items)
    if iterable is None or isinstance(iterable, Unknown) or not was_empty:
        return None
    if isinstance(now, Items) and now.kind == "list" and len(now.items) == 1:
        return Symbol(op="each", operands=(now.items[0], iterable), span=span)
    return None


def changes(machine: Machine) -> Changes:
    """What `forget` compares with."""
    return dict(machine.heap), tuple((scope, dict(scope.names)) for scope in machine.live)


def symbolic(machine: Machine, body: Callable[[], str], step: Each, why: str) -> str:
    """Run a loop's body once for all its rounds, under `step`."""
    before = changes(machine)
    depth = len(machine.path)
    machine.path.append(step)
    body()
    del machine.path[depth:]
    forget(machine, before, why, step.iterable, step.span)
    return "next"
