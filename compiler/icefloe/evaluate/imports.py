"""Imports: of the project's own modules, which are evaluated too, and of everything else, which is only named."""

import libcst as cst

from icefloe.evaluate import names, scopes
from icefloe.evaluate.machine import Machine, Scope
from icefloe.source import Span
from icefloe.values import Module, Reference, Unknown, Value


def plain(machine: Machine, scope: Scope, node: cst.Import) -> None:
    """`import a.b`, `import a.b as c`."""
    for alias in node.names:
        path = names.dotted(alias.name)
        span = scope.parsed.span(alias)
        if alias.asname is not None:
            for name in names.targets(alias.asname.name):
                scopes.bind(scope, name, _module(machine, path, span))
        else:
            top = path.split(".")[0]
            machine.load(path)
            scopes.bind(scope, top, _module(machine, top, span))


def _module(machine: Machine, path: str, span: Span) -> Value:
    if machine.load(path) is not None:
        return Module(name=path, span=span)
    return Reference(path=path, span=span)


def from_module(machine: Machine, scope: Scope, node: cst.ImportFrom) -> None:
    """`from a import b as c`, `from . import b`, `from a import *`."""
    span = scope.parsed.span(node)
    written = names.dotted(node.module) if node.module is not None else ""
    module = machine.table.resolve(scope.module, len(node.relative), written) if node.relative else written
    if module is None:
        _bind_all(scope, node, Unknown(why="the relative import leaves the project", span=span))
        return
    source = machine.load(module)
    if isinstance(node.names, cst.ImportStar):
        _star(machine, scope, module, source)
        return
    for alias in node.names:
        name = names.dotted(alias.name)
        value = _member(machine, module, source, name, scope.parsed.span(alias.name))
        for bound in names.targets(alias.asname.name) if alias.asname is not None else (name,):
            scopes.bind(scope, bound, value)


def _bind_all(scope: Scope, node: cst.ImportFrom, value: Value) -> None:
    if isinstance(node.names, cst.ImportStar):
        return
    for alias in node.names:
        for bound in names.targets(alias.asname.name) if alias.asname is not None else (names.dotted(alias.name),):
            scopes.bind(scope, bound, value)


def _member(machine: Machine, module: str, source: Scope | None, name: str, span: Span) -> Value:
    if source is not None and name in source.names:
        return source.names[name]
    if machine.load(f"{module}.{name}") is not None:
        return Module(name=f"{module}.{name}", span=span)
    if source is not None:
        if source.stars:
            return Reference(path=f"{source.stars[-1]}.{name}", span=span)
        return Unknown(why=f"the module `{module}` has no `{name}`", span=span)
    path = f"{module}.{name}"
    if path in {"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"}:
        return scopes.true(span)
    return Reference(path=path, span=span)


def _star(machine: Machine, scope: Scope, module: str, source: Scope | None) -> None:
    if source is None:
        scope.root().stars.append(module)
        return
    exported = source.names.get("__all__")
    for name, value in list(source.names.items()):
        if exported is not None or not name.startswith("_"):
            scopes.bind(scope, name, machine.current(value))
    scope.root().stars.extend(source.stars)
