"""Documents of plain data as values: YAML, JSON, TOML and INI, read within bounds and without running anything."""

import configparser
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, cast

import yaml

from icefloe.source import Span
from icefloe.values import Items, Known, Table, Unknown, Value
from icefloe_schema.records import dataclass

LIMIT = 1_000_000
DEPTH = 100
PARTS = 50_000
_PLAIN = ("tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")
_TAG = "tag:yaml.org,2002:"
_MERGE = f"{_TAG}merge"
_NUMBERS = [
    (f"{_TAG}int", re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$")),
    (
        f"{_TAG}float",
        re.compile(
            r"(?:[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+"
            r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN))$"
        ),
    ),
    (
        f"{_TAG}timestamp",
        re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)[\d:.]+(?:[ \t]*[-+Z\d:]+)?)?$", re.ASCII),
    ),
]

Kind: TypeAlias = Literal["yaml", "json", "toml", "ini"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a document, or a part of it, cannot be taken, and where."""

    why: str
    span: Span


def content(data: bytes, path: str) -> Value:
    """The content of a YAML file of a project, each part with its place; unknown if it cannot be read, and why."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return Unknown(why=f"byte {error.start} is not UTF-8", span=start)
    found = parse("yaml", text, start, places=True, strict=True)
    return Unknown(why=found.why, span=found.span) if isinstance(found, Refusal) else found


class _RefusedError(ValueError):
    """A document is not taken."""


def parse(kind: Kind, text: str, span: Span, *, places: bool, strict: bool = False) -> Value | Refusal:
    """The content of a document; lists and dictionaries have no identity yet (their tokens are 0).

    `span` is where what cannot be placed in the text is said to stand; with `places` it is in the document's own
    file, and what YAML says of lines and columns is meant there. With `strict` it is YAML 1.2, in which `yes` and `on`
    are texts, and no key may stand twice.
    """
    if len(text) > LIMIT:
        return Refusal(why=f"it is larger than {LIMIT:,} characters", span=span)
    try:
        if kind == "yaml":
            return _Yaml(text, span, places=places, strict=strict).value()
        _check_nesting(text)
        return _Plain(span).value(_loaded(kind, text), 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = span if mark is None or not places else _place(span.path, mark.line, mark.column)
        return Refusal(why=error.problem or "it is not YAML", span=at)
    except _RefusedError as error:
        return Refusal(why=str(error), span=span)
    except (yaml.YAMLError, ValueError, configparser.Error) as error:
        return Refusal(why=f"it is not {kind.upper()}: {_first_line(error)}", span=span)
    except RecursionError:
        return Refusal(why="it is nested too deeply", span=span)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]


def _loaded(kind: Kind, text: str) -> object:
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
                raise _RefusedError("it is nested too deeply")
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
            raise _RefusedError(f"it has more than {PARTS:,} parts")
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


def _whole(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    """A whole number as YAML 1.2 writes it: octal only after `0o`."""
    text = node.value.replace("_", "").lower()
    digits = text.lstrip("+-")
    base = {"0b": 2, "0o": 8, "0x": 16}.get(digits[:2], 10)
    return (-1 if text.startswith("-") else 1) * int(digits[2:] if base != 10 else digits, base)


class _NewLoader(yaml.SafeLoader):
    """Scalars of YAML 1.2: only `true` and `false` are truths, and no number has colons."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own form, never changed
        **yaml.SafeLoader.yaml_implicit_resolvers,
        **{letter: [] for letter in "yYnNoO="},
        **{letter: [(f"{_TAG}bool", re.compile("(?:true|True|TRUE)$"))] for letter in "tT"},
        **{letter: [(f"{_TAG}bool", re.compile("(?:false|False|FALSE)$"))] for letter in "fF"},
        **{letter: [(f"{_TAG}null", re.compile("(?:null|Null|NULL)$"))] for letter in "nN"},
        **dict.fromkeys("+-.0123456789", _NUMBERS),
    }
    yaml_constructors = {**yaml.SafeLoader.yaml_constructors, f"{_TAG}int": _whole}  # noqa: RUF012

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One node; an anchor may be given again, and means the newest from there on."""
        event: object = self.peek_event()  # type: ignore[no-untyped-call] # pyright: ignore[reportUnknownMemberType]
        if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent):
            self.anchors.pop(event.anchor, None)
        return super().compose_node(parent, index)


class _Yaml:
    """One YAML document; what aliases repeat counts each time."""

    def __init__(self, text: str, span: Span, *, places: bool, strict: bool) -> None:
        self.text = text
        self.span = span
        self.places = places
        self.strict = strict
        self.left = PARTS
        self.loader = _NewLoader(text) if strict else yaml.SafeLoader(text)

    def value(self) -> Value:
        """Its content."""
        depth, parts = 0, 0
        for event in yaml.parse(self.text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH:
                raise _RefusedError("it is nested too deeply")
            parts += isinstance(event, yaml.NodeEvent)
            if parts > PARTS:
                raise _RefusedError(f"it has more than {PARTS:,} parts")
        node = self.loader.get_single_node()
        return Known(value=None, span=self.span) if node is None else self.of(node, 0)

    def of(self, node: yaml.Node, depth: int) -> Value:
        """One node."""
        self.left -= 1
        if self.left < 0:
            raise _RefusedError(f"it has more than {PARTS:,} parts, aliases counted")
        if depth > DEPTH:
            raise _RefusedError("it is nested too deeply")
        span = _span_of(node, self.span.path) if self.places else self.span
        if isinstance(node, yaml.CollectionNode) and node.tag not in _PLAIN:
            return Unknown(why=f"the tag `{node.tag}` is not read", span=span)
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.of(item, depth + 1) for item in node.value)
            return Items(kind="list", items=items, token=0, span=span)
        if isinstance(node, yaml.MappingNode):
            return Table(entries=tuple(self._entries(node, depth)), token=0, span=span)
        found = _scalar(self.loader, node)
        if found is None or isinstance(found, str | int | float | bool):
            return Known(value=found, span=span)
        return Unknown(why=f"a {type(found).__name__} is not plain data", span=span)

    def _entries(self, node: yaml.MappingNode, depth: int) -> Iterator[tuple[Value, Value]]:
        """The entries of a mapping: what `<<` merges in first, so that its own win."""
        own: dict[object, tuple[Value, Value]] = {}
        for key, item in node.value:
            if key.tag == _MERGE:
                for one in item.value if isinstance(item, yaml.SequenceNode) else (item,):
                    merged = self.of(one, depth + 1)
                    if not isinstance(merged, Table):
                        raise _RefusedError("what `<<` merges is not a mapping")
                    for left, right in merged.entries:
                        own.setdefault(_key(left), (left, right))
        seen: dict[object, int] = {}
        for key, item in node.value:
            if key.tag != _MERGE:
                left = self.of(key, depth + 1)
                if self.strict and _key(left) in seen:
                    said = f"the key `{key.value}` stands twice, first in line {seen[_key(left)]}"
                    raise yaml.MarkedYAMLError(problem=said, problem_mark=key.start_mark)
                seen[_key(left)] = key.start_mark.line + 1
                own[_key(left)] = (left, self.of(item, depth + 1))
        yield from own.values()


def _key(value: Value) -> object:
    return ("known", value.value) if isinstance(value, Known) else value


def _scalar(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    """A scalar node as the Python object that YAML's core types make of it."""
    made: object = loader.construct_object(node)  # pyright: ignore[reportUnknownMemberType]
    return made


def _span_of(node: yaml.Node, path: str) -> Span:
    """The place of a node."""
    first, last = node.start_mark, node.end_mark
    return Span(
        path=path, line=first.line + 1, column=first.column + 1, end_line=last.line + 1, end_column=last.column + 1
    )


def _place(path: str, line: int, column: int) -> Span:
    """One character, by its line and column from 0."""
    return Span(path=path, line=line + 1, column=column + 1, end_line=line + 1, end_column=column + 2)
