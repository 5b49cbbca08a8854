"""How far the text of a node reaches: what LibCST's own writing says, for the kinds that files are full of.

Each function takes a node that starts at an offset, keeps the places of what is in it, and gives the offset at which it
ends. They hold for trees as the parser makes them, in which nothing is left to a default. A kind without a function is
written out as LibCST does it, which is several times slower.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias

import libcst as cst

Measure: TypeAlias = Callable[["Measuring", Any, int], int]


class Measuring(Protocol):
    """What measuring a tree goes along with: a function for each kind, the places so far, the indentation."""

    of: Mapping[type, Measure]
    places: dict[int, tuple[int, int]]
    indents: list[str]
    indent: int


def along(m: Measuring, nodes: Sequence[cst.CSTNode], at: int) -> int:
    """Measure nodes that follow one another."""
    of = m.of
    for node in nodes:
        at = of[type(node)](m, node, at)
    return at


def _absent(_: Measuring, __: object, at: int) -> int:
    return at


# --- white space and punctuation -----------------------------------------------------------------------------------


def _space(_: Measuring, node: cst.SimpleWhitespace | cst.Comment, at: int) -> int:
    return at + len(node.value)


def _newline(_: Measuring, node: cst.Newline, at: int) -> int:
    return at + (1 if node.value is None else len(node.value))


def line(m: Measuring, node: cst.TrailingWhitespace | cst.EmptyLine, at: int) -> int:
    """The white space, comment and newline at the end of a line."""
    at += len(node.whitespace.value)
    if node.comment is not None:
        at += len(node.comment.value)
    return _newline(m, node.newline, at)


def _empty_line(m: Measuring, node: cst.EmptyLine, at: int) -> int:
    return line(m, node, at + m.indent if node.indent else at)


def _lines(m: Measuring, node: cst.ParenthesizedWhitespace, at: int) -> int:
    at = along(m, node.empty_lines, line(m, node.first_line, at))
    return at + (m.indent if node.indent else 0) + len(node.last_line.value)


def _between(m: Measuring, node: Any, at: int) -> int:
    """One of the signs that have white space on both sides."""
    of, before, after = m.of, node.whitespace_before, node.whitespace_after
    at = of[type(before)](m, before, at) + _SIGNS[type(node)]
    return of[type(after)](m, after, at)


def _operator(m: Measuring, node: Any, at: int) -> int:
    """The same with a place, which is that of the sign alone."""
    of, before, after = m.of, node.whitespace_before, node.whitespace_after
    start = of[type(before)](m, before, at)
    end = start + _OPERATORS[type(node)]
    m.places[id(node)] = start, end
    return of[type(after)](m, after, end)


def _opening(m: Measuring, node: Any, at: int) -> int:
    after = node.whitespace_after
    return m.of[type(after)](m, after, at + 1)


def _opening_parenthesis(m: Measuring, node: cst.LeftParen, at: int) -> int:
    end = _opening(m, node, at)
    m.places[id(node)] = at, end
    return end


def _closing(m: Measuring, node: Any, at: int) -> int:
    before = node.whitespace_before
    return m.of[type(before)](m, before, at) + 1


def _closing_parenthesis(m: Measuring, node: cst.RightParen, at: int) -> int:
    end = _closing(m, node, at)
    m.places[id(node)] = at, end
    return end


# --- expressions: parentheses around one are no part of its place -----------------------------------------------------


def word(m: Measuring, node: Any, at: int) -> int:
    """An expression that is one piece of text."""
    if node.lpar:
        at = along(m, node.lpar, at)
    end = at + len(node.value)
    m.places[id(node)] = at, end
    return along(m, node.rpar, end) if node.rpar else end


def _parts(*names: str) -> Measure:
    """The measure of an expression that is nothing but these parts, one after the other."""

    def measure(m: Measuring, node: Any, at: int) -> int:
        of = m.of
        start = end = along(m, node.lpar, at) if node.lpar else at
        for name in names:
            part = getattr(node, name)
            end = of[type(part)](m, part, end)
        m.places[id(node)] = start, end
        return along(m, node.rpar, end) if node.rpar else end

    return measure


def _comparison(m: Measuring, node: cst.Comparison, at: int) -> int:
    left = node.left
    start = along(m, node.lpar, at) if node.lpar else at
    end = along(m, node.comparisons, m.of[type(left)](m, left, start))
    m.places[id(node)] = start, end
    return along(m, node.rpar, end) if node.rpar else end


def _display(m: Measuring, node: cst.List | cst.Set | cst.Dict | cst.Tuple, at: int) -> int:
    of = m.of
    start = end = along(m, node.lpar, at) if node.lpar else at
    if isinstance(node, cst.Tuple):
        end = along(m, node.elements, end)
    else:
        first, last = (node.lbracket, node.rbracket) if isinstance(node, cst.List) else (node.lbrace, node.rbrace)
        end = along(m, node.elements, of[type(first)](m, first, end))
        end = of[type(last)](m, last, end)
    m.places[id(node)] = start, end
    return along(m, node.rpar, end) if node.rpar else end


def _element(m: Measuring, node: cst.Element, at: int) -> int:
    of, value, comma = m.of, node.value, node.comma
    end = of[type(value)](m, value, at)
    m.places[id(node)] = at, end
    return of[type(comma)](m, comma, end)


def _entry(m: Measuring, node: cst.DictElement, at: int) -> int:
    of, places, key, value, comma = m.of, m.places, node.key, node.value, node.comma
    end = of[type(key)](m, key, at)
    end = along(m, (node.whitespace_before_colon,), end) + 1
    end = of[type(value)](m, value, along(m, (node.whitespace_after_colon,), end))
    places[id(node)] = at, end
    return of[type(comma)](m, comma, end)


def _call(m: Measuring, node: cst.Call, at: int) -> int:
    of, func = m.of, node.func
    start = along(m, node.lpar, at) if node.lpar else at
    end = along(m, (node.whitespace_after_func,), of[type(func)](m, func, start)) + 1
    end = along(m, node.args, along(m, (node.whitespace_before_args,), end)) + 1
    m.places[id(node)] = start, end
    return along(m, node.rpar, end) if node.rpar else end


def _arg(m: Measuring, node: cst.Arg, at: int) -> int:
    of, end, value, comma, after = m.of, at, node.value, node.comma, node.whitespace_after_arg
    if node.star:
        end = along(m, (node.whitespace_after_star,), end + len(node.star))
    if node.keyword is not None:
        end = along(m, (node.keyword, node.equal), end)  # type: ignore[arg-type]  # what is not there is measured too
    end = of[type(value)](m, value, end)
    m.places[id(node)] = at, end
    end = of[type(comma)](m, comma, end)
    return of[type(after)](m, after, end)


def _subscript(m: Measuring, node: cst.Subscript, at: int) -> int:
    of, value = m.of, node.value
    start = along(m, node.lpar, at) if node.lpar else at
    end = along(m, (node.whitespace_after_value, node.lbracket), of[type(value)](m, value, start))
    end = along(m, (node.rbracket,), along(m, node.slice, end))
    m.places[id(node)] = start, end
    return along(m, node.rpar, end) if node.rpar else end


def _item(m: Measuring, node: cst.SubscriptElement, at: int) -> int:
    of, inner, comma = m.of, node.slice, node.comma
    end = of[type(inner)](m, inner, at)
    m.places[id(node)] = at, end
    return of[type(comma)](m, comma, end)


def _index(m: Measuring, node: cst.Index, at: int) -> int:
    end, value = at, node.value
    if node.star is not None:
        end += len(node.star)
    if node.whitespace_after_star is not None:
        end = along(m, (node.whitespace_after_star,), end)
    end = m.of[type(value)](m, value, end)
    m.places[id(node)] = at, end
    return end


def _together(*names: str) -> Measure:
    """The measure of what is nothing but these parts, one after the other, and no expression."""

    def measure(m: Measuring, node: Any, at: int) -> int:
        of, end = m.of, at
        for name in names:
            part = getattr(node, name)
            end = of[type(part)](m, part, end)
        m.places[id(node)] = at, end
        return end

    return measure


_OPERATORS: Final[Mapping[type, int]] = MappingProxyType(
    {cst.Add: 1, cst.Subtract: 1, cst.Multiply: 1, cst.Divide: 1, cst.Modulo: 1, cst.Power: 2, cst.FloorDivide: 2}
    | {cst.Equal: 2, cst.LessThan: 1, cst.LessThanEqual: 2, cst.GreaterThan: 1, cst.GreaterThanEqual: 2}
    | {cst.In: 2, cst.Is: 2, cst.And: 3, cst.Or: 2, cst.BitOr: 1, cst.BitAnd: 1, cst.AddAssign: 2}
)
_SIGNS: Final[Mapping[type, int]] = MappingProxyType(
    {cst.Comma: 1, cst.AssignEqual: 1, cst.Dot: 1, cst.Colon: 1, cst.Semicolon: 1, **_OPERATORS}
)
EXPRESSIONS: Final[Mapping[type, Measure]] = MappingProxyType({
    **dict.fromkeys(_SIGNS, _between), **dict.fromkeys(_OPERATORS, _operator),
    type(None): _absent, cst.MaybeSentinel: _absent, cst.SimpleWhitespace: _space, cst.Comment: _space,
    cst.Newline: _newline, cst.TrailingWhitespace: line, cst.EmptyLine: _empty_line,
    cst.ParenthesizedWhitespace: _lines, cst.LeftParen: _opening_parenthesis, cst.RightParen: _closing_parenthesis,
    cst.LeftSquareBracket: _opening, cst.RightSquareBracket: _closing, cst.LeftCurlyBrace: _opening,
    cst.RightCurlyBrace: _closing, cst.Name: word, cst.Integer: word, cst.Float: word, cst.SimpleString: word,
    cst.Attribute: _parts("value", "dot", "attr"), cst.BinaryOperation: _parts("left", "operator", "right"),
    cst.BooleanOperation: _parts("left", "operator", "right"), cst.Comparison: _comparison,
    cst.ComparisonTarget: _together("operator", "comparator"), cst.List: _display, cst.Tuple: _display,
    cst.Set: _display, cst.Dict: _display, cst.Element: _element, cst.DictElement: _entry, cst.Call: _call,
    cst.Arg: _arg, cst.Subscript: _subscript, cst.SubscriptElement: _item, cst.Index: _index,
})  # fmt: skip
