"""Nodes and edges as data: in the form that an editor exports, and as the steps of a flow."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from icefloe.dialects.fastflow.drawing.helpers import EDGE_DATA_DEFAULTS, NODE_DATA_DEFAULTS
from icefloe.dialects.fastflow.drawing.written import Written
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Value
from icefloe_schema.jsonvalue import Json

_DATA: Mapping[str, str] = MappingProxyType(
    {"label": "label", "nodeType": "node_type", "inputs": "inputs", "outputs": "outputs"}
)
_EDGE: Mapping[str, str] = MappingProxyType({"sourcePort": "source_port", "targetPort": "target_port"})
_LABEL = ("attrs", "text", "text")
_FIRST, _APART = 50, {"horizontal": 200, "vertical": 120}
_ENDS: Mapping[str, tuple[int, int]] = MappingProxyType({"start": (0, 1), "end": (1, 0)})


def valued(data: object, span: Span) -> Value:
    """What JSON says, as values that stand where its text does."""
    if isinstance(data, dict):
        pairs = cast("dict[str, object]", data).items()
        entries = tuple((Known(value=key, span=span), valued(item, span)) for key, item in pairs)
        return Table(entries=entries, token=0, span=span)
    if isinstance(data, list):
        items = tuple(valued(item, span) for item in cast("list[object]", data))
        return Items(kind="list", items=items, token=0, span=span)
    return Known(value=data if isinstance(data, str | int | float) or data is None else str(data), span=span)


def nodes_of(data: Table) -> Iterator[Written]:
    """The nodes of what an editor exports."""
    for table in _tables(_entry(data, "nodes")):
        fields = _fields(table)
        inner = fields.pop("data", None)
        own = _fields(inner) if isinstance(inner, Table) else {}
        for key, name in _DATA.items():
            if key in own:
                fields[name] = own.pop(key)
        yield _written("node", table, fields, own, NODE_DATA_DEFAULTS)


def edges_of(data: Table) -> Iterator[Written]:
    """The edges of what an editor exports."""
    for table in _tables(_entry(data, "edges")):
        fields = _fields(table)
        for end, port in (("source", "source_port"), ("target", "target_port")):
            value = fields.get(end)
            if isinstance(value, Table):
                # The form of the script that draws: the node and the port together.
                joined = _fields(value)
                fields |= {end: joined["cell"]} if "cell" in joined else {}
                fields |= {port: joined["port"]} if "port" in joined else {}
        for key, name in _EDGE.items():
            if key in fields:
                fields[name] = fields.pop(key)
        labels = fields.pop("labels", None)
        if "label" not in fields and isinstance(labels, Items) and labels.items:
            label = _inside(labels.items[0])
            fields |= {} if label is None else {"label": label}
        fields.pop("id", None)
        yield _written("edge", table, fields, {}, EDGE_DATA_DEFAULTS)


def steps_of(listed: Items, *, horizontal: bool) -> Iterator[Written]:
    """The nodes and edges that `flow_from_steps` makes of its steps."""
    edges: list[Written] = []
    for position, table in enumerate(item for item in listed.items if isinstance(item, Table)):
        fields = _fields(table)
        name = fields.get("id")
        needed, label = fields.pop("depends_on", None), fields.pop("edge_label", None)
        kind = text(fields.get("node_type")) or "process"
        inputs, outputs = _ENDS.get(kind, (1, 1))
        along = _FIRST + position * _APART["horizontal" if horizontal else "vertical"]
        place = {"x": along, "y": 200} if horizontal else {"x": 200, "y": along}
        own = fields.pop("data", None)
        defaults = {**NODE_DATA_DEFAULTS, **place, "node_type": "process", "inputs": inputs, "outputs": outputs}
        kept = {key: value for key, value in fields.items() if key in ("id", "label", "node_type")}
        yield _written("node", table, kept, _fields(own) if isinstance(own, Table) else {}, defaults)
        for need in needed.items if isinstance(needed, Items) and name is not None else ():
            ends = {"source": need, "target": name or need, **({} if label is None else {"label": label})}
            edges.append(
                Written(kind="edge", word="dict", span=need.span, fields=ends, places={}, defaults=EDGE_DATA_DEFAULTS)
            )
    yield from edges


def _written(
    kind: str, table: Table, fields: dict[str, Value], own: dict[str, Value], defaults: Mapping[str, Json]
) -> Written:
    if own:
        entries = tuple((Known(value=key, span=item.span), item) for key, item in own.items())
        fields["data"] = Table(entries=entries, token=0, span=table.span)
    places = {name: value.span for name, value in fields.items()}
    return Written(
        kind="edge" if kind == "edge" else "node",
        word="dict",
        span=table.span,
        fields=fields,
        places=places,
        defaults=defaults,
    )


def _inside(value: Value) -> Value | None:
    for key in _LABEL:
        value_ = _entry(value, key) if isinstance(value, Table) else None
        if value_ is None:
            return None
        value = value_
    return value


def _entry(table: Table, key: str) -> Value | None:
    return next((value for name, value in table.entries if text(name) == key), None)


def _fields(table: Table) -> dict[str, Value]:
    return {name: value for key, value in table.entries if (name := text(key)) is not None}


def _tables(value: Value | None) -> Iterator[Table]:
    if isinstance(value, Items):
        yield from (item for item in value.items if isinstance(item, Table))
