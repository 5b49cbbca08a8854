"""What is known after two branches of which only one is taken."""

from collections.abc import Mapping

from icefloe.evaluate.machine import Machine
from icefloe.evaluate.scopes import BUILTINS
from icefloe.evaluate.state import Snapshot
from icefloe.source import Span
from icefloe.values import Class, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value

_SAME_DEPTH = 4
_MUTABLE = (Items, Table, Instance)


def same(a: Value, b: Value, depth: int = 0) -> bool:
    """Whether two values are certainly the same object, or equal constants; only so far as it is cheap to tell."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, Known) and isinstance(b, Known):
        # `0.0` and `-0.0` are equal and not the same.
        return type(a.value) is type(b.value) and a.value == b.value and repr(a.value) == repr(b.value)
    if isinstance(a, Items) and isinstance(b, Items):
        pairs = zip(a.items, b.items, strict=False)
        return a.token == b.token and len(a.items) == len(b.items) and all(x is y for x, y in pairs)
    if isinstance(a, Table) and isinstance(b, Table):
        entries = zip(a.entries, b.entries, strict=False)
        equal = all(x[0] is y[0] and x[1] is y[1] for x, y in entries)
        return a.token == b.token and len(a.entries) == len(b.entries) and equal
    if isinstance(a, Instance) and isinstance(b, Instance):
        attributes = zip(a.attributes, b.attributes, strict=False)
        equal = all(x[0] == y[0] and x[1] is y[1] for x, y in attributes)
        return a.token == b.token and len(a.attributes) == len(b.attributes) and equal
    if isinstance(a, Function | Class | Record) and isinstance(b, Function | Class | Record):
        return a.token == b.token
    if isinstance(a, Symbol) and isinstance(b, Symbol):
        if a.op != b.op or a.span != b.span or len(a.operands) != len(b.operands) or depth > _SAME_DEPTH:
            return False
        return all(same(x, y, depth + 1) for x, y in zip(a.operands, b.operands, strict=True))
    return a == b


def choice(test: Value, then: Value, otherwise: Value, span: Span) -> Value:
    """`then` if the test is true, else `otherwise`; one object is one, whatever it holds in either case."""
    if is_one(then, otherwise):
        return then
    return content(test, then, otherwise, span)


def is_one(a: Value, b: Value) -> bool:
    """Whether two values are certainly the same object, or equal constants."""
    if isinstance(a, _MUTABLE) and isinstance(b, _MUTABLE) and a.token == b.token:
        return True
    return same(a, b)


def content(test: Value, then: Value, otherwise: Value, span: Span) -> Value:
    """What an object holds: `then` if the test is true, else `otherwise`."""
    if same(then, otherwise):
        return then
    return Symbol(op="choice", operands=(test, then, otherwise), span=span)


def merge(machine: Machine, test: Value, then: Snapshot, otherwise: Snapshot, start: int, span: Span) -> None:
    """Make the state that holds after both branches; a name that only one binds keeps that value.

    Objects with tokens above `start` were made in one of the branches.
    """
    machine.budget.left -= 3 + (len(then.heap) + len(otherwise.heap)) // 20
    machine.heap = {}
    for token in [*then.heap, *(t for t in otherwise.heap if t not in then.heap)]:
        a, b = then.heap.get(token), otherwise.heap.get(token)
        origin = machine.origins.get(token)
        if (a is None or b is None) and (token > start or origin is None):
            made = a if a is not None else b
        else:
            a, b = a if a is not None else origin, b if b is not None else origin
            made = content(test, a, b, span) if a is not None and b is not None else None
        if made is not None:
            machine.heap[token] = made
    machine.cached = {
        token: then.cached.get(token, {}) | otherwise.cached.get(token, {}) for token in then.cached | otherwise.cached
    }
    machine.attributes = _attributes(test, then.attributes, otherwise.attributes, start, span)
    others = {id(scope): names for scope, names in otherwise.scopes}
    for scope, first in then.scopes:
        second = others.get(id(scope))
        scope.become(first if second is None else _names(test, first, second, scope.kind == "class", span))
    mine = {id(scope) for scope, _ in then.scopes}
    for scope, names in otherwise.scopes:
        if id(scope) not in mine:
            scope.become(names)


def _attributes(
    test: Value, then: dict[tuple[int, str], Value], otherwise: dict[tuple[int, str], Value], start: int, span: Span
) -> dict[tuple[int, str], Value]:
    made: dict[tuple[int, str], Value] = {}
    for key in sorted(then.keys() | otherwise.keys()):
        a, b = then.get(key), otherwise.get(key)
        before = Unknown(why=f"`{key[1]}` is only set in one of two branches", span=span)
        if key[0] > start:
            one = a if a is not None else b
            before = before if one is None else one  # type: ignore[assignment]  # the object is of that branch
        made[key] = choice(test, before if a is None else a, before if b is None else b, span)
    return made


def _names(
    test: Value, first: Mapping[str, Value], second: Mapping[str, Value], is_class: bool, span: Span
) -> dict[str, Value]:
    names: dict[str, Value] = {}
    for name in [*first, *(n for n in second if n not in first)]:
        a, b = first.get(name), second.get(name)
        if a is not None and b is not None:
            names[name] = choice(test, a, b, span)
        elif is_class or name in BUILTINS:
            # Where it is not bound the name is not missing: it is what surrounds the class, or a builtin.
            names[name] = Unknown(why=f"`{name}` is bound in one of two branches", span=span)
        else:
            one = a if a is not None else b
            assert one is not None
            names[name] = one
    return names
