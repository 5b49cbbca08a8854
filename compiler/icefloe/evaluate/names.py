"""Which names a function's code uses and binds: read from the tree, without evaluating it."""

from collections.abc import Iterator

import libcst as cst

_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def walk(node: cst.CSTNode, *, into_scopes: bool) -> Iterator[cst.CSTNode]:
    """All nodes below `node` in source order; optionally not those inside nested functions and classes."""
    for child in node.children:
        yield child
        if into_scopes or not isinstance(child, _SCOPES):
            yield from walk(child, into_scopes=into_scopes)


def used(node: cst.CSTNode) -> dict[str, cst.Name]:
    """Names that are read anywhere in a function, nested ones included, with the node where each first stands."""
    found: dict[str, cst.Name] = {}
    pending: list[cst.CSTNode] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, cst.Name):
            found.setdefault(current.value, current)
            continue
        pending.extend(reversed(_readable(current)))
    return found


def _readable(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The children of a node that can hold a read of a name: not attribute names, keywords and parameter names."""
    match node:
        case cst.Attribute():
            return [node.value]
        case cst.Arg():
            return [node.value]
        case cst.Param():
            return [part for part in (node.annotation, node.default) if part is not None]
        case cst.FunctionDef():
            return [*node.decorators, node.params, *([node.returns] if node.returns else []), node.body]
        case cst.ClassDef():
            return [*node.decorators, *node.bases, *node.keywords, node.body]
        case cst.ImportFrom() | cst.Import() | cst.Global() | cst.Nonlocal():
            return []
        case cst.NamedExpr():
            return [node.value]
        case _:
            return list(node.children)


def bound(node: cst.FunctionDef | cst.Lambda) -> frozenset[str]:
    """Names that are local to a function: its parameters and all that its body binds."""
    names = {parameter.name.value for parameter in parameters(node.params)}
    for inner in walk(node.body, into_scopes=False):
        names.update(_binds(inner))
    declared = {item.name.value for n in walk(node.body, into_scopes=False) for item in _declared(n)}
    return frozenset(names - declared)


def _declared(node: cst.CSTNode) -> tuple[cst.NameItem, ...]:
    return tuple(node.names) if isinstance(node, cst.Global | cst.Nonlocal) else ()


def _binds(node: cst.CSTNode) -> Iterator[str]:
    match node:
        case cst.FunctionDef() | cst.ClassDef():
            yield node.name.value
        case cst.AssignTarget() | cst.AnnAssign() | cst.For() | cst.CompFor() | cst.AugAssign():
            yield from targets(node.target)
        case cst.NamedExpr():
            yield from targets(node.target)
        case cst.AsName():
            yield from targets(node.name)
        case cst.ImportAlias():
            if node.asname is None:
                yield dotted(node.name).split(".")[0]
        case cst.MatchAs() | cst.MatchStar():
            if node.name is not None:
                yield node.name.value
        case _:
            return


def targets(node: cst.BaseExpression) -> Iterator[str]:
    """The names that an assignment to `node` binds."""
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield from targets(element.value)


def dotted(node: cst.BaseExpression) -> str:
    """The text of a dotted name."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def parameters(node: cst.Parameters) -> Iterator[cst.Param]:
    """All parameters of a signature, in order."""
    yield from node.posonly_params
    yield from node.params
    if isinstance(node.star_arg, cst.Param):
        yield node.star_arg
    yield from node.kwonly_params
    if node.star_kwarg is not None:
        yield node.star_kwarg
