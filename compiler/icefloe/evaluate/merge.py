"""What is known after two branches of which only one is taken."""

from icefloe.evaluate.machine import Machine, Snapshot, Step
from icefloe.source import Span
from icefloe.trace import If
from icefloe.values import Class, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same object, or equal constants."""
    tokened = (Items, Table, Function, Class, Instance, Record)
    if isinstance(a, tokened) and isinstance(b, tokened):
        return a is b or (type(a) is type(b) and a.token == b.token and a == b)
    if isinstance(a, Known) and isinstance(b, Known):
        return type(a.value) is type(b.value) and a.value == b.value
    return a == b


def choice(test: Value, then: Value, otherwise: Value, span: Span) -> Value:
    """`then` if the test is true, else `otherwise`."""
    if same(then, otherwise):
        return then
    return Symbol(op="choice", operands=(test, then, otherwise), span=span)


def merge(machine: Machine, test: Value, then: Snapshot, otherwise: Snapshot, span: Span) -> None:
    """Make the state that holds after both branches; a name that only one binds keeps that value."""
    for token in then.heap.keys() | otherwise.heap.keys():
        a, b = then.heap.get(token), otherwise.heap.get(token)
        if a is None or b is None:
            machine.heap[token] = a if a is not None else b if b is not None else machine.heap[token]
        else:
            machine.heap[token] = choice(test, a, b, span)
    for key in sorted(then.attributes.keys() | otherwise.attributes.keys()):
        a, b = then.attributes.get(key), otherwise.attributes.get(key)
        value = choice(test, a, b, span) if a is not None and b is not None else (a if a is not None else b)
        if value is not None:
            machine.attributes[key] = value
    others = {id(scope): names for scope, names in otherwise.scopes}
    for scope, first in then.scopes:
        second = others.get(id(scope))
        if second is not None:
            scope.names = _names(test, first, second, span)


def _names(test: Value, first: dict[str, Value], second: dict[str, Value], span: Span) -> dict[str, Value]:
    names: dict[str, Value] = {}
    for name in [*first, *(n for n in second if n not in first)]:
        a, b = first.get(name), second.get(name)
        if a is not None and b is not None:
            names[name] = choice(test, a, b, span)
        else:
            names[name] = a if a is not None else b if b is not None else Unknown(why="not bound", span=span)
    return names


def negation(test: Value, taken: bool, extra: tuple[Step, ...], span: Span) -> If | None:
    """The condition of all that follows a branch that ended early under further conditions `extra`.

    Each of `extra` says how to get past an early end within the branch; to end there is its opposite.
    """
    conditions = [step for step in extra if isinstance(step, If)]
    if not conditions:
        return None
    inside: Value = test if taken else Symbol(op="not", operands=(test,), span=span)
    for step in conditions:
        ended = Symbol(op="not", operands=(step.test,), span=span) if step.taken else step.test
        inside = Symbol(op="and", operands=(inside, ended), span=span)
    return If(test=inside, taken=False)
