"""Documents of YAML as values, each part with its place."""

import re
from collections.abc import Iterator

import yaml

from icefloe.documents.refusal import DEPTH, PARTS, Refusal, RefusedError
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Unknown, Value

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


def parse(text: str, span: Span, *, places: bool, strict: bool) -> Value | Refusal:
    """The content of a document, as `icefloe.documents.parse` gives it."""
    try:
        return _Yaml(text, span, places=places, strict=strict).value()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = span if mark is None or not places else _place(span.path, mark.line, mark.column)
        return Refusal(why=error.problem or "it is not YAML", span=at)
    except RefusedError as error:
        return Refusal(why=str(error), span=span)
    except (yaml.YAMLError, ValueError) as error:
        return Refusal(why=f"it is not YAML: {_first_line(error)}", span=span)
    except RecursionError:
        return Refusal(why="it is nested too deeply", span=span)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]


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
                raise RefusedError("it is nested too deeply")
            parts += isinstance(event, yaml.NodeEvent)
            if parts > PARTS:
                raise RefusedError(f"it has more than {PARTS:,} parts")
        node = self.loader.get_single_node()
        return Known(value=None, span=self.span) if node is None else self.of(node, 0)

    def of(self, node: yaml.Node, depth: int) -> Value:
        """One node."""
        self.left -= 1
        if self.left < 0:
            raise RefusedError(f"it has more than {PARTS:,} parts, aliases counted")
        if depth > DEPTH:
            raise RefusedError("it is nested too deeply")
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
                        raise RefusedError("what `<<` merges is not a mapping")
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
