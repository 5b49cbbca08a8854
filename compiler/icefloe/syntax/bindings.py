"""Which names a piece of code binds, and what its imports mean."""

from collections.abc import Iterator, Sequence
from typing import Final

import libcst as cst

from icefloe.syntax.addresses import declared_global
from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What one name of an import statement stands for.

    `import a.b` gives module `a` with `path` `a.b`; `from .m import n` gives level 1, module `m`, name `n`; a star
    import has the name `*`.
    """

    module: str
    level: int
    name: str | None
    path: str
    node: cst.CSTNode


def dotted(node: cst.CSTNode | None) -> str:
    """A name or a chain of attributes as text, or an empty string if it is something else."""
    if isinstance(node, cst.Name):
        return identifier(node.value)
    if isinstance(node, cst.Attribute):
        before = dotted(node.value)
        return f"{before}.{identifier(node.attr.value)}" if before else ""
    return ""


def imports(node: cst.CSTNode) -> Iterator[tuple[str, Imported]]:
    """The names that an import statement binds, with what they stand for; `*` for a star import."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            path = dotted(alias.name)
            if alias.asname is not None:
                yield (
                    dotted(alias.asname.name),
                    Imported(module=path, level=0, name=None, path=path, node=alias),
                )
            else:
                top = path.partition(".")[0]
                yield top, Imported(module=top, level=0, name=None, path=path, node=alias)
    elif isinstance(node, cst.ImportFrom):
        module, level = dotted(node.module), len(node.relative)
        if isinstance(node.names, cst.ImportStar):
            yield "*", Imported(module=module, level=level, name="*", path=module, node=node)
            return
        for alias in node.names:
            name = dotted(alias.name)
            bound = dotted(alias.asname.name) if alias.asname is not None else name
            yield bound, Imported(module=module, level=level, name=name, path=module, node=alias)


def stored(target: cst.CSTNode) -> Iterator[str]:
    """The plain names that an assignment to a target binds; items and attributes bind none."""
    if isinstance(target, cst.Name):
        yield identifier(target.value)
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from stored(element.value)
    elif isinstance(target, cst.StarredElement):
        yield from stored(target.value)


def bound_by(node: cst.CSTNode) -> Iterator[tuple[str, Imported | None]]:
    """The names that one node binds by itself, whatever stands inside it."""
    if type(node) not in _BINDING:
        return
    if isinstance(node, cst.Import | cst.ImportFrom):
        yield from imports(node)
    elif isinstance(node, cst.FunctionDef | cst.ClassDef):
        yield identifier(node.name.value), None
    else:
        for target in _targets(node):
            for name in stored(target):
                yield name, None


# Asked first of every node: LibCST's classes are abstract ones, for which each `isinstance` that fails is slow.
_BINDING: Final = frozenset(
    {cst.Import, cst.ImportFrom, cst.FunctionDef, cst.ClassDef, cst.Assign, cst.AugAssign, cst.AnnAssign,
     cst.NamedExpr, cst.For, cst.CompFor, cst.Del, cst.AsName, cst.TypeAlias, cst.MatchStar, cst.MatchAs,
     cst.MatchMapping}
)  # fmt: skip


def _targets(node: cst.CSTNode) -> list[cst.CSTNode]:
    match node:
        case cst.Assign():
            return [target.target for target in node.targets]
        case cst.AugAssign() | cst.AnnAssign() | cst.NamedExpr() | cst.For() | cst.CompFor() | cst.Del():
            return [node.target]
        case cst.AsName() | cst.TypeAlias() | cst.MatchStar() | cst.MatchAs():
            return [node.name] if node.name is not None else []
        case cst.MatchMapping():
            return [node.rest] if node.rest is not None else []
        case _:
            return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Locals:
    """The names of one function's or class's own scope; for each the imports that bind it, if only imports do."""

    names: dict[str, tuple[Imported, ...]]
    outside: frozenset[str]


def parameters(node: cst.Parameters) -> Iterator[str]:
    """The names of a function's parameters."""
    for parameter in (*node.posonly_params, *node.params, *node.kwonly_params, node.star_arg, node.star_kwarg):
        if isinstance(parameter, cst.Param):
            yield identifier(parameter.name.value)


def local_names(node: cst.FunctionDef | cst.Lambda | cst.ClassDef) -> Locals:
    """The names that belong to the scope of a function or class, not counting `global` and `nonlocal` ones."""
    found: dict[str, list[Imported | None]] = {}
    if not isinstance(node, cst.ClassDef):
        for name in parameters(node.params):
            found.setdefault(name, []).append(None)
    outside = set(declared_global(node.body))
    pending: list[cst.CSTNode] = [node.body]
    while pending:
        current = pending.pop()
        kind = type(current)
        if kind is cst.Nonlocal and isinstance(current, cst.Nonlocal):
            outside.update(identifier(item.name.value) for item in current.names)
        if kind in _BINDING and kind is not cst.CompFor:
            for name, imported in bound_by(current):
                found.setdefault(name, []).append(imported)
        pending.extend(inside_scope(current))
    kept = {name: tuple(i for i in values if i is not None) for name, values in found.items() if name not in outside}
    only = {name: values if len(values) == len(found[name]) else () for name, values in kept.items()}
    return Locals(names=only, outside=frozenset(outside))


def inside_scope(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The nodes directly below one that belong to the same scope: not the bodies of functions and classes."""
    if type(node) not in _APART:
        return children(node)
    return list(defining_parts(node)) if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda) else ()


_APART: Final = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.Import, cst.ImportFrom})


def defining_parts(node: cst.FunctionDef | cst.ClassDef | cst.Lambda) -> Iterator[cst.CSTNode]:
    """What is evaluated where a function or class is defined: decorators, defaults, annotations, bases."""
    if not isinstance(node, cst.Lambda):
        yield from node.decorators
    if isinstance(node, cst.ClassDef):
        yield from (*node.bases, *node.keywords)
    else:
        yield from children(node.params)
    if isinstance(node, cst.FunctionDef) and node.returns is not None:
        yield node.returns


def bound_in(tree: cst.Module) -> frozenset[str] | None:
    """The names that a statement at module level, or `global` in a function, can bind; None if that can be any."""
    found = set[str]()
    for node in _all(tree, inner=True):
        if type(node) is cst.Global:
            found.update(identifier(item.name.value) for item in node.names)
        elif type(node) is cst.Call and dotted(node.func) in _BINDERS:
            return None
    for node in _all(tree, inner=False):
        if type(node) is not cst.CompFor:
            found.update(name for name, _ in bound_by(node))
    return frozenset(found)


# Whoever calls one of these can bind any name.
_BINDERS: Final = frozenset({"globals", "exec"})


def _all(tree: cst.Module, *, inner: bool) -> Iterator[cst.CSTNode]:
    """The nodes of a module; `inner` also those in the bodies of its functions and classes."""
    pending: list[cst.CSTNode] = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(children(node) if inner or node is tree else inside_scope(node))
