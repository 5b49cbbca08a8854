"""From what is written to nodes and edges: their ids, ports and looks."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.fastflow.drawing.drawn import Edge, Node
from icefloe.dialects.fastflow.drawing.helpers import table_height
from icefloe.dialects.fastflow.drawing.written import PLAIN, Writing, Written
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import said
from icefloe.findings import Severity
from icefloe.reach import text
from icefloe.values import Known, Symbol, Table, Value
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_NAMED = ("id", "name")
# Where what is not a constant is no matter of the picture: page content.
_CONTENT = ("html",)
_PORT = re.compile(r"(?:out_|in_)?(\d{1,6})")
_TABLE: Mapping[str, str] = MappingProxyType(
    {"columns": "columns", "header_fill": "headerFill", "header_color": "headerColor"}
)
# What a node says of itself, in this order, before what else it was given.
_ORDER = ("x", "y", "label", "width", "height", "inputs", "outputs")
# What the plan itself says of a node under these names.
_OWN = ("edges", "simulated", "kind")
_UNSAID: Mapping[str, Json] = MappingProxyType({"shape": "rect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Makes the nodes and edges of a drawing."""

    writing: Writing

    @property
    def _findings(self) -> Findings:
        return self.writing.findings

    def node(self, written: Written) -> Node | None:
        """A node, if its id is known."""
        key = next((one for one in _NAMED if one in written.fields), None)
        needed = "name" if written.helper is not None else "id" if written.kind == "typed" else key or _NAMED[0]
        if written.whole and needed not in written.fields:
            self._nameless(written, needed)
        if key is None:
            return None
        name = _name(written.fields[key])
        if name is None:
            self._findings.say("FLO118", "the id of a node cannot be known", written.span, help=PLAIN)
            return None
        looks = self._looks(written)
        display = _display(looks, name)
        return Node(
            name=name,
            span=written.places.get(key, written.span),
            drawn=written.span,
            inputs=_count(looks.get("inputs")),
            outputs=_count(looks.get("outputs")),
            display=display,
        )

    def _nameless(self, written: Written, needed: str) -> None:
        """Say that a node has no name."""
        message = f"`{written.word}` needs `{needed}`"
        help_ = f"give the node its `{needed}`; fastflow fails here with a TypeError"
        if written.word == "AgentNode" and "id" in written.fields:
            help_ = "the typed node, which takes `id`, is `TypedAgentNode`, or `AgentNode` of `fastflow.types`"
        self._findings.say("FLO115", message, written.span, severity=Severity.ERROR, help=help_)

    def _looks(self, written: Written) -> dict[str, Json]:
        """Everything that is said of a node, and what its helper says where nothing is."""
        given = self._constants(written, (*_NAMED, *_CONTENT, "_type"))
        kind = given.get("node_type", written.defaults.get("node_type"))
        looks: dict[str, Json] = dict(written.defaults)
        helper = written.helper
        if helper is not None and isinstance(kind, str):
            looks |= helper.by_kind.get(kind, {})
            if kind in helper.icons:
                looks["icon"] = helper.icons[kind]
        for unknown in written.fields.keys() - given.keys():
            looks.pop(unknown, None)
        looks |= {key: item for key, item in given.items() if item is not None}
        if written.word == "TableNode":
            _as_table(looks)
        if written.own:
            _own_as_data(looks, written.own)
        return looks

    def edge(self, written: Written) -> Edge | None:
        """An edge, if its ends are known."""
        missing = [end for end in ("source", "target") if end not in written.fields]
        if missing:
            if written.whole:
                message = f"`{written.word}` makes an edge without `{missing[0]}`"
                self._findings.say("FLO115", message, written.span, severity=Severity.ERROR, help="say where it leads")
            return None
        source, target = self._end(written, "source"), self._end(written, "target")
        if source is None or target is None:
            self._findings.say("FLO118", "the ends of an edge cannot be known", written.span, help=PLAIN)
            return None
        given = self._constants(written, ("source", "target", "_type"))
        display = {key: item for key, item in given.items() if item not in (None, "", written.defaults.get(key))}
        if display.get("relationship") and "router" not in display:
            display["router"] = "er"
        named = tuple(
            item
            for key in ("source_port", "target_port")
            if isinstance(item := given.get(key), str) and not _PORT.fullmatch(item)
        )
        return Edge(
            source=source,
            target=target,
            span=written.span,
            port=_port(given.get("source_port")),
            enters=_port(given.get("target_port")),
            label=str(display.get("label") or ""),
            named=named,
            display=display,
        )

    def _end(self, written: Written, key: str) -> str | None:
        """The node that an edge ends at: by its id, by the id that a node object has, or by that object itself."""
        value = written.fields[key]
        name = _name(value)
        if name is not None:
            return name
        if isinstance(value, Symbol) and value.op in ("index", "attribute") and text(value.operands[1]) in _NAMED:
            held = self.writing.read(value.operands[0])
            if held is not None and held.kind != "edge":
                return _id(held)
        held = self.writing.read(value)
        if held is None or held.kind == "edge":
            return said(value)
        inner = _id(held)
        if inner is not None:
            reads = ".id" if held.kind == "typed" else '["id"]'
            message = f"`{key}` of an edge is the id of a node, and this is the node `{inner}` itself"
            what = "fastflow fails here with a TypeError" if held.kind == "typed" else "the browser does not draw it"
            severity = Severity.ERROR if held.kind == "typed" else Severity.WARNING
            place = written.places.get(key, written.span)
            self._findings.say(
                "FLO115", message, place, severity=severity, help=f'write `"{inner}"` or `…{reads}`: {what}'
            )
        return inner

    def _constants(self, written: Written, without: tuple[str, ...]) -> dict[str, Json]:
        """All constant fields by name; the others are said."""
        found: dict[str, Json] = {}
        for name, value in written.fields.items():
            if name in without:
                continue
            if not name.isascii():
                message = f"`{name}` is left out of the plan, whose names are ASCII"
                self._findings.say(
                    "FLO118", message, written.places.get(name, written.span), help="write it in ASCII, or in `data`"
                )
                continue
            try:
                found[name] = _plain(literal_of(value))
            except NotLiteralError as error:
                message = f"`{name}` of the drawing cannot be known: {error}"
                self._findings.say("FLO118", message, written.places.get(name, written.span), help=PLAIN)
                if isinstance(value, Table):
                    found[name] = _known_part(value)
        return found


def _display(looks: dict[str, Json], name: str) -> dict[str, Json]:
    """How a node looks in a plan; what is as it always is is left out."""
    found = {key: looks[key] for key in _ORDER if key in looks}
    taken = {key: looks.pop(key) for key in _OWN if key in looks}
    if taken:
        data = looks.get("data")
        looks["data"] = {**(data if isinstance(data, dict) else {}), **taken}
    found |= {key: item for key, item in looks.items() if key not in found and key != "node_type"}
    if found.get("label") in ("", name):
        del found["label"]
    for key, item in _UNSAID.items():
        if found.get(key) == item:
            del found[key]
    if not found.get("data", True):
        del found["data"]
    kind = looks.get("node_type")
    return {**found, **({"kind": kind} if isinstance(kind, str) else {})}


def _id(written: Written) -> str | None:
    """The id of a node that is only looked at."""
    key = next((one for one in _NAMED if one in written.fields), None)
    return None if key is None else _name(written.fields[key])


def _name(value: Value) -> str | None:
    """The id that a value is: a text, or a number, which the browser takes as text."""
    if isinstance(value, Known) and isinstance(value.value, int) and not isinstance(value.value, bool):
        return str(value.value)
    return said(value)


def _plain(value: Json) -> Json:
    """A literal as a picture has it: a whole number is no float."""
    if isinstance(value, dict) and list(value) == ["$float"]:
        number = str(value["$float"])
        return int(number[:-2]) if re.fullmatch(r"-?\d{1,9}\.0", number) else value
    return value


def _known_part(table: Table) -> Json:
    """The constants of a dictionary that holds something else too."""
    found: dict[str, Json] = {}
    for key, item in table.entries:
        name = text(key)
        if name is None or not name.isascii() or name.startswith("$"):
            continue
        try:
            found[name] = literal_of(item)
        except NotLiteralError:
            continue
    return found


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _port(value: Json) -> int:
    """The number of a port; 0 where it is named otherwise."""
    if isinstance(value, int):
        return int(value)
    matched = _PORT.fullmatch(value) if isinstance(value, str) else None
    return int(matched.group(1)) if matched else 0


def _as_table(looks: dict[str, Json]) -> None:
    """A table keeps its columns as data, and is as high as they need."""
    columns = looks.get("columns")
    data = {name: looks.pop(key) for key, name in _TABLE.items() if key in looks}
    if "height" not in looks or looks["height"] == 60:
        looks["height"] = table_height(len(columns) if isinstance(columns, list) else 0)
    if data:
        looks["data"] = data


def _own_as_data(looks: dict[str, Json], own: tuple[str, ...]) -> None:
    """The fields of a typed node's own class are data of the node that it becomes."""
    data = looks.get("data")
    more = {key: looks.pop(key) for key in own if key in looks}
    kept = {key: item for key, item in more.items() if item != ""}
    merged: dict[str, Json] = {**(data if isinstance(data, dict) else {}), **kept}
    if merged:
        looks["data"] = merged
