"""Nodes and edges as the program writes them: by a helper, as a typed node, as a dictionary, and changed afterwards."""

from collections.abc import Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Literal

from icefloe.dialects.fastflow.drawing.helpers import (
    EDGE,
    EDGE_DATA,
    EDGE_DATA_DEFAULTS,
    EDGE_DEFAULTS,
    HELPERS,
    NODE_DATA,
    NODE_DATA_DEFAULTS,
    Helper,
)
from icefloe.dialects.fastflow.drawing.typed import TYPED, declared, typed
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.findings import Severity
from icefloe.fixes import removed
from icefloe.reach import given, text
from icefloe.source import Span
from icefloe.values import Argument, Instance, Record, Symbol, Table, Value
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.records import dataclass

PLAIN = "write it down in the source, so that it is known without a run"
"""What to do about a part of a drawing that is not known."""
Kind = Literal["node", "edge", "typed"]
_DEPTH = 20
_BARE: JsonObject = MappingProxyType({**NODE_DATA_DEFAULTS, "inputs": 0, "outputs": 0, "height": 50})
_TAKES = "fastflow fails here with a TypeError"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a program says of one node or edge, by name, with the places; `defaults` are what it leaves unsaid.

    A `typed` node is an object that fastflow itself does not draw until it is converted (`is_drawn` is false).
    `whole` is false where a part of what it says is not known.
    """

    kind: Kind
    word: str
    span: Span
    fields: Mapping[str, Value]
    places: Mapping[str, Span]
    defaults: JsonObject
    helper: Helper | None = None
    own: tuple[str, ...] = ()
    whole: bool = True
    is_drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Reads what stands on a page; what is wrong with a call is said once."""

    page: Page
    findings: Findings
    known: dict[int, Written | None] = field(default_factory=dict[int, Written | None])
    noted: set[str] = field(default_factory=set[str])

    def read(self, value: Value, depth: int = 0) -> Written | None:
        """The node or edge that a value is, or None."""
        if depth > _DEPTH:
            return None
        if isinstance(value, Record | Instance):
            if value.token not in self.known:
                made = self._record(value, depth) if isinstance(value, Record) else self._instance(value)
                self.known[value.token] = made if made is None else self._changed(made, value.token)
            return self.known[value.token]
        if isinstance(value, Table):
            return self._table(value)
        if isinstance(value, Symbol) and value.op == "|" and len(value.operands) == 2:
            return self._over(value.operands[0], value.operands[1], value.span, depth)
        return None

    def _record(self, record: Record, depth: int) -> Written | None:
        name = word(record)
        known = typed(record)
        if known is not None:
            base = Written(
                kind="typed", word=name, span=record.span, fields={}, places={},
                defaults=_kinded(known.defaults, known.kind), own=tuple(known.own), is_drawn=False,
            )  # fmt: skip
            return self._given(base, record, known.parameters, closed=True)
        if name in HELPERS:
            helper = HELPERS[name]
            base = Written(
                kind="node", word=name, span=record.span, fields={}, places={}, defaults=helper.defaults, helper=helper
            )
            return self._given(base, record, helper.parameters, closed=False)
        if name in ("NodeData", "EdgeData"):
            return self._data(record, name)
        if name == "Edge":
            base = Written(kind="edge", word=name, span=record.span, fields={}, places={}, defaults=EDGE_DEFAULTS)
            return self._given(base, record, EDGE, closed=False)
        if name == "node_from_typed":
            return self._converted(record, depth)
        if record.path == "builtins.dict":
            first = given(record, "", 0)
            return None if first is None else self._more(self.read(first, depth + 1), record)
        receiver = record.receiver
        if name == "copy" and receiver is not None:
            return self.read(receiver, depth + 1)
        return None

    def _data(self, record: Record, name: str) -> Written:
        """A part of a `Flow`, which no editor draws as it is."""
        kind: Kind = "typed" if name == "NodeData" else "edge"
        parameters, defaults = (
            (NODE_DATA, NODE_DATA_DEFAULTS) if name == "NodeData" else (EDGE_DATA, EDGE_DATA_DEFAULTS)
        )
        base = Written(
            kind=kind, word=name, span=record.span, fields={}, places={}, defaults=defaults, is_drawn=False
        )  # fmt: skip
        return self._given(base, record, parameters, closed=True)

    def _given(self, base: Written, record: Record, parameters: tuple[str, ...], *, closed: bool) -> Written:
        """What a call says, each argument under its parameter."""
        fields: dict[str, Value] = {}
        places: dict[str, Span] = {}
        whole, position = True, 0
        for argument in record.arguments:
            if argument.star:
                whole = False
                self.findings.say("FLO118", "a part of the drawing cannot be known", argument.span, help=PLAIN)
                continue
            name = argument.name
            if name is None:
                name = parameters[position] if position < len(parameters) else None
                position += 1
            if name is None or name in fields or (closed and name not in parameters):
                self._refused(base, argument, len(parameters))
                continue
            if base.helper is not None and name in base.helper.fixed:
                self._sets_itself(base.word, name, argument.span)
            fields[name], places[name] = argument.value, argument.span
        return replace(base, fields=fields, places=places, whole=whole)

    def _sets_itself(self, word: str, name: str, span: Span) -> None:
        """Note, once for each argument, that fastflow's own helper does not take it."""
        what = f"`{word}({name}=…)`"
        if what not in self.noted:
            self.noted.add(what)
            self.findings.original("FLO599", span, what=what, fix=removed(span, f"`{name}`"))

    def _refused(self, base: Written, argument: Argument, most: int) -> None:
        """Say that a call does not take an argument."""
        if argument.name is None:
            message = f"`{base.word}` takes {most} arguments by position"
        else:
            message = f"`{base.word}` takes no argument `{argument.name}`"
        self.findings.say("FLO105", message, argument.span, severity=Severity.ERROR, help=_TAKES)

    def _instance(self, value: Instance) -> Written | None:
        """An object of a class of the project that is a typed node."""
        known = typed(value)
        if known is None:
            return None
        fields = {**dict(declared(value.of)), **_by_place(value)}
        own = tuple(dict.fromkeys([*known.own, *(one for one in fields if one not in TYPED["StartNode"].parameters)]))
        return Written(
            kind="typed", word=value.of.name, span=value.span, fields=fields, places={}, own=own,
            defaults=_kinded(known.defaults, known.kind), is_drawn=False,
        )  # fmt: skip

    def _converted(self, record: Record, depth: int) -> Written | None:
        """What `node_from_typed` makes of a typed node; of anything else it makes an error."""
        value = given(record, "typed_node", 0)
        inner = None if value is None else self.read(value, depth + 1)
        if inner is None:
            return None
        if inner.kind != "typed":
            message = f"`node_from_typed` takes a typed node, and `{inner.word}` makes a dictionary"
            help_ = "leave `node_from_typed` out; fastflow fails here with an AttributeError"
            self.findings.say("FLO115", message, record.span, severity=Severity.ERROR, help=help_)
            return inner
        return replace(inner, kind="node", is_drawn=True)

    def _table(self, table: Table) -> Written | None:
        """A node or edge that is written as a dictionary."""
        fields = {name: item for key, item in table.entries if (name := text(key)) is not None}
        places = {name: item.span for name, item in fields.items()}
        kind = text(fields.pop("_type", None))
        if kind == "node":
            return Written(kind="node", word="dict", span=table.span, fields=fields, places=places, defaults=_BARE)
        if kind == "edge":
            return Written(
                kind="edge", word="dict", span=table.span, fields=fields, places=places, defaults=EDGE_DEFAULTS
            )
        return None

    def _over(self, left: Value, right: Value, span: Span, depth: int) -> Written | None:
        """`node | {…}`: the right side wins."""
        base = self.read(left, depth + 1)
        if base is None or not isinstance(right, Table):
            return None
        more = {name: item for key, item in right.entries if (name := text(key)) is not None}
        places = {name: item.span for name, item in more.items()}
        return replace(base, span=span, fields={**base.fields, **more}, places={**base.places, **places})

    def _more(self, base: Written | None, record: Record) -> Written | None:
        """`dict(node, x=3)`: the keywords win."""
        if base is None:
            return None
        named = [argument for argument in record.arguments if argument.name is not None]
        fields = {argument.name: argument.value for argument in named if argument.name is not None}
        places = {argument.name: argument.span for argument in named if argument.name is not None}
        return replace(base, span=record.span, fields={**base.fields, **fields}, places={**base.places, **places})

    def _changed(self, base: Written, token: int) -> Written:
        """What was made, with what was set on it afterwards."""
        fields, places = dict(base.fields), dict(base.places)
        for change in self.page.changes.get(token, ()):
            fields[change.name], places[change.name] = change.value, change.span
        return replace(base, fields=fields, places=places)


def _by_place(value: Instance) -> dict[str, Value]:
    """The attributes of a typed node of the project, whose first fields are fastflow's: those come by place."""
    given = dict(value.attributes)
    if "id" in given:
        return given
    moved: dict[str, Value] = {}
    for name, (field_, item) in zip(TYPED["FlowNode"].parameters, list(given.items()), strict=False):
        if field_ not in [one.name for one in value.of.fields]:
            break
        moved[name] = item
        del given[field_]
    return {**given, **moved}


def _kinded(defaults: JsonObject, kind: str) -> JsonObject:
    return {**defaults, "node_type": kind, "shape": "rect"}
