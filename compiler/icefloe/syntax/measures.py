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


def _all(m: Measuring, nodes: Sequence[cst.CSTNode], at: int) -> int:
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


def _line(m: Measuring, node: cst.TrailingWhitespace | cst.EmptyLine, at: int) -> int:
    at += len(node.whitespace.value)
    if node.comment is not None:
        at += len(node.comment.value)
    return _newline(m, node.newline, at)


def _empty_line(m: Measuring, node: cst.EmptyLine, at: int) -> int:
    return _line(m, node, at + m.indent if node.indent else at)


def _lines(m: Measuring, node: cst.ParenthesizedWhitespace, at: int) -> int:
    at = _all(m, node.empty_lines, _line(m, node.first_line, at))
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


def _word(m: Measuring, node: Any, at: int) -> int:
    if node.lpar:
        at = _all(m, node.lpar, at)
    end = at + len(node.value)
    m.places[id(node)] = at, end
    return _all(m, node.rpar, end) if node.rpar else end


def _parts(*names: str) -> Measure:
    """The measure of an expression that is nothing but these parts, one after the other."""

    def measure(m: Measuring, node: Any, at: int) -> int:
        of = m.of
        start = end = _all(m, node.lpar, at) if node.lpar else at
        for name in names:
            part = getattr(node, name)
            end = of[type(part)](m, part, end)
        m.places[id(node)] = start, end
        return _all(m, node.rpar, end) if node.rpar else end

    return measure


def _comparison(m: Measuring, node: cst.Comparison, at: int) -> int:
    left = node.left
    start = _all(m, node.lpar, at) if node.lpar else at
    end = _all(m, node.comparisons, m.of[type(left)](m, left, start))
    m.places[id(node)] = start, end
    return _all(m, node.rpar, end) if node.rpar else end


def _display(m: Measuring, node: cst.List | cst.Set | cst.Dict | cst.Tuple, at: int) -> int:
    of = m.of
    start = end = _all(m, node.lpar, at) if node.lpar else at
    if isinstance(node, cst.Tuple):
        end = _all(m, node.elements, end)
    else:
        first, last = (node.lbracket, node.rbracket) if isinstance(node, cst.List) else (node.lbrace, node.rbrace)
        end = _all(m, node.elements, of[type(first)](m, first, end))
        end = of[type(last)](m, last, end)
    m.places[id(node)] = start, end
    return _all(m, node.rpar, end) if node.rpar else end


def _element(m: Measuring, node: cst.Element, at: int) -> int:
    of, value, comma = m.of, node.value, node.comma
    end = of[type(value)](m, value, at)
    m.places[id(node)] = at, end
    return of[type(comma)](m, comma, end)


def _entry(m: Measuring, node: cst.DictElement, at: int) -> int:
    of, places, key, value, comma = m.of, m.places, node.key, node.value, node.comma
    end = of[type(key)](m, key, at)
    end = _all(m, (node.whitespace_before_colon,), end) + 1
    end = of[type(value)](m, value, _all(m, (node.whitespace_after_colon,), end))
    places[id(node)] = at, end
    return of[type(comma)](m, comma, end)


def _call(m: Measuring, node: cst.Call, at: int) -> int:
    of, func = m.of, node.func
    start = _all(m, node.lpar, at) if node.lpar else at
    end = _all(m, (node.whitespace_after_func,), of[type(func)](m, func, start)) + 1
    end = _all(m, node.args, _all(m, (node.whitespace_before_args,), end)) + 1
    m.places[id(node)] = start, end
    return _all(m, node.rpar, end) if node.rpar else end


def _arg(m: Measuring, node: cst.Arg, at: int) -> int:
    of, end, value, comma, after = m.of, at, node.value, node.comma, node.whitespace_after_arg
    if node.star:
        end = _all(m, (node.whitespace_after_star,), end + len(node.star))
    if node.keyword is not None:
        end = _all(m, (node.keyword, node.equal), end)  # type: ignore[arg-type]  # what is not there is measured too
    end = of[type(value)](m, value, end)
    m.places[id(node)] = at, end
    end = of[type(comma)](m, comma, end)
    return of[type(after)](m, after, end)


def _subscript(m: Measuring, node: cst.Subscript, at: int) -> int:
    of, value = m.of, node.value
    start = _all(m, node.lpar, at) if node.lpar else at
    end = _all(m, (node.whitespace_after_value, node.lbracket), of[type(value)](m, value, start))
    end = _all(m, (node.rbracket,), _all(m, node.slice, end))
    m.places[id(node)] = start, end
    return _all(m, node.rpar, end) if node.rpar else end


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
        end = _all(m, (node.whitespace_after_star,), end)
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


# --- statements ------------------------------------------------------------------------------------------------------


def _simple_line(m: Measuring, node: cst.SimpleStatementLine, at: int) -> int:
    of, places, after = m.of, m.places, node.trailing_whitespace
    if node.leading_lines:
        at = _all(m, node.leading_lines, at)
    at = end = at + m.indent
    for statement in node.body:
        end = of[type(statement)](m, statement, end)
    places[id(node)] = at, places[id(node.body[-1])][1]
    return _line(m, after, end)


def _value(m: Measuring, node: cst.Expr, at: int) -> int:
    of, value, semicolon = m.of, node.value, node.semicolon
    end = of[type(value)](m, value, at)
    m.places[id(node)] = at, end
    return of[type(semicolon)](m, semicolon, end)


def _return(m: Measuring, node: cst.Return, at: int) -> int:
    of, after, value, semicolon = m.of, node.whitespace_after_return, node.value, node.semicolon
    end = of[type(after)](m, after, at + len("return"))
    end = of[type(value)](m, value, end)
    m.places[id(node)] = at, end
    return of[type(semicolon)](m, semicolon, end)


def _assign(m: Measuring, node: cst.Assign, at: int) -> int:
    of, value, semicolon = m.of, node.value, node.semicolon
    end = of[type(value)](m, value, _all(m, node.targets, at))
    m.places[id(node)] = at, end
    return of[type(semicolon)](m, semicolon, end)


def _target(m: Measuring, node: cst.AssignTarget, at: int) -> int:
    target = node.target
    end = m.of[type(target)](m, target, at)
    m.places[id(node)] = at, end
    end = _all(m, (node.whitespace_before_equal,), end) + 1
    return _all(m, (node.whitespace_after_equal,), end)


def _annotation(m: Measuring, node: cst.Annotation, at: int, sign: int = 1) -> int:
    """Its place is that of the type alone."""
    of, before, after, inner = m.of, node.whitespace_before_indicator, node.whitespace_after_indicator, node.annotation
    start = of[type(after)](m, after, of[type(before)](m, before, at) + sign)
    end = of[type(inner)](m, inner, start)
    m.places[id(node)] = start, end
    return end


def _param(m: Measuring, node: cst.Param, at: int) -> int:
    of, places, star, after = m.of, m.places, node.star, node.whitespace_after_star
    end = of[type(after)](m, after, at + len(star) if isinstance(star, str) else at)
    end = _word(m, node.name, end)
    places[id(node)] = at, end
    for part in (node.annotation, node.equal, node.default, node.comma, node.whitespace_after_param):
        end = of[type(part)](m, part, end)
    return end


def _parameters(m: Measuring, node: cst.Parameters, at: int) -> int:
    end = at
    for several in (node.posonly_params, (node.posonly_ind,), node.params, (node.star_arg,), node.kwonly_params):
        end = _all(m, several, end)  # type: ignore[arg-type]  # what is not there is measured too
    end = m.of[type(node.star_kwarg)](m, node.star_kwarg, end)
    m.places[id(node)] = at, end
    return end


def _decorator(m: Measuring, node: cst.Decorator, at: int) -> int:
    at = _all(m, node.leading_lines, at) + m.indent
    end = _all(m, (node.whitespace_after_at, node.decorator), at + 1)
    m.places[id(node)] = at, end
    return _line(m, node.trailing_whitespace, end)


def _header(m: Measuring, node: cst.CSTNode, parts: Sequence[str | int], at: int) -> int:
    """The parts of a statement's head, in which a number stands for a word of that length."""
    of = m.of
    for one in parts:
        if isinstance(one, int):
            at += one
        else:
            part = getattr(node, one)
            at = of[type(part)](m, part, at)
    return at


def _clause(*head: str | int, then: Sequence[str] = ()) -> Measure:
    """The measure of a statement with a head and a body; `then` are the clauses that may follow."""

    def measure(m: Measuring, node: Any, at: int) -> int:
        of, places, body = m.of, m.places, node.body
        at = _all(m, node.leading_lines, at) + m.indent
        end = of[type(body)](m, body, _header(m, node, head, at) + 1)
        last: Any = body
        for name in then:
            clauses = getattr(node, name)
            for one in clauses if isinstance(clauses, Sequence) else (clauses,):
                if one is not None:
                    end, last = of[type(one)](m, one, end), one
        places[id(node)] = at, places[id(last)][1]
        return end

    return measure


def _if(m: Measuring, node: cst.If, at: int, word: int = len("if")) -> int:
    of, places, after = m.of, m.places, node.orelse
    at = _all(m, node.leading_lines, at) + m.indent
    end = _header(m, node, (word, "whitespace_before_test", "test", "whitespace_after_test"), at) + 1
    end = of[type(node.body)](m, node.body, end)
    if after is not None:
        end = _if(m, after, end, len("elif")) if isinstance(after, cst.If) else of[type(after)](m, after, end)
    places[id(node)] = at, places[id(node.body if after is None else after)][1]
    return end


def _before(m: Measuring, node: cst.FunctionDef | cst.ClassDef, at: int) -> int:
    """The lines and decorators before a definition, with its indentation."""
    return _all(m, (*node.leading_lines, *node.decorators, *node.lines_after_decorators), at) + m.indent


def _function(m: Measuring, node: cst.FunctionDef, at: int) -> int:
    of = m.of
    at = _before(m, node, at)
    end = at if node.asynchronous is None else _all(m, (node.asynchronous,), at)
    end = _all(m, (node.whitespace_after_def, node.name, node.whitespace_after_name), end + len("def"))
    if node.type_parameters is not None:
        end = _all(m, (node.type_parameters,), end)
    end = _all(m, (node.whitespace_after_type_parameters,), end) + 1
    end = _all(m, (node.whitespace_before_params, node.params), end) + 1
    if node.returns is not None:
        end = _annotation(m, node.returns, end, len("->"))
    end = _all(m, (node.whitespace_before_colon,), end) + 1
    end = of[type(node.body)](m, node.body, end)
    m.places[id(node)] = at, m.places[id(node.body)][1]
    return end


def _class(m: Measuring, node: cst.ClassDef, at: int) -> int:
    at = _before(m, node, at)
    end = _all(m, (node.whitespace_after_class, node.name, node.whitespace_after_name), at + len("class"))
    if node.type_parameters is not None:
        end = _all(m, (node.type_parameters,), end)
    end = _all(m, (node.whitespace_after_type_parameters,), end)
    end = _all(m, (node.lpar, *node.bases, *node.keywords, node.rpar), end)  # type: ignore[arg-type]  # as above
    end = _all(m, (node.whitespace_before_colon,), end) + 1
    end = m.of[type(node.body)](m, node.body, end)
    m.places[id(node)] = at, m.places[id(node.body)][1]
    return end


def _block(m: Measuring, node: cst.IndentedBlock, at: int) -> int:
    of, places = m.of, m.places
    end = _line(m, node.header, at)
    m.indents.append(m.indents[0] if node.indent is None else node.indent)
    m.indent += len(m.indents[-1])
    for statement in node.body:
        end = of[type(statement)](m, statement, end)
    places[id(node)] = places[id(node.body[0])][0], places[id(node.body[-1])][1]
    if node.footer:
        end = _all(m, node.footer, end)
    m.indent -= len(m.indents.pop())
    return end


_OPERATORS: Final[Mapping[type, int]] = MappingProxyType(
    {cst.Add: 1, cst.Subtract: 1, cst.Multiply: 1, cst.Divide: 1, cst.Modulo: 1, cst.Power: 2, cst.FloorDivide: 2}
    | {cst.Equal: 2, cst.LessThan: 1, cst.LessThanEqual: 2, cst.GreaterThan: 1, cst.GreaterThanEqual: 2}
    | {cst.In: 2, cst.Is: 2, cst.And: 3, cst.Or: 2, cst.BitOr: 1, cst.BitAnd: 1, cst.AddAssign: 2}
)
_SIGNS: Final[Mapping[type, int]] = MappingProxyType(
    {cst.Comma: 1, cst.AssignEqual: 1, cst.Dot: 1, cst.Colon: 1, cst.Semicolon: 1, **_OPERATORS}
)
MEASURES: Final[Mapping[type, Measure]] = MappingProxyType({
    **dict.fromkeys(_SIGNS, _between), **dict.fromkeys(_OPERATORS, _operator),
    type(None): _absent, cst.MaybeSentinel: _absent, cst.SimpleWhitespace: _space, cst.Comment: _space,
    cst.Newline: _newline, cst.TrailingWhitespace: _line, cst.EmptyLine: _empty_line,
    cst.ParenthesizedWhitespace: _lines, cst.LeftParen: _opening_parenthesis, cst.RightParen: _closing_parenthesis,
    cst.LeftSquareBracket: _opening, cst.RightSquareBracket: _closing, cst.LeftCurlyBrace: _opening,
    cst.RightCurlyBrace: _closing, cst.Name: _word, cst.Integer: _word, cst.Float: _word, cst.SimpleString: _word,
    cst.Attribute: _parts("value", "dot", "attr"), cst.BinaryOperation: _parts("left", "operator", "right"),
    cst.BooleanOperation: _parts("left", "operator", "right"), cst.Comparison: _comparison,
    cst.ComparisonTarget: _together("operator", "comparator"), cst.List: _display, cst.Tuple: _display,
    cst.Set: _display, cst.Dict: _display, cst.Element: _element, cst.DictElement: _entry, cst.Call: _call,
    cst.Arg: _arg, cst.Subscript: _subscript, cst.SubscriptElement: _item, cst.Index: _index,
    cst.SimpleStatementLine: _simple_line, cst.Expr: _value, cst.Return: _return, cst.Assign: _assign,
    cst.AssignTarget: _target, cst.Annotation: _annotation, cst.Param: _param, cst.Parameters: _parameters,
    cst.If: _if, cst.Else: _clause(4, "whitespace_before_colon"),
    cst.For: _clause("asynchronous", 3, "whitespace_after_for", "target", "whitespace_before_in", 2,
                     "whitespace_after_in", "iter", "whitespace_before_colon", then=("orelse",)),
    cst.While: _clause(5, "whitespace_after_while", "test", "whitespace_before_colon", then=("orelse",)),
    cst.Try: _clause(3, "whitespace_before_colon", then=("handlers", "orelse", "finalbody")),
    cst.ExceptHandler: _clause(6, "whitespace_after_except", "type", "name", "whitespace_before_colon"),
    cst.Finally: _clause(7, "whitespace_before_colon"),
    cst.Decorator: _decorator, cst.FunctionDef: _function, cst.ClassDef: _class, cst.IndentedBlock: _block,
})  # fmt: skip
