"""Of the nodes directly below one those whose names are read, not bound or only spelled."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, cast

import libcst as cst

from icefloe.syntax.fields import children


def read_parts(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """What a node reads: its children, but not the names that it binds, and no keywords."""
    return _PARTS.get(type(node), children)(node)


def _stored(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """What a node reads that also binds a target."""
    target = cast("cst.For", node).target
    parts: list[cst.CSTNode] = []
    for child in children(node):
        parts.extend(_unstored(child) if child is target else (child,))
    return parts


def _named_as(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return list(_unstored(cast("cst.AsName", node).name))


def _argument(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return (cast("cst.Arg", node).value,)


def _parameter(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    parameter = cast("cst.Param", node)
    return [part for part in (parameter.annotation, parameter.default) if part is not None]


def _pattern(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    pattern = cast("cst.MatchAs", node).pattern
    return () if pattern is None else (pattern,)


def _mapping(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return cast("cst.MatchMapping", node).elements


def _unstored(target: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The parts of a target that are read: not the plain names that it binds."""
    if isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _unstored(element.value)
    elif isinstance(target, cst.StarredElement):
        yield from _unstored(target.value)
    elif not isinstance(target, cst.Name):
        yield target


# Those where not all children are read.
_PARTS: Final[dict[type[cst.CSTNode], Callable[[cst.CSTNode], Sequence[cst.CSTNode]]]] = {
    cst.AssignTarget: _stored,
    cst.AnnAssign: _stored,
    cst.NamedExpr: _stored,
    cst.For: _stored,
    cst.Del: _stored,
    cst.AsName: _named_as,
    cst.Arg: _argument,
    cst.Param: _parameter,
    cst.MatchAs: _pattern,
    cst.MatchKeywordElement: _pattern,
    cst.MatchMapping: _mapping,
    cst.MatchStar: lambda _: (),
    cst.Global: lambda _: (),
    cst.Nonlocal: lambda _: (),
}
