"""Documents of JSON, TOML and INI as values."""

import configparser
import json
import tomllib
from collections.abc import Mapping
from typing import Literal, TypeAlias, cast

from icefloe.documents.refusal import DEPTH, PARTS, Refusal, RefusedError
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Unknown, Value

Form: TypeAlias = Literal["json", "toml", "ini"]


def parse(kind: Form, text: str, span: Span) -> Value | Refusal:
    """The content of a document; its parts all stand at one place."""
    try:
        _check_nesting(text)
        return _Plain(span).value(_loaded(kind, text), 0)
    except RefusedError as error:
        return Refusal(why=str(error), span=span)
    except (ValueError, configparser.Error) as error:
        return Refusal(why=f"it is not {kind.upper()}: {_first_line(error)}", span=span)
    except RecursionError:
        return Refusal(why="it is nested too deeply", span=span)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]


def _loaded(kind: Form, text: str) -> object:
    if kind == "json":
        return cast("object", json.loads(text))
    if kind == "toml":
        return tomllib.loads(text)
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def _check_nesting(text: str) -> None:
    """Refuse what is nested too deeply, before a reader that recurses sees it; brackets in quotes count too little."""
    depth, quoted = 0, ""
    skip = False
    for character in text:
        if skip:
            skip = False
        elif quoted:
            skip = character == "\\" and quoted == '"'
            quoted = "" if character in {quoted, "\n"} else quoted
        elif character == '"':
            quoted = character
        elif character in "[{":
            depth += 1
            if depth > DEPTH:
                raise RefusedError("it is nested too deeply")
        elif character in "]}":
            depth -= 1


class _Plain:
    """Python's plain data as values, at most so many."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.left = PARTS

    def value(self, data: object, depth: int) -> Value:
        """One piece of data."""
        self.left -= 1
        if self.left < 0:
            raise RefusedError(f"it has more than {PARTS:,} parts")
        if data is None or isinstance(data, str | int | float | bool):
            return Known(value=data, span=self.span)
        if isinstance(data, list):
            items = tuple(self.value(item, depth + 1) for item in cast("list[object]", data))
            return Items(kind="list", items=items, token=0, span=self.span)
        if isinstance(data, dict):
            entries = cast("Mapping[object, object]", data).items()
            rows = tuple((self.value(key, depth + 1), self.value(item, depth + 1)) for key, item in entries)
            return Table(entries=rows, token=0, span=self.span)
        return Unknown(why=f"a {type(data).__name__} is not plain data", span=self.span)
