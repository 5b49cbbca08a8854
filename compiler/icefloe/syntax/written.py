"""Which names a piece of code only adds to."""

import libcst as cst

from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier

_ADDING = frozenset({"append", "extend", "add", "update", "insert"})


def only_written(node: cst.CSTNode) -> frozenset[str]:
    """The names that stand nowhere but in statements such as `name.append(value)` and `name[key] = value`."""
    written: set[str] = set()
    read: set[str] = set()
    pending: list[cst.CSTNode] = [node]
    while pending:
        current = pending.pop()
        target = _added_to(current)
        if target is not None:
            written.add(identifier(target.value))
        elif isinstance(current, cst.Name):
            read.add(identifier(current.value))
        if isinstance(current, cst.Attribute):
            pending.append(current.value)
            continue
        pending.extend(part for child in children(current) for part in _without(child, target))
    return frozenset(written - read)


def _added_to(node: cst.CSTNode) -> cst.Name | None:
    """The name that a statement adds to."""
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
        function = node.value.func
        if isinstance(function, cst.Attribute) and function.attr.value in _ADDING:
            return function.value if isinstance(function.value, cst.Name) else None
    if isinstance(node, cst.AssignTarget) and isinstance(node.target, cst.Subscript):
        return node.target.value if isinstance(node.target.value, cst.Name) else None
    return None


def _without(node: cst.CSTNode, target: cst.Name | None) -> list[cst.CSTNode]:
    """A node, or what is below it if it is what leads to the name that is added to."""
    if target is None:
        return [node]
    if isinstance(node, cst.Call):
        return list(node.args)
    if isinstance(node, cst.Subscript):
        return list(node.slice)
    return [node]
