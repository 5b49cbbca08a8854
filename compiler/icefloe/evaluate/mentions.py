"""Which packages from outside the project a function's code can come to, without evaluating it."""

from collections.abc import Iterable, Iterator

import libcst as cst

from icefloe.evaluate.machine import Machine
from icefloe.evaluate.scopes import lookup
from icefloe.evaluate.state import Definition, Scope
from icefloe.syntax.fields import descendants
from icefloe.syntax.usage import Use
from icefloe.values import Class, Function, Module, Record, Reference, Symbol, Value


class Mentions:
    """Answers for the functions of one evaluation; what a function uses itself is read once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._bodies: dict[int, frozenset[str]] = {}
        self._closed: dict[int, frozenset[str]] = {}
        self._direct: dict[int, tuple[frozenset[str], tuple[Value, ...]]] = {}

    def of(self, function: Function) -> frozenset[str]:
        """The top-level packages of all names that a function uses when it runs, through the project's own code too.

        Its decorators are run where it is defined, and are not asked.
        """
        if function.token not in self._bodies:
            self._bodies[function.token] = self._of_body(function)
        return self._bodies[function.token]

    def _of_body(self, function: Function) -> frozenset[str]:
        definition = self._machine.definitions.get(function.token)
        decorators = () if definition is None or isinstance(definition.node, cst.Lambda) else definition.node.decorators
        if definition is None or not decorators:
            return self._whole(function)
        outside = {id(node) for decorator in decorators for node in descendants(decorator)}
        uses = self._machine.table.readings.used(definition.node)
        found, used = self._read(definition, [use for use in uses if id(use.node) not in outside])
        packages = set(found)
        for inner in list(_inside(used, packages)):
            packages |= self._whole(inner)
        return frozenset(packages)

    def _whole(self, value: Function | Class) -> frozenset[str]:
        """The same with what decorates it."""
        if value.token not in self._closed:
            self._close(value)
        return self._closed[value.token]

    def _close(self, start: Function | Class) -> None:
        """Find the packages of a function and of all that it reaches, each looked at once."""
        found: dict[int, set[str]] = {}
        users: dict[int, list[int]] = {}
        pending: list[Function | Class] = [start]
        while pending:
            value = pending.pop()
            if value.token in found:
                continue
            packages, used = self._of_one(value)
            own = found[value.token] = set(packages)
            for inner in _inside(used, own):
                if inner.token in self._closed:
                    own |= self._closed[inner.token]
                else:
                    users.setdefault(inner.token, []).append(value.token)
                    pending.append(inner)
        # What one uses, its users use too, in circles as well.
        waiting = list(found)
        while waiting:
            token = waiting.pop()
            for user in users.get(token, ()):
                if not found[token] <= found[user]:
                    found[user] |= found[token]
                    waiting.append(user)
        self._closed |= {token: frozenset(packages) for token, packages in found.items()}

    def _of_one(self, value: Function | Class) -> tuple[frozenset[str], tuple[Value, ...]]:
        if value.token not in self._direct:
            definition = self._machine.definitions.get(value.token)
            self._direct[value.token] = (
                (frozenset(), ())
                if definition is None
                else self._read(definition, self._machine.table.readings.used(definition.node))
            )
        return self._direct[value.token]

    def _read(self, definition: Definition, uses: Iterable[Use]) -> tuple[frozenset[str], tuple[Value, ...]]:
        """The packages that the code imports itself, and the values of the names that it uses."""
        packages: set[str] = set()
        values: dict[str, Value] = {}
        for use in uses:
            packages |= {(imported.module or imported.path).split(".")[0] for imported in use.local}
            whole = ".".join((use.name, *use.attributes))
            if whole not in values:
                for value in self._meant(definition, use):
                    values[whole] = value
        return frozenset(packages), tuple(values.values())

    def _meant(self, definition: Definition, use: Use) -> Iterator[Value]:
        value = lookup(self._machine, definition.scope, use.name, definition.scope.parsed.span(use.node))
        if not isinstance(value, Module):
            if value is not None:
                yield value
            return
        # What is asked of one of the project's modules: `helpers.build`.
        name, attributes = value.name, list(use.attributes)
        while attributes and f"{name}.{attributes[0]}" in self._machine.modules:
            name = f"{name}.{attributes.pop(0)}"
        scope: Scope | None = self._machine.modules.get(name)
        if scope is not None and attributes and attributes[0] in scope.names:
            yield scope.names[attributes[0]]


def _inside(values: Iterable[Value], packages: set[str]) -> Iterator[Function | Class]:
    """The functions and classes of the project in some values; `packages` gets those of all other names."""
    pending, seen = list(values), set[int]()
    while pending:
        value = pending.pop()
        match value:
            case Reference():
                packages.add(value.path.split(".")[0])
            case Record() if value.token not in seen:
                seen.add(value.token)
                packages.add(value.path.split(".")[0])
                pending += [value.function, *(argument.value for argument in value.arguments)]
            case Symbol():
                pending += value.operands
            case Function() | Class():
                yield value
            case _:
                pass
