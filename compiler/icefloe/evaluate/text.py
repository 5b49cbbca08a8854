"""Strings in pieces: implicit concatenation and f-strings."""

from collections.abc import Callable

import libcst as cst

from icefloe.evaluate import enumeration, paths
from icefloe.evaluate.budget import TEXT
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.values import Known, Symbol, Unknown, Value

_CONVERSIONS: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}


def concatenated(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """`"a" "b"`, and f-strings among them."""
    assert isinstance(node, cst.ConcatenatedString)
    span = scope.parsed.span(node)
    pieces: list[cst.BaseExpression] = []
    rest: cst.BaseExpression = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(rest.left)
        rest = rest.right
    values = [machine.evaluate(scope, piece) for piece in [*pieces, rest]]
    return _joined(values, span)


def _joined(values: list[Value], span: Span) -> Value:
    """Pieces of a string as one: a constant if all are, else a `format` symbol."""
    texts = [v.value for v in values if isinstance(v, Known)]
    if len(texts) == len(values):
        if all(isinstance(t, bytes) for t in texts):
            return Known(value=b"".join(t for t in texts if isinstance(t, bytes)), span=span)
        result = "".join(str(t) for t in texts)
        return Known(value=result, span=span) if len(result) <= TEXT else Unknown(why="the text is too long", span=span)
    for value in values:
        if isinstance(value, Unknown):
            return value
    return Symbol(op="format", operands=tuple(values), span=span)


def formatted(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """An f-string."""
    assert isinstance(node, cst.FormattedString)
    span = scope.parsed.span(node)
    values: list[Value] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            values.append(Known(value=_unescaped(node, part.value), span=span))
        elif isinstance(part, cst.FormattedStringExpression):
            values.append(_placeholder(machine, scope, part))
    return _joined(values, span)


def _unescaped(node: cst.FormattedString, text: str) -> str:
    plain = text.replace("{{", "{").replace("}}", "}")
    if "\\" not in plain or "r" in node.start.lower():
        return plain
    quote = node.end
    try:
        value = cst.SimpleString(f"{quote}{plain}{quote}").evaluated_value
    except (ValueError, SyntaxError, cst.CSTValidationError):
        return plain
    return value if isinstance(value, str) else plain


def _placeholder(machine: Machine, scope: Scope, part: cst.FormattedStringExpression) -> Value:
    value = machine.evaluate(scope, part.expression)
    span = scope.parsed.span(part.expression)
    written = paths.text_of(value) if paths.is_path(value) else None
    value = Known(value=written, span=span) if written is not None else enumeration.text_of(machine, value) or value
    spec = _spec(machine, scope, part, span)
    if isinstance(spec, Unknown):
        return spec
    if part.equal is None:
        return _shown(value, part.conversion or "", spec, span)
    # `{x=}` shows the source as it is written, and `repr` of the value if nothing else is said.
    conversion = part.conversion or ("" if spec else "r")
    return _joined([Known(value=_source(part), span=span), _shown(value, conversion, spec, span)], span)


def _spec(machine: Machine, scope: Scope, part: cst.FormattedStringExpression, span: Span) -> str | Unknown:
    """What stands behind the colon, with the placeholders in it filled."""
    spec = ""
    for piece in part.format_spec or ():
        if isinstance(piece, cst.FormattedStringText):
            spec += piece.value
        elif isinstance(piece, cst.FormattedStringExpression):
            inner = _placeholder(machine, scope, piece)
            if not isinstance(inner, Known):
                return Unknown(why="how the text is formatted is only known when it runs", span=span)
            spec += str(inner.value)
    return spec


def _source(part: cst.FormattedStringExpression) -> str:
    """The text of a placeholder up to its `=`, and what is around that."""
    assert part.equal is not None
    nodes = (part.whitespace_before_expression, part.expression, part.equal, part.whitespace_after_expression)
    return "".join(cst.Module(()).code_for_node(node) for node in nodes)


def _shown(value: Value, conversion: str, spec: str, span: Span) -> Value:
    """A value as its placeholder shows it."""
    if isinstance(value, Known):
        if sum(map(str.isdigit, spec)) > 3:
            return Unknown(why="the format's width is too large to fold", span=span)
        try:
            shown = _CONVERSIONS[conversion](value.value) if conversion else value.value
            result = format(shown, spec)
        except (ValueError, TypeError) as error:
            return Unknown(why=f"the format fails: {error}", span=span)
        return Known(value=result, span=span)
    if isinstance(value, Unknown) or not (conversion or spec):
        return value
    operands = (value, Known(value=conversion, span=span), Known(value=spec, span=span))
    return Symbol(op="formatted", operands=operands, span=span)
