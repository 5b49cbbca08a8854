"""What is not known any more: objects that something may have changed which is not followed."""

from collections.abc import Callable
from typing import TypeAlias

import libcst as cst

from icefloe.evaluate import identity, scopes
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.merge import choice, content
from icefloe.source import Span
from icefloe.syntax.usage import uses
from icefloe.values import Argument, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value

Change: TypeAlias = Callable[[Value], Value | None]
_LIMIT = 10_000
# Operators whose result is none of their operands.
_NEW = frozenset({
    "+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@", "-x", "+x", "~x", "not", "==", "!=", "<", "<=",
    ">", ">=", "in", "not in", "is", "is not", "format", "formatted",
})  # fmt: skip


def reachable(machine: Machine, roots: list[Value]) -> list[Value]:
    """Every list, dictionary, object and function that can be come to from some values."""
    found: dict[int, Value] = {}
    seen: set[int] = set()
    alive: list[Value] = []
    pending = list(roots)
    while pending and len(seen) < _LIMIT:
        raw = pending.pop()
        if isinstance(raw, Items | Table | Instance):
            # What it holds now may be one of several: it is the same object.
            found[raw.token] = raw
        value = machine.current(raw)
        if id(value) in seen:
            continue
        seen.add(id(value))
        alive.append(value)
        match value:
            case Items():
                pending.extend(value.items)
            case Table():
                pending.extend(inner for entry in value.entries for inner in entry)
            case Instance():
                pending.extend(inner for _, inner in value.attributes)
            case Function():
                found[value.token] = value
            case Symbol():
                pending.extend(value.operands)
            case Record(path="functools.partial"):
                pending.extend(argument.value for argument in value.arguments)
            case _:
                pass
    machine.budget.left -= len(seen) // 4
    return list(found.values())


def lose(machine: Machine, roots: list[Value], why: str, span: Span, deep: bool = True) -> None:
    """Forget the content of every object that can be come to from some values; or only of what they may be."""
    for value in reachable(machine, roots) if deep else _choices(machine, roots):
        if isinstance(value, Table | Instance) or (isinstance(value, Items) and value.kind != "tuple"):
            machine.mutate(value, Unknown(why=why, span=span))


def _choices(machine: Machine, roots: list[Value]) -> list[Value]:
    """The objects that some values may be; what an operator gives is a new one."""
    found: dict[int, Items | Table | Instance] = {}
    seen: set[int] = set()
    pending = list(roots)
    while pending and len(seen) < _LIMIT:
        one = pending.pop()
        if isinstance(one, Items | Table | Instance):
            found[one.token] = one
        elif isinstance(one, Symbol) and one.op == "choice" and id(one) not in seen:
            seen.add(id(one))
            pending.extend(one.operands[1:])
        elif isinstance(one, Symbol) and one.op not in _NEW and id(one) not in seen:
            seen.add(id(one))
            inner = reachable(machine, [one])
            found |= {value.token: value for value in inner if isinstance(value, Items | Table | Instance)}
    machine.budget.left -= len(seen) // 4
    return list(found.values())


def everything(machine: Machine, why: str, span: Span) -> None:
    """Forget all names and all objects: code that is not there to be read may have changed them."""
    for scope in machine.live:
        lose(machine, list(scope.names.values()), why, span)
        for name, value in scope.names.items():
            if isinstance(value, Known | Items | Table | Instance):
                scope.own()[name] = Unknown(why=why, span=span)


def one_object(value: Value) -> int | None:
    """The token of the list or dictionary that a value is, if it is one object with one of several contents."""
    return None if isinstance(identity.first_content(value), Instance) else identity.one_object(value)


def each_content(machine: Machine, value: Value, token: int, change: Change) -> Value | None:
    """Do something with an object for each content that it may have; None if it cannot be done."""
    if not (isinstance(value, Symbol) and value.op == "choice"):
        machine.heap[token] = value
        return change(value)
    made: list[Value] = []
    contents: list[Value] = []
    for one in value.operands[1:]:
        result = each_content(machine, one, token, change)
        if result is None:
            return None
        made.append(result)
        contents.append(machine.heap[token])
    machine.heap[token] = content(value.operands[0], contents[0], contents[1], value.span)
    return choice(value.operands[0], made[0], made[1], value.span)


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
    if function.token not in machine.names_used:
        machine.names_used[function.token] = _names(definition.node)
    read, bound = machine.names_used[function.token]
    machine.budget.left -= (len(read) + len(bound)) // 4
    for name in read:
        value = scopes.lookup(machine, scope, name, span)
        if value is not None:
            found.append(value)
    for name, is_global in bound:
        scopes.rebind(scope, name, is_global, Unknown(why=why, span=span))
    return found


def _names(node: cst.CSTNode) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """The names that code uses, and those of others that it rebinds (with whether they are global)."""
    bound: list[tuple[str, bool]] = []
    pending: list[cst.CSTNode] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, cst.Global | cst.Nonlocal):
            bound += [(item.name.value, isinstance(one, cst.Global)) for item in one.names]
        pending.extend(one.children)
    return tuple(dict.fromkeys(use.name for use in uses(node))), tuple(bound)
