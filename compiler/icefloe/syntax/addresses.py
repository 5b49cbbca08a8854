"""The addresses of functions: qualified name, and which of that name in source order."""

from collections.abc import Sequence
from typing import Final, TypeAlias, cast

import libcst as cst

from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier

Address: TypeAlias = tuple[str, int]

# Kinds are told by their type: LibCST's classes are abstract ones, for which each `isinstance` that fails is slow.
_NAMING: Final = frozenset({cst.FunctionDef, cst.Lambda, cst.ClassDef})
# What statements stand in, but for the bodies of functions and classes.
_BLOCKS: Final = frozenset(
    {cst.IndentedBlock, cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.If, cst.Else, cst.For, cst.While,
     cst.Try, cst.TryStar, cst.ExceptHandler, cst.ExceptStarHandler, cst.Finally, cst.With, cst.Match, cst.MatchCase}
)  # fmt: skip
_DEFINITION: Final = ("decorators", "params", "returns", "type_parameters")


def addresses(tree: cst.Module) -> dict[Address, cst.FunctionDef | cst.Lambda]:
    """Every `def` and `lambda` of a module by its address, in source order.

    Qualified names are CPython's `co_qualname` without the levels of comprehensions and generator expressions, which
    come and go with the Python version: `factory.<locals>.train`, `Model.fit.<locals>.<lambda>`.
    """
    found: dict[Address, cst.FunctionDef | cst.Lambda] = {}
    counts: dict[str, int] = {}
    _visit(tree, "", frozenset(), found, counts)
    return found


def _visit(
    node: cst.CSTNode,
    prefix: str,
    exported: frozenset[str],
    found: dict[Address, cst.FunctionDef | cst.Lambda],
    counts: dict[str, int],
) -> None:
    """Add what is below a node; `exported` are the names that the enclosing function declares global."""
    if type(node) not in _NAMING:
        for child in children(node):
            _visit(child, prefix, exported, found, counts)
    elif isinstance(node, cst.FunctionDef | cst.Lambda):
        name = identifier(node.name.value) if isinstance(node, cst.FunctionDef) else "<lambda>"
        qualname = name if name in exported else prefix + name
        found[qualname, counts.get(qualname, 0)] = node
        counts[qualname] = counts.get(qualname, 0) + 1
        for part in outside(node):
            _visit(part, prefix, exported, found, counts)
        _visit(node.body, f"{qualname}.<locals>.", declared_global(node.body), found, counts)
    elif isinstance(node, cst.ClassDef):
        name = identifier(node.name.value)
        qualname = name if name in exported else prefix + name
        for part in (*node.decorators, *node.bases, *node.keywords):
            _visit(part, prefix, exported, found, counts)
        _visit(node.body, f"{qualname}.", declared_global(node.body), found, counts)


def outside(node: cst.FunctionDef | cst.Lambda) -> list[cst.CSTNode]:
    """The parts of a function that are evaluated where it is defined: decorators, defaults, annotations."""
    parts: list[cst.CSTNode] = []
    for name in _DEFINITION:
        value = getattr(node, name, None)
        if isinstance(value, cst.CSTNode):
            parts.append(value)
        elif isinstance(value, tuple | list):
            parts.extend(item for item in cast("Sequence[object]", value) if isinstance(item, cst.CSTNode))
    return parts


def declared_global(body: cst.CSTNode) -> frozenset[str]:
    """The names that a body declares `global`, its inner functions and classes not counted."""
    names: set[str] = set()
    pending = [body]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind in _BLOCKS:
            pending.extend(children(node))
        elif kind is cst.Global and isinstance(node, cst.Global):
            names.update(identifier(item.name.value) for item in node.names)
    return frozenset(names)
