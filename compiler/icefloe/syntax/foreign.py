"""What modules of the project change in one another: patches, entries of tables, registrations."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

import libcst as cst

from icefloe.syntax.bindings import Imported, local_names
from icefloe.syntax.chains import item_targets, path_of
from icefloe.syntax.fields import descendants
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.symbols import Binding, Touch

Key: TypeAlias = tuple[str, str]
Changes: TypeAlias = Mapping[Key, tuple[tuple[str, Binding], ...]]
DEEPEST: Final = 50  # modules that import a name from one another


def changes_from(table: ModuleTable, modules: Iterable[str]) -> Changes:
    """The statements at module level of some modules that change what another one defines, by its module and name.

    A statement that registers with a function changes what that function changes in place.
    """
    found: dict[Key, dict[tuple[str, Binding], None]] = {}
    for module in sorted(modules):
        symbols = table.symbols(module)
        for touch in symbols.touches if symbols is not None else ():
            for key in _touched(table, module, touch):
                found.setdefault(key, {})[module, touch.change] = None
    return {key: tuple(changes) for key, changes in found.items()}


def _touched(table: ModuleTable, module: str, touch: Touch) -> Iterator[Key]:
    path = ".".join(part for part in (path_of(touch.chain), touch.attribute) if part)
    for key in _origins(table, module, path, 0):
        symbols = table.symbols(key[0])
        bindings = symbols.bindings if symbols is not None else {}
        for binding in bindings.get(key[1], ()) if touch.how != "changes" else ():
            if touch.how == "inherits":
                yield from (key for _ in _hooks(binding.parts[0]))
            elif binding.kind == "value" and key[0] != module:
                yield key
            elif binding.kind in {"function", "class"}:
                yield from ((key[0], name) for name in sorted(_written(binding.parts[0])) if name in bindings)
        if touch.how == "changes":
            yield key


def _hooks(node: cst.CSTNode) -> Iterator[cst.FunctionDef]:
    """What a class does whenever another inherits from it."""
    for inner in node.body.body if isinstance(node, cst.ClassDef) else ():
        if isinstance(inner, cst.FunctionDef) and inner.name.value == "__init_subclass__":
            yield inner


def _written(node: cst.CSTNode) -> frozenset[str]:
    """The names from around a function or class that its code changes in place."""
    names: set[str] = set()
    own: set[str] = set()
    for inner in descendants(node):
        chains = list(item_targets(inner))
        if isinstance(inner, cst.Expr) and isinstance(inner.value, cst.Call):
            chains.append(inner.value.func)
        names.update(path.partition(".")[0] for chain in chains if (path := path_of(chain)))
        if isinstance(inner, cst.FunctionDef | cst.Lambda):
            own.update(local_names(inner).names)
    return frozenset(names - own)


def _origins(table: ModuleTable, module: str, path: str, depth: int) -> Iterator[Key]:
    """Where a dotted name of a module is defined: the modules on the way to it as well, as each binds it."""
    name, *rest = path.split(".")
    symbols = table.symbols(module)
    if symbols is None or not name or depth > DEEPEST:
        return
    bindings = symbols.bindings.get(name, ())
    if any(binding.imported is None for binding in bindings):
        yield module, name
    sources = [(binding.imported, binding.imported.name) for binding in bindings if binding.imported is not None]
    sources += [(star, name) for star in symbols.stars_for(name)]
    for imported, asked in sources:
        target = table.resolve(module, imported.level, imported.module)
        if target == module and asked and table.path_of(f"{target}.{asked}") is not None:
            yield from _inside(table, f"{target}.{asked}", rest, depth + 1)  # `from . import part` in a package
        elif target is not None:
            yield from _inside(table, target, [*([asked] if asked else []), *rest], depth + 1)


def _inside(table: ModuleTable, target: str, parts: list[str], depth: int) -> Iterator[Key]:
    while parts:
        symbols = table.symbols(target)
        below = f"{target}.{parts[0]}"
        if (symbols is None or parts[0] not in symbols.bindings) and table.path_of(below) is not None:
            target, parts = below, parts[1:]
            continue
        if symbols is not None:
            yield target, parts[0]
            yield from _origins(table, target, ".".join(parts), depth)
        return


def imported_modules(table: ModuleTable, modules: Iterable[str]) -> tuple[str, ...]:
    """All modules of the project that importing some of them imports, packages around them included, sorted."""
    start = frozenset(modules)
    if start in table.kept.imported:
        return table.kept.imported[start]
    found: set[str] = set()
    pending = sorted(start)
    while pending:
        name = pending.pop()
        if not name or name in found or table.path_of(name) is None:
            continue
        found.add(name)
        pending.append(name.rpartition(".")[0])
        symbols = table.symbols(name)
        for imported in symbols.imports if symbols is not None else ():
            pending.extend(_modules_of(table, name, imported))
    table.kept.imported[start] = tuple(sorted(found))
    return table.kept.imported[start]


def _modules_of(table: ModuleTable, importing: str, imported: Imported) -> list[str]:
    target = table.resolve(importing, imported.level, imported.path)
    if target is None:
        return []
    parts = target.split(".")
    parents = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return parents if imported.name in {None, "*"} else [*parents, f"{target}.{imported.name}"]
