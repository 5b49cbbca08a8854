"""Which packages from outside the project a function's code can come to, without evaluating it."""

from collections.abc import Iterator

from icefloe.evaluate.machine import Definition, Machine, Scope
from icefloe.evaluate.scopes import lookup
from icefloe.syntax.usage import Use, uses
from icefloe.values import Class, Function, Module, Record, Reference, Symbol, Value


def mentions(machine: Machine, function: Function) -> frozenset[str]:
    """The top-level packages of all names that a function uses, through the project's functions and classes too."""
    found: set[str] = set()
    seen: set[int] = set()
    pending: list[Value] = [function]
    while pending:
        value = pending.pop()
        match value:
            case Reference():
                found.add(value.path.split(".")[0])
            case Record():
                found.add(value.path.split(".")[0])
                pending += [value.function, *(argument.value for argument in value.arguments)]
            case Symbol():
                pending += value.operands
            case Function() | Class() if value.token not in seen:
                seen.add(value.token)
                definition = machine.definitions.get(value.token)
                if definition is not None:
                    pending += _used(machine, definition, found)
            case _:
                pass
    return frozenset(found)


def _used(machine: Machine, definition: Definition, found: set[str]) -> Iterator[Value]:
    for use in uses(definition.node):
        for imported in use.local:
            found.add((imported.module or imported.path).split(".")[0])
        value = lookup(machine, definition.scope, use.name, definition.scope.parsed.span(use.node))
        if isinstance(value, Module):
            yield from _of_module(machine, value, use)
        elif value is not None:
            yield value


def _of_module(machine: Machine, module: Module, use: Use) -> Iterator[Value]:
    """What is asked of one of the project's modules: `helpers.build`."""
    name, attributes = module.name, list(use.attributes)
    while attributes and f"{name}.{attributes[0]}" in machine.modules:
        name = f"{name}.{attributes.pop(0)}"
    scope: Scope | None = machine.modules.get(name)
    if scope is not None and attributes and attributes[0] in scope.names:
        yield scope.names[attributes[0]]
