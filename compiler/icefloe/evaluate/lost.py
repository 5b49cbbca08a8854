"""What is not known any more: objects that something may have changed which is not followed."""

import libcst as cst

from icefloe.evaluate import scopes
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.syntax.usage import uses
from icefloe.values import Argument, Function, Instance, Items, Record, Symbol, Table, Unknown, Value

_LIMIT = 10_000


def reachable(machine: Machine, roots: list[Value]) -> list[Value]:
    """Every list, dictionary, object and function that can be come to from some values."""
    found: dict[int, Value] = {}
    seen: set[int] = set()
    pending = list(roots)
    while pending and len(seen) < _LIMIT:
        value = machine.current(pending.pop())
        if id(value) in seen:
            continue
        seen.add(id(value))
        match value:
            case Items():
                found[value.token] = value
                pending.extend(value.items)
            case Table():
                found[value.token] = value
                pending.extend(inner for entry in value.entries for inner in entry)
            case Instance():
                found[value.token] = value
                pending.extend(inner for _, inner in value.attributes)
            case Function():
                found[value.token] = value
            case Symbol():
                pending.extend(value.operands)
            case Record(path="functools.partial"):
                pending.extend(argument.value for argument in value.arguments)
            case _:
                pass
    return list(found.values())


def lose(machine: Machine, roots: list[Value], why: str, span: Span) -> None:
    """Forget the content of every object that can be come to from some values."""
    for value in reachable(machine, roots):
        if isinstance(value, Table | Instance) or (isinstance(value, Items) and value.kind != "tuple"):
            machine.mutate(value, Unknown(why=why, span=span))


def unfollowed(machine: Machine, function: Function, arguments: tuple[Argument, ...], span: Span) -> None:
    """A call whose body is not followed: what it can change is not known any more."""
    why = f"`{function.qualname}` may change it, and is not followed"
    pending, seen = [function], {function.token}
    while pending and len(seen) < 200:
        roots = [argument.value for argument in arguments] if pending[0] is function else []
        roots += _used(machine, pending.pop(0), why, span)
        for value in reachable(machine, roots):
            if isinstance(value, Function) and value.token not in seen:
                seen.add(value.token)
                pending.append(value)
        lose(machine, roots, why, span)


def _used(machine: Machine, function: Function, why: str, span: Span) -> list[Value]:
    """The values of the names that a function's code uses; those that it rebinds become unknown."""
    definition = machine.definitions[function.token]
    scope = definition.scope
    found = [p.default for p in function.parameters if p.default is not None]
    for use in uses(definition.node):
        value = scopes.lookup(machine, scope, use.name, span)
        if value is not None:
            found.append(value)
    pending: list[cst.CSTNode] = [definition.node]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Global | cst.Nonlocal):
            for item in node.names:
                scopes.rebind(scope, item.name.value, isinstance(node, cst.Global), Unknown(why=why, span=span))
        pending.extend(node.children)
    return found
