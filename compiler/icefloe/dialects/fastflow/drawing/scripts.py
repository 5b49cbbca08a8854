"""The JavaScript in the attributes and scripts of a page: which graphs, nodes and paths it names."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from icefloe.dialects.fastflow.page import Page
from icefloe.reach import parts
from icefloe.source import Span
from icefloe.values import Known, Record, Value
from icefloe_schema.records import dataclass

_TEXT = r"""(?P<{0}q>['"`])(?P<{0}>(?:(?!(?P={0}q))[^\\\n])*)(?P={0}q)"""
_CALL = re.compile(
    rf"""fastflow\s*\??\.\s*(?P<name>\w+)\s*\(\s*{_TEXT.format("first")}(?:\s*,\s*{_TEXT.format("second")})?"""
)
_INDEX = re.compile(rf"""fastflow\s*(?:\?\.\s*)?\[\s*{_TEXT.format("first")}\s*\]""")
_SOURCE = re.compile(rf"""\bEventSource\s*\(\s*{_TEXT.format("first")}""")
# A text of JavaScript, or a comment.
_COMMENT = re.compile(
    r"""(?P<text>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)"""
)
# The functions of fastflow's script whose second argument is a node, and those that ask the server for a path.
_OF_NODES = frozenset({"setNodeStatus", "removeNode", "updateNodeData", "renameNode"})
_ASKS: Mapping[str, str] = MappingProxyType({"connectExecution": "GET", "sendToServer": "POST"})
# What is no function of a graph.
_OTHERS = frozenset({"statusColors"})
_DEPTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that a script says: the function that it calls, the graph, node and path that it names."""

    span: Span
    name: str
    graph: str = ""
    node: str = ""
    path: str = ""
    method: str = ""


def scripts(page: Page) -> tuple[Said, ...]:
    """What the scripts of a page say, in their order."""
    found: dict[Said, None] = {}
    for call in page.everything:
        if call.span.path != page.path:
            continue
        for argument in call.arguments:
            for known in _texts(argument.value, 0):
                found |= dict.fromkeys(_read(known))
    return tuple(found)


def _texts(value: Value, depth: int) -> Iterator[Known]:
    """The texts in an argument; those in other calls are arguments there."""
    if depth > _DEPTH or isinstance(value, Record):
        return
    if isinstance(value, Known):
        if isinstance(value.value, str) and ("fastflow" in value.value or "EventSource" in value.value):
            yield value
        return
    for part in parts(value):
        yield from _texts(part, depth + 1)


def _read(known: Known) -> Iterator[Said]:
    written = str(known.value)
    text = _COMMENT.sub(_uncommented, html.unescape(written))
    for found in _CALL.finditer(text):
        name = found["name"]
        if name in _OTHERS or not _constant(found["first"], found["firstq"]):
            continue
        second = found["second"] or ""
        if second and not _constant(second, found["secondq"]):
            second = ""
        yield Said(
            span=_place(known, len(text), found.start("first"), found.end("first")),
            name=name,
            graph=found["first"],
            node=second if name in _OF_NODES else "",
            path=second if name in _ASKS else "",
            method=_ASKS.get(name, ""),
        )
    for found in _INDEX.finditer(text):
        if _constant(found["first"], found["firstq"]):
            place = _place(known, len(text), found.start("first"), found.end("first"))
            yield Said(span=place, name="", graph=found["first"])
    for found in _SOURCE.finditer(text):
        if _constant(found["first"], found["firstq"]):
            place = _place(known, len(text), found.start("first"), found.end("first"))
            yield Said(span=place, name="EventSource", path=found["first"], method="GET")


def _constant(text: str, quote: str) -> bool:
    """Whether a text of JavaScript says all by itself: a template in back quotes may not."""
    return bool(text) and (quote != "`" or "${" not in text)


def _uncommented(found: re.Match[str]) -> str:
    """A text as it is, a comment as blanks."""
    return found.group() if found["text"] is not None else " " * len(found.group())


def _place(known: Known, length: int, start: int, end: int) -> Span:
    """Where a part of a text stands in the file, if the text stands there as it is; else the whole text."""
    span = known.span
    plain = length == len(str(known.value)) and span.end_column - span.column == length + 2
    if span.line != span.end_line or not plain:
        return span
    return replace(span, column=span.column + 1 + start, end_column=span.column + 1 + end)
