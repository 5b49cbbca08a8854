"""Drawings that are objects: a `Flow`, and what it is made from and turned into."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from icefloe.dialects.fastflow.drawing.check import check
from icefloe.dialects.fastflow.drawing.direction import direction
from icefloe.dialects.fastflow.drawing.drawn import Drawing, Edge, Node
from icefloe.dialects.fastflow.drawing.exported import edges_of, nodes_of, steps_of, valued
from icefloe.dialects.fastflow.drawing.parts import Parts
from icefloe.dialects.fastflow.drawing.written import PLAIN, Writing, Written
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.reach import given, text, why
from icefloe.source import Span
from icefloe.values import Items, Known, Record, Symbol, Table, Value
from icefloe_schema.records import dataclass

_READ: Mapping[str, str] = MappingProxyType({"from_dict": "data", "from_x6": "data", "from_json": "json_str"})
_WRITE = frozenset({"to_x6", "to_json", "to_dict"})
_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Reads the flows of one page; `shown` are the tokens of those that an editor shows."""

    writing: Writing
    shown: set[int] = field(default_factory=set[int])

    @property
    def _findings(self) -> Findings:
        return self.writing.findings

    def every(self) -> Iterator[Drawing]:
        """The flows of the file that no editor shows."""
        for call in self.writing.page.calls:
            if call.token in self.shown or call.span.path != self.writing.page.path:
                continue
            if word(call) == "from_langgraph":
                message = "a graph of LangGraph is only known to LangGraph: nothing of it is read"
                self._findings.say("FLO118", message, call.span, help="write the nodes and edges as a `Flow`")
            elif _is_flow(call) and not self._only_in_a_run(call):
                found = self.flow(call)
                check(found, self._findings)
                yield found

    def _only_in_a_run(self, call: Record) -> bool:
        """Whether nothing is known of a flow: it comes with a request, or from a store; it is data of the program."""
        silent = Flows(writing=Writing(page=self.writing.page, findings=Findings()))
        found = silent.flow(call)
        return not found.whole and not found.nodes

    def data(self, value: Value, depth: int = 0) -> Drawing | None:
        """The drawing in data: of a flow that was turned into it, a dictionary, or a text of JSON."""
        if depth > _DEPTH:
            return None
        if isinstance(value, Record):
            if _is_flow(value):
                self.shown.add(value.token)
                return self.flow(value)
            inner = value.receiver if word(value) in _WRITE and value.receiver is not None else None
            if word(value) == "to_dict" and inner is None:
                inner = given(value, "flow", 0)
            if value.path in ("json.dumps", "json.loads"):
                inner = given(value, "", 0)
            return None if inner is None else self.data(inner, depth + 1)
        parsed = _parsed(value)
        if not isinstance(parsed, Table):
            return None
        return self._drawing("", value.span, 0, [*nodes_of(parsed), *edges_of(parsed)], value.span, whole=True)

    def flow(self, record: Record) -> Drawing:
        """One flow, with what was added to it and taken from it."""
        name = word(record)
        id_ = given(record, "id", 0) if name == "Flow" else given(record, "flow_id", 1)
        known = text(id_)
        written, whole = self._parts(record, name)
        written, whole = self._changed(record, written, whole)
        return self._drawing(
            known or "", record.span, record.token, written, record.span if id_ is None else id_.span, whole=whole
        )

    def _parts(self, record: Record, name: str) -> tuple[list[Written], bool]:
        """What a flow is made with."""
        if name == "Flow":
            nodes, one = self._listed(given(record, "nodes", 2))
            edges, other = self._listed(given(record, "edges", 3))
            return [*nodes, *edges], one and other
        if name == "flow_from_steps":
            listed = given(record, "steps", 0)
            layout = given(record, "layout", 3)
            if isinstance(listed, Items):
                found = list(steps_of(listed, horizontal=text(layout) == "horizontal"))
                return found, True
            return self._unknown(listed, record.span)
        value = given(record, _READ[name], 0)
        parsed = None if value is None else _parsed(value)
        if isinstance(parsed, Table):
            return [*nodes_of(parsed), *edges_of(parsed)], True
        inner = None if value is None else self.data(value)
        return ([], True) if inner is not None else self._unknown(value, record.span)

    def _unknown(self, value: Value | None, span: Span) -> tuple[list[Written], bool]:
        place = span if value is None else value.span
        self._findings.say("FLO118", f"the parts of a flow cannot be known: {why(value)}", place, help=PLAIN)
        return [], False

    def _listed(self, value: Value | None) -> tuple[list[Written], bool]:
        """The nodes or edges in a list."""
        if value is None or (isinstance(value, Known) and value.value is None):
            return [], True
        if not isinstance(value, Items):
            return self._unknown(value, value.span)
        found = [self.writing.read(item) for item in value.items]
        for item, one in zip(value.items, found, strict=True):
            if one is None:
                self._unknown(item, item.span)
        return [one for one in found if one is not None], None not in found

    def _changed(self, record: Record, written: list[Written], whole: bool) -> tuple[list[Written], bool]:
        """What was added to a flow, taken from it, and changed in it."""
        for call in self.writing.page.everything:
            path, value = _of(call, record.token)
            first = given(call, "", 0)
            if path in ("add_node", "add_edge", "nodes.append", "edges.append") and value is not None:
                one = self.writing.read(value)
                written = [*written, one] if one is not None else written
                whole &= one is not None
            elif path == "remove_node":
                name = text(first if first is not None else given(call, "node_id"))
                written = [one for one in written if name is None or not _touches(one, name)]
            elif path == "remove_edge":
                ends = text(given(call, "source", 0)), text(given(call, "target", 1))
                written = [one for one in written if _ends(one) != ends]
            elif path == "update_node":
                name = text(first if first is not None else given(call, "node_id"))
                written = [_updated(one, call) if text(one.fields.get("id")) == name else one for one in written]
        return written, whole

    def _drawing(
        self, name: str, span: Span, token: int, written: list[Written], named: Span, *, whole: bool
    ) -> Drawing:
        parts = Parts(writing=self.writing)
        nodes: list[Node] = [n for one in written if one.kind != "edge" and (n := parts.node(one)) is not None]
        edges: list[Edge] = [e for one in written if one.kind == "edge" and (e := parts.edge(one)) is not None]
        return Drawing(
            name=name,
            named=named,
            span=span,
            token=token,
            nodes=tuple(nodes),
            edges=tuple(edges),
            whole=whole and len(nodes) + len(edges) == len(written),
            direction=direction(nodes, edges),
            here=span.path == self.writing.page.path,
            is_editor=False,
        )


def _is_flow(record: Record) -> bool:
    name = word(record)
    return name in ("Flow", "flow_from_steps", "from_dict") or (
        name in ("from_x6", "from_json") and record.path.endswith((f".Flow.{name}", f".state.{name}"))
    )


def _of(call: Record, token: int) -> tuple[str, Value | None]:
    """Which method of a flow a call is (`add_node`, `nodes.append`), and what it is given; nothing of another's."""
    receiver, name = call.receiver, call.path.rpartition(".")[2]
    if isinstance(receiver, Symbol) and receiver.op == "attribute":
        name = f"{text(receiver.operands[1])}.{name}"
        receiver = receiver.operands[0]
    if not isinstance(receiver, Record) or receiver.token != token:
        return "", None
    return name, call.arguments[0].value if call.arguments else None


def _touches(one: Written, name: str) -> bool:
    """Whether a part is the node of that id, or an edge to or from it."""
    if one.kind == "edge":
        return name in _ends(one)
    return text(one.fields.get("id")) == name


def _ends(one: Written) -> tuple[str | None, str | None]:
    return text(one.fields.get("source")), text(one.fields.get("target"))


def _updated(one: Written, call: Record) -> Written:
    named = {a.name: a.value for a in call.arguments if a.name is not None and a.name != "node_id"}
    return replace(one, fields={**one.fields, **named})


def _parsed(value: Value) -> Value:
    """Data as a value: a text of JSON is what it says."""
    said = text(value)
    if said is None:
        return value
    try:
        return valued(json.loads(said), value.span)
    except (ValueError, RecursionError):
        return value
