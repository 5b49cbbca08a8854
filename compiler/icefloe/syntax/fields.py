"""What of each kind of node means something: an owned table, so that a newer LibCST cannot change a digest.

Left out is layout: whitespace, comments, parentheses, commas, semicolons, `=` and `:` signs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Final, cast

import libcst as cst

_TABLE: Final = """
AnnAssign target annotation value
Annotation annotation
Arg star keyword value
AsName name
Assert test msg
Assign targets value
AssignTarget target
Asynchronous
Attribute value attr
AugAssign target operator value
Await expression
BinaryOperation left operator right
BooleanOperation left operator right
Break
Call func args
ClassDef decorators name type_parameters bases keywords body
CompFor asynchronous target iter ifs inner_for_in
CompIf test
Comparison left comparisons
ComparisonTarget operator comparator
ConcatenatedString left right
Continue
Decorator decorator
Del target
Dict elements
DictComp key value for_in
DictElement key value
Element value
Ellipsis
Else body
ExceptHandler type name body
ExceptStarHandler type name body
Expr value
Finally body
Float value
For asynchronous target iter body orelse
FormattedString parts
FormattedStringExpression expression conversion format_spec
FormattedStringText value
From item
FunctionDef decorators asynchronous name type_parameters params returns body
GeneratorExp elt for_in
Global names
If test body orelse
IfExp body test orelse
Imaginary value
Import names
ImportAlias name asname
ImportFrom relative module names
ImportStar
IndentedBlock body
Index star value
Integer value
Lambda params body
LazyImport names
LazyImportFrom relative module names
List elements
ListComp elt for_in
Match subject cases
MatchAs pattern name
MatchCase pattern guard body
MatchClass cls patterns kwds
MatchKeywordElement key pattern
MatchList patterns
MatchMapping elements rest
MatchMappingElement key pattern
MatchOr patterns
MatchOrElement pattern
MatchSequenceElement value
MatchSingleton value
MatchStar name
MatchTuple patterns
MatchValue value
Module body
Name value
NameItem name
NamedExpr target value
Nonlocal names
NotEqual value
Param name annotation default
ParamSlash
ParamSpec name
ParamStar
Parameters posonly_params posonly_ind params star_arg kwonly_params star_kwarg
Pass
Raise exc cause
Return value
Set elements
SetComp elt for_in
SimpleStatementLine body
SimpleStatementSuite body
SimpleString value
Slice lower upper step
StarredDictComp value for_in
StarredDictElement value
StarredElement value
Subscript value slice
SubscriptElement slice
TemplatedString parts
TemplatedStringExpression expression conversion format_spec
TemplatedStringText value
Try body handlers orelse finalbody
TryStar body handlers orelse finalbody
Tuple elements
TypeAlias name type_parameters value
TypeParam param star default
TypeParameters params
TypeVar name bound
TypeVarTuple name
UnaryOperation operator expression
While test body orelse
With asynchronous items body
WithItem item asname
Yield value
Dot
"""

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {line.split()[0]: tuple(line.split()[1:]) for line in _TABLE.strip().splitlines()}
)
"""Class name of a node → its fields that mean something, in source order as far as that can be."""

_LEAVES: Final = frozenset(
    {"Name", "Integer", "Float", "Imaginary", "SimpleString", "FormattedStringText", "TemplatedStringText"}
)
_SEVERAL: Final = frozenset({tuple, list})
_NONE: Final = frozenset({type(None), str, cst.MaybeSentinel})


def children(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The nodes directly below one, in the order of the table; a kind that is not in it has none (operators)."""
    values = _values(type(node))
    if values is None:
        return ()
    found: list[cst.CSTNode] = []
    for value in values(node):
        # Whether it is a node is asked last: LibCST's classes are abstract ones, which answer slowly.
        if type(value) in _SEVERAL:
            found.extend(cast("Sequence[cst.CSTNode]", value))
        elif type(value) not in _NONE:
            found.append(cast("cst.CSTNode", value))
    return found


@cache
def _values(kind: type[cst.CSTNode]) -> Callable[[cst.CSTNode], Sequence[object]] | None:
    """What gets the fields of a kind all at once; None where it has none with nodes."""
    names = () if kind.__name__ in _LEAVES else FIELDS.get(kind.__name__, ())
    if len(names) != 1:
        return attrgetter(*names) if names else None
    only = attrgetter(names[0])
    return lambda node: (only(node),)


def descendants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and everything below it, in source order."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))
