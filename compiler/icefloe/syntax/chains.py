"""Chains of attributes, items and calls (`table["a"].b.append(1)`): where they start, and which are assigned to."""

from collections.abc import Iterator

import libcst as cst

from icefloe.syntax.bindings import dotted
from icefloe.syntax.fields import descendants
from icefloe.syntax.text import identifier


def item_targets(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The items and attributes that a statement assigns, adds to or deletes."""
    match node:
        case cst.Assign():
            targets: list[cst.CSTNode] = [target.target for target in node.targets]
        case cst.AugAssign() | cst.Del():
            targets = [node.target]
        case cst.AnnAssign():
            targets = [node.target] if node.value is not None else []
        case _:
            targets = []
    for target in targets:
        elements = [e.value for e in target.elements] if isinstance(target, cst.Tuple | cst.List) else [target]
        yield from (e for e in elements if isinstance(e, cst.Attribute | cst.Subscript))


def path_of(chain: cst.CSTNode) -> str:
    """The dotted name at the start of a chain of attributes, items and calls, or an empty string."""
    while not (path := dotted(chain)) and isinstance(chain, cst.Attribute | cst.Subscript | cst.Call):
        chain = chain.func if isinstance(chain, cst.Call) else chain.value
    return path


def root_of(node: cst.CSTNode) -> str:
    """The name at the start of a chain of attributes, items and calls, or an empty string."""
    while isinstance(node, cst.Attribute | cst.Subscript | cst.Call):
        node = node.func if isinstance(node, cst.Call) else node.value
    return identifier(node.value) if isinstance(node, cst.Name) else ""


def names_in(node: cst.CSTNode) -> Iterator[str]:
    """Every name that stands in a piece of code, as often as it does."""
    for inner in descendants(node):
        if type(inner) is cst.Name:
            yield identifier(inner.value)
