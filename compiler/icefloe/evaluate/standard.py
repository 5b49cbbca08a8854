"""Functions of the standard library that make values of values: texts, JSON, what only types know of."""

import json
import textwrap
from collections.abc import Callable
from typing import cast

from icefloe.evaluate.budget import TEXT
from icefloe.evaluate.iterators import Handler
from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Record, Symbol, Table, Unknown, Value

_DEPTH = 40
_SHAPES = frozenset({"indent", "sort_keys", "ensure_ascii", "separators"})


# Its options are of several types; which are given is checked where they are read.
_WRITE: Callable[..., str] = json.dumps


class _NotPlainError(ValueError):
    """A value holds something that is not known."""


def _python(machine: Machine, raw: Value, depth: int = 0) -> object:
    """A value as Python's JSON writer takes it."""
    value = machine.current(raw)
    machine.budget.spend(value.span)
    if depth > _DEPTH:
        raise _NotPlainError
    match value:
        case Known() if not isinstance(value.value, bytes | complex):
            return value.value
        case Items() if value.kind != "set":
            return [_python(machine, item, depth + 1) for item in value.items]
        case Table():
            entries = [(_python(machine, k), _python(machine, v, depth + 1)) for k, v in value.entries]
            if any(not isinstance(key, str | int | float | bool | None) for key, _ in entries):
                raise _NotPlainError
            return {key if isinstance(key, str) else json.dumps(key): item for key, item in entries}
        case _:
            raise _NotPlainError


def _dumps(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    options = {a.name: a.value for a in arguments if a.name is not None}
    if len(arguments) - len(options) != 1 or not options.keys() <= _SHAPES:
        return None
    try:
        value = _python(machine, next(a.value for a in arguments if a.name is None))
        given = {name: _python(machine, option) for name, option in options.items()}
        indent = given.get("indent")
        if not isinstance(indent, int | None) or (indent or 0) > 16:
            return None
        text = _WRITE(value, **given)
    except (_NotPlainError, TypeError, ValueError):
        return None
    return Known(value=text, span=span) if len(text) <= TEXT else Unknown(why="the text is too long", span=span)


def _on_text(function: Callable[[str], str]) -> Handler:
    def handler(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
        value = arguments[0].value if len(arguments) == 1 else None
        if not isinstance(value, Known) or not isinstance(value.value, str):
            return None
        return Known(value=function(value.value), span=span)

    return handler


def _cast(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return arguments[1].value if len(arguments) == 2 else None


def template(text: str, name: str, arguments: tuple[Argument, ...], machine: Machine, span: Span) -> Value | None:
    """The value of `string.Template(text).substitute(…)`."""
    if name not in {"substitute", "safe_substitute"}:
        return None
    given: dict[str, object] = {}
    try:
        for argument in arguments:
            value = _python(machine, argument.value)
            if argument.name is not None:
                given[argument.name] = value
            elif isinstance(value, dict):
                given |= {str(key): item for key, item in cast("dict[object, object]", value).items()}
            else:
                return None
        if sum(len(str(item)) for item in given.values()) * max(text.count("$"), 1) + len(text) > TEXT:
            return None
        import string

        made: str = getattr(string.Template(text), name)(given)
    except _NotPlainError:
        return None
    except (KeyError, ValueError) as error:
        return Unknown(why=f"`.{name}()` fails: {error}", span=span)
    return Known(value=made, span=span)


def formatted(pieces: list[Value], span: Span) -> Value:
    """Pieces of a text as one: a constant if all are, else a `format` symbol."""
    for piece in pieces:
        if isinstance(piece, Unknown):
            return piece
    texts = [str(piece.value) for piece in pieces if isinstance(piece, Known)]
    if len(texts) < len(pieces):
        return Symbol(op="format", operands=tuple(pieces), span=span)
    made = "".join(texts)
    return Known(value=made, span=span) if len(made) <= TEXT else Unknown(why="the text is too long", span=span)


def filled(text: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of `text.format(…)`, where its fields are plain names and numbers."""
    places = [a.value for a in arguments if a.name is None]
    named = {a.name: a.value for a in arguments if a.name is not None}
    pieces: list[Value] = []
    count = 0
    try:
        import string

        parsed = list(string.Formatter().parse(text))
    except ValueError as error:
        return Unknown(why=f"`.format()` fails: {error}", span=span)
    for literal, field, spec, conversion in parsed:
        if literal:
            pieces.append(Known(value=literal, span=span))
        if field is None:
            continue
        name = field or str(count)
        count += not field
        value = places[int(name)] if name.isdecimal() and int(name) < len(places) else named.get(name)
        if value is None:
            return None
        piece = _piece(value, spec or "", conversion or "", span)
        if piece is None:
            return None
        pieces.append(piece)
    return formatted(pieces, span)


def _piece(value: Value, spec: str, conversion: str, span: Span) -> Value | None:
    if not isinstance(value, Known):
        return value if not spec and not conversion and not isinstance(value, Record | Items | Table) else None
    if sum(map(str.isdigit, spec)) > 3 or "{" in spec:
        return None
    shown = repr(value.value) if conversion == "r" else str(value.value) if conversion == "s" else value.value
    try:
        return Known(value=format(shown, spec), span=span)
    except (TypeError, ValueError) as error:
        return Unknown(why=f"the format fails: {error}", span=span)


HANDLERS: dict[str, Handler] = {
    "json.dumps": _dumps,
    "textwrap.dedent": _on_text(textwrap.dedent),
    "typing.cast": _cast,
}
