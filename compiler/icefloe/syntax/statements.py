"""How far the text of statements reaches, as `icefloe.syntax.measures` has it for what is in them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import libcst as cst

from icefloe.syntax.measures import EXPRESSIONS, Measure, Measuring, along, line, word


def _simple_line(m: Measuring, node: cst.SimpleStatementLine, at: int) -> int:
    of, places, after = m.of, m.places, node.trailing_whitespace
    if node.leading_lines:
        at = along(m, node.leading_lines, at)
    at = end = at + m.indent
    for statement in node.body:
        end = of[type(statement)](m, statement, end)
    places[id(node)] = at, places[id(node.body[-1])][1]
    return line(m, after, end)


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
    end = of[type(value)](m, value, along(m, node.targets, at))
    m.places[id(node)] = at, end
    return of[type(semicolon)](m, semicolon, end)


def _target(m: Measuring, node: cst.AssignTarget, at: int) -> int:
    target = node.target
    end = m.of[type(target)](m, target, at)
    m.places[id(node)] = at, end
    end = along(m, (node.whitespace_before_equal,), end) + 1
    return along(m, (node.whitespace_after_equal,), end)


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
    end = word(m, node.name, end)
    places[id(node)] = at, end
    for part in (node.annotation, node.equal, node.default, node.comma, node.whitespace_after_param):
        end = of[type(part)](m, part, end)
    return end


def _parameters(m: Measuring, node: cst.Parameters, at: int) -> int:
    end = at
    for several in (node.posonly_params, (node.posonly_ind,), node.params, (node.star_arg,), node.kwonly_params):
        end = along(m, several, end)  # type: ignore[arg-type]  # what is not there is measured too
    end = m.of[type(node.star_kwarg)](m, node.star_kwarg, end)
    m.places[id(node)] = at, end
    return end


def _decorator(m: Measuring, node: cst.Decorator, at: int) -> int:
    at = along(m, node.leading_lines, at) + m.indent
    end = along(m, (node.whitespace_after_at, node.decorator), at + 1)
    m.places[id(node)] = at, end
    return line(m, node.trailing_whitespace, end)


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


def _clauses(given: cst.CSTNode | Sequence[cst.CSTNode] | None) -> Sequence[cst.CSTNode]:
    if given is None:
        return ()
    return given if isinstance(given, Sequence) else (given,)


def _clause(*head: str | int, then: Sequence[str] = ()) -> Measure:
    """The measure of a statement with a head and a body; `then` are the clauses that may follow."""

    def measure(m: Measuring, node: Any, at: int) -> int:
        of, places, body = m.of, m.places, node.body
        at = along(m, node.leading_lines, at) + m.indent
        end = of[type(body)](m, body, _header(m, node, head, at) + 1)
        last: cst.CSTNode = body
        for name in then:
            for one in _clauses(getattr(node, name)):
                end, last = of[type(one)](m, one, end), one
        places[id(node)] = at, places[id(last)][1]
        return end

    return measure


def _if(m: Measuring, node: cst.If, at: int, size: int = len("if")) -> int:
    of, places, after = m.of, m.places, node.orelse
    at = along(m, node.leading_lines, at) + m.indent
    end = _header(m, node, (size, "whitespace_before_test", "test", "whitespace_after_test"), at) + 1
    end = of[type(node.body)](m, node.body, end)
    if after is not None:
        end = _if(m, after, end, len("elif")) if isinstance(after, cst.If) else of[type(after)](m, after, end)
    places[id(node)] = at, places[id(node.body if after is None else after)][1]
    return end


def _before(m: Measuring, node: cst.FunctionDef | cst.ClassDef, at: int) -> int:
    """The lines and decorators before a definition, with its indentation."""
    return along(m, (*node.leading_lines, *node.decorators, *node.lines_after_decorators), at) + m.indent


def _function(m: Measuring, node: cst.FunctionDef, at: int) -> int:
    of = m.of
    at = _before(m, node, at)
    end = at if node.asynchronous is None else along(m, (node.asynchronous,), at)
    end = along(m, (node.whitespace_after_def, node.name, node.whitespace_after_name), end + len("def"))
    if node.type_parameters is not None:
        end = along(m, (node.type_parameters,), end)
    end = along(m, (node.whitespace_after_type_parameters,), end) + 1
    end = along(m, (node.whitespace_before_params, node.params), end) + 1
    if node.returns is not None:
        end = _annotation(m, node.returns, end, len("->"))
    end = along(m, (node.whitespace_before_colon,), end) + 1
    end = of[type(node.body)](m, node.body, end)
    m.places[id(node)] = at, m.places[id(node.body)][1]
    return end


def _class(m: Measuring, node: cst.ClassDef, at: int) -> int:
    at = _before(m, node, at)
    end = along(m, (node.whitespace_after_class, node.name, node.whitespace_after_name), at + len("class"))
    if node.type_parameters is not None:
        end = along(m, (node.type_parameters,), end)
    end = along(m, (node.whitespace_after_type_parameters,), end)
    end = along(m, (node.lpar, *node.bases, *node.keywords, node.rpar), end)  # type: ignore[arg-type]  # as above
    end = along(m, (node.whitespace_before_colon,), end) + 1
    end = m.of[type(node.body)](m, node.body, end)
    m.places[id(node)] = at, m.places[id(node.body)][1]
    return end


def _block(m: Measuring, node: cst.IndentedBlock, at: int) -> int:
    of, places = m.of, m.places
    end = line(m, node.header, at)
    m.indents.append(m.indents[0] if node.indent is None else node.indent)
    m.indent += len(m.indents[-1])
    for statement in node.body:
        end = of[type(statement)](m, statement, end)
    places[id(node)] = places[id(node.body[0])][0], places[id(node.body[-1])][1]
    if node.footer:
        end = along(m, node.footer, end)
    m.indent -= len(m.indents.pop())
    return end


MEASURES: Final[Mapping[type, Measure]] = MappingProxyType({
    **EXPRESSIONS,
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
