"""The normal form of source: one string for all layouts of the same code.

It is written from the LibCST tree in a notation of its own, never from what Python's own modules print, as that
differs from version to version. It is unambiguous: a string carries its length, a sequence its count.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias, cast

import libcst as cst

from icefloe.syntax import text
from icefloe.syntax.fields import FIELDS

Emit: TypeAlias = Callable[[str], None]
_Content: TypeAlias = cst.BaseFormattedStringContent | cst.BaseTemplatedStringContent
_Replacement: TypeAlias = cst.FormattedStringExpression | cst.TemplatedStringExpression
_Piece: TypeAlias = str | tuple[_Replacement, bool]
_SEVERAL: Final = frozenset({tuple, list})
_NOTHING: Final = frozenset({type(None), cst.MaybeSentinel})  # what LibCST says of "as it comes"
_OPERATORS: Final = (cst.BaseUnaryOp, cst.BaseBinaryOp, cst.BaseBooleanOp, cst.BaseCompOp, cst.BaseAugOp, cst.Dot)


def normal(node: cst.CSTNode) -> str:
    """The normal form of one node. It recurses: call it where the stack is deep (`icefloe.syntax.deep`)."""
    pieces: list[str] = []
    _node(node, pieces.append)
    return "".join(pieces)


def _node(node: cst.CSTNode, emit: Emit) -> None:
    name = type(node).__name__
    special = _SPECIAL.get(name)
    if special is not None:
        special(node, emit)
    elif name in FIELDS:
        _fields(node, emit)
    elif isinstance(node, _OPERATORS):
        emit(f"({name})")
    else:  # a kind of node that is newer than the table: its exact text, so that nothing of it is lost
        _leaf("source", cst.Module([]).code_for_node(node), emit)


def _fields(node: cst.CSTNode, emit: Emit, tag: str = "") -> None:
    name = type(node).__name__
    emit(f"({tag or name}")
    for field in FIELDS[name]:
        _value(getattr(node, field), emit)
    emit(")")


def _value(value: object, emit: Emit) -> None:
    # Whether it is a node is asked last: LibCST's classes are abstract ones, which answer slowly.
    kind = type(value)
    if kind is str:
        emit(f" {len(cast('str', value))}:{value}")
    elif kind in _SEVERAL:
        items = cast("Sequence[object]", value)
        emit(f"[{len(items)}")
        for item in items:
            _value(item, emit)
        emit("]")
    elif kind in _NOTHING:
        emit("-")
    else:
        _node(cast("cst.CSTNode", value), emit)


def _leaf(tag: str, value: str, emit: Emit) -> None:
    emit(f"({tag} {len(value)}:{value})")


# --- names, numbers, strings ---------------------------------------------------------------------------------------


def _name(node: cst.Name, emit: Emit) -> None:
    _leaf("Name", text.identifier(node.value), emit)


def _integer(node: cst.Integer, emit: Emit) -> None:
    _leaf("Integer", text.integer(node.value), emit)


def _number(node: cst.Float | cst.Imaginary, emit: Emit) -> None:
    _leaf("Number", text.number(node.value), emit)


def _pieces(node: cst.CSTNode) -> tuple[str, list[_Piece]] | None:
    """The kind and pieces of a string made of literals, side by side or added, or None if it is not one."""
    if isinstance(node, cst.SimpleString):
        kind, value = text.string(node.value)
        return kind, [value]
    if isinstance(node, cst.FormattedString):
        return "str", _parts(node.parts, raw="r" in node.start.lower())
    if isinstance(node, cst.ConcatenatedString) or (
        isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add)
    ):
        left, right = _pieces(node.left), _pieces(node.right)
        if left is not None and right is not None and left[0] == right[0]:
            return left[0], left[1] + right[1]
    return None


def _parts(parts: Sequence[_Content], *, raw: bool) -> list[_Piece]:
    pieces: list[_Piece] = []
    for part in parts:
        if isinstance(part, cst.FormattedStringText | cst.TemplatedStringText):
            value = part.value.replace("{{", "{").replace("}}", "}")
            pieces.append(value.replace("\\", "\\\\") if raw else text.unescape(value, "str"))
        elif isinstance(part, cst.FormattedStringExpression | cst.TemplatedStringExpression):
            pieces.append((part, raw))
    return pieces


def _string(node: cst.CSTNode, emit: Emit) -> None:
    found = _pieces(node)
    if found is None:
        _fields(node, emit)
    else:
        _joined(*found, emit)


def _joined(tag: str, pieces: list[_Piece], emit: Emit) -> None:
    """Pieces with neighbouring texts joined: text and replacement in turn, text first and last."""
    emit(f"({tag}")
    pending = ""
    for piece in pieces:
        if isinstance(piece, str):
            pending += piece
            continue
        _value(pending, emit)
        pending = ""
        _replacement(*piece, emit)
    _value(pending, emit)
    emit(")")


def _replacement(part: _Replacement, raw: bool, emit: Emit) -> None:
    """One `{…}` of an f-string; with `=` its text is part of the value."""
    emit("(replace")
    if part.equal is not None:
        _value(cst.Module([]).code_for_node(part), emit)
    _node(part.expression, emit)
    _value(part.conversion, emit)
    if part.format_spec is not None:
        _joined("format", _parts(part.format_spec, raw=raw), emit)
    emit(")")


def _template(node: cst.TemplatedString, emit: Emit) -> None:
    _joined("template", _parts(node.parts, raw="r" in node.start.lower()), emit)


# --- statements ----------------------------------------------------------------------------------------------------


def _body(node: cst.Module | cst.IndentedBlock | cst.SimpleStatementSuite, emit: Emit) -> None:
    """A block: its small statements one by one, however many of them share a line."""
    statements: list[cst.CSTNode] = []
    for statement in node.body:
        if type(statement) is cst.SimpleStatementLine:
            statements.extend(statement.body)
        else:
            statements.append(statement)
    emit("(body")
    _value(statements, emit)
    emit(")")


def _expression_statement(node: cst.Expr, emit: Emit) -> None:
    """An expression as a statement; a string alone is a docstring, wherever formatters treat it as one."""
    document = _document(node.value)
    if document is None:
        _fields(node, emit)
    else:
        _leaf("doc", document, emit)


def _document(node: cst.CSTNode) -> str | None:
    """What Python takes for a docstring: literals side by side, none of them an f-string, and none added."""
    if isinstance(node, cst.SimpleString):
        kind, value = text.document(node.value)
        return value if kind == "str" else None
    if not isinstance(node, cst.ConcatenatedString):
        return None
    pieces: list[str] = []
    pending: list[cst.CSTNode] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, cst.ConcatenatedString):
            pending += (part.right, part.left)
        elif isinstance(part, cst.SimpleString) and (literal := text.string(part.value))[0] == "str":
            pieces.append(literal[1])
        else:
            return None
    return text.cleaned("".join(pieces))


def _annotated(node: cst.AnnAssign, emit: Emit) -> None:
    """`x: int`; with `(x): int` the annotation is not kept, so these parentheses mean something."""
    _fields(node, emit, "AnnAssign(" if isinstance(node.target, cst.Name) and node.target.lpar else "")


def _subscript(node: cst.Subscript, emit: Emit) -> None:
    """`a[i]`; here alone a trailing comma means something: `a[1,]` is `a[(1,)]`."""
    elements = node.slice
    emit("(Subscript")
    _node(node.value, emit)
    single = elements[0].slice
    if len(elements) > 1 or isinstance(elements[0].comma, cst.Comma) or (isinstance(single, cst.Index) and single.star):
        emit(f"(Tuple[{len(elements)}")
        for element in elements:
            _element(element.slice, emit)
        emit("])")
    elif isinstance(single, cst.Index):
        _node(single.value, emit)
    else:
        _node(single, emit)
    emit(")")


def _element(node: cst.BaseSlice, emit: Emit) -> None:
    if isinstance(node, cst.Index):
        emit("(StarredElement" if node.star else "(Element")
        _node(node.value, emit)
        emit(")")
    else:
        _node(node, emit)


def _sequence_pattern(node: cst.MatchList | cst.MatchTuple, emit: Emit) -> None:
    _fields(node, emit, "MatchSequence")


def _line(node: cst.SimpleStatementLine, emit: Emit) -> None:
    _value(tuple(node.body), emit)


_SPECIAL: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "AnnAssign": _annotated,
        "BinaryOperation": _string,
        "ConcatenatedString": _string,
        "Expr": _expression_statement,
        "Float": _number,
        "FormattedString": _string,
        "Imaginary": _number,
        "IndentedBlock": _body,
        "Integer": _integer,
        "MatchList": _sequence_pattern,
        "MatchTuple": _sequence_pattern,
        "Module": _body,
        "Name": _name,
        "SimpleStatementLine": _line,
        "SimpleStatementSuite": _body,
        "SimpleString": _string,
        "Subscript": _subscript,
        "TemplatedString": _template,
    }
)
