"""Imports: of the project's own modules, which are evaluated too, and of everything else, which is only named."""

from collections.abc import Iterable
from dataclasses import replace

import libcst as cst

from icefloe.evaluate import platforms, scopes
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.findings import Finding
from icefloe.fixes import close_matches
from icefloe.source import Span
from icefloe.syntax import bindings
from icefloe.values import Class, Function, Items, Known, Module, Reference, Unknown, Value


def plain(machine: Machine, scope: Scope, node: cst.Import) -> None:
    """`import a.b`, `import a.b as c`."""
    for name, imported in bindings.imports(node):
        whole = machine.load(imported.path)
        span = scope.parsed.span(imported.node)
        found = _module(machine, imported.module, span)
        if whole is not None and isinstance(found, Reference):
            # A namespace package: a folder of the project without code of its own.
            found = Module(name=imported.module, span=span)
        scopes.bind(scope, name, found)


def is_for_types(test: cst.BaseExpression) -> bool:
    """Whether a test is `TYPE_CHECKING`: false in every run, true for who reads annotations."""
    name = test.attr if isinstance(test, cst.Attribute) else test
    return isinstance(name, cst.Name) and name.value == "TYPE_CHECKING"


def for_types(machine: Machine, scope: Scope, body: Iterable[cst.CSTNode]) -> None:
    """The imports below `if TYPE_CHECKING:`: they bind names that annotations use, where nothing else does."""
    lines = [line for line in body if isinstance(line, cst.SimpleStatementLine)]
    for part in (part for line in lines for part in line.body):
        before = dict(scope.names)
        if isinstance(part, cst.Import | cst.ImportFrom) and not _deferred(machine, scope, part):
            if isinstance(part, cst.Import):
                plain(machine, scope, part)
            else:
                from_module(machine, scope, part)
        scope.typed.update((name, value) for name, value in scope.names.items() if before.get(name) is not value)
        scope.own().update(before)


def _deferred(machine: Machine, scope: Scope, node: cst.Import | cst.ImportFrom) -> bool:
    """Bind names to where they stand, without going there: no run does, and there it may be this module's turn first.

    The modules are evaluated when everything else is. What is evaluated already is bound as by any import.
    """
    found: list[tuple[str, str, str]] = []
    for bound, imported in bindings.imports(node):
        module: str | None = imported.module
        if imported.level:
            module = machine.table.resolve(scope.module, imported.level, imported.module)
        whole = imported.path if imported.name is None else module
        if module is None or whole is None or imported.name == "*" or machine.table.path_of(whole) is None:
            return False
        done = module in machine.modules and module not in machine.provenance.loading
        if done or (imported.name is None and bound != imported.module):
            return False
        found.append((bound, module, module if imported.name is None else f"{module}.{imported.name}"))
    for bound, module, path in found:
        scopes.bind(scope, bound, Reference(path=path, span=scope.parsed.span(node)))
        machine.deferred.append(module)
    return bool(found)


def _module(machine: Machine, path: str, span: Span) -> Value:
    if machine.load(path) is not None:
        return Module(name=path, span=span)
    return Reference(path=path, span=span)


def from_module(machine: Machine, scope: Scope, node: cst.ImportFrom) -> None:
    """`from a import b as c`, `from . import b`, `from a import *`."""
    for bound, imported in bindings.imports(node):
        module: str | None = imported.module
        if imported.level:
            module = machine.table.resolve(scope.module, imported.level, imported.module)
        span = scope.parsed.span(imported.node)
        if module is None:
            scopes.bind(scope, bound, Unknown(why="the relative import leaves the project", span=span))
            continue
        source = machine.load(module)
        if imported.name is None or imported.name == "*":
            _star(machine, scope, module, source)
        else:
            scopes.bind(scope, bound, _member(machine, module, source, imported.name, span))


def named(machine: Machine, path: str, span: Span) -> Value:
    """What a dotted path names: the last part of it in the module that the parts before name."""
    module, _, name = path.rpartition(".")
    source = machine.load(module) if module else None
    parsed = machine.table.load(module) if module and source is None else None
    if isinstance(parsed, Finding):
        return Unknown(why=f"the module `{module}` cannot be read", span=span)
    found = _member(machine, module, source, name, span)
    if not isinstance(found, Unknown) or source is None:
        return found
    near = close_matches(name, sorted(key for key, value in source.names.items() if isinstance(value, Function)), 1)
    return replace(found, why=f"{found.why}; did you mean `{near[0]}`?", help="") if near else found


def _member(machine: Machine, module: str, source: Scope | None, name: str, span: Span) -> Value:
    if source is not None and name in source.names:
        return _word(machine, source.names[name], f"{module}.{name}", span)
    if machine.load(f"{module}.{name}") is not None:
        return Module(name=f"{module}.{name}", span=span)
    if source is not None:
        if source.stars:
            return Reference(path=f"{source.stars[-1]}.{name}", span=span)
        from icefloe.evaluate import circular

        early = circular.too_early(machine, module, name, span)
        if early is not None:
            return early
        help = scopes.suggestion(name, source.names, f"import a name that `{module}` has")
        return Unknown(why=f"the module `{module}` has no `{name}`", span=span, help=help)
    path = f"{module}.{name}"
    if path in {"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"}:
        return Known(value=False, span=span)
    return platforms.constant(path, span) or Reference(path=path, span=span)


def _word(machine: Machine, value: Value, path: str, span: Span) -> Value:
    """A name of the project that is a dialect's word, as where the dialect itself lies in the project, is not entered.

    Its meaning is known; what its code does, step by step, is not what the pipeline is. It goes by where it is defined,
    or by where it is imported from (`path`).
    """
    own = f"{value.module}.{value.qualname}" if isinstance(value, Function | Class) else path
    found = next((one for one in (own, path) if one in machine.returns), None)
    return value if found is None else Reference(path=found, span=span)


def _star(machine: Machine, scope: Scope, module: str, source: Scope | None) -> None:
    if source is None:
        scope.root().stars.append(module)
        return
    exported = source.names.get("__all__")
    exported = None if exported is None else machine.current(exported)
    listed: set[object] | None = None
    if isinstance(exported, Items) and all(isinstance(item, Known) for item in exported.items):
        listed = {item.value for item in exported.items if isinstance(item, Known)}
    for name, value in list(source.names.items()):
        if name in listed if listed is not None else not name.startswith("_"):
            scopes.bind(scope, name, machine.current(value))
    scope.root().stars.extend(source.stars)
