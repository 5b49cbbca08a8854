"""Reading one `FlowEditor`, wherever in a page it stands."""

from icefloe.dialects.fastflow.drawing.check import check
from icefloe.dialects.fastflow.drawing.direction import direction
from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.dialects.fastflow.drawing.flows import Flows
from icefloe.dialects.fastflow.drawing.helpers import HELPERS
from icefloe.dialects.fastflow.drawing.parts import Parts
from icefloe.dialects.fastflow.drawing.typed import TYPED
from icefloe.dialects.fastflow.drawing.written import PLAIN, Writing, Written
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import said, word
from icefloe.fixes import Fix, Surround
from icefloe.reach import given, why
from icefloe.source import Span
from icefloe.values import Argument, Class, Function, Instance, Items, Known, Record, Symbol, Value
from icefloe_schema.records import dataclass

DEFAULT_ID = "flowgraph"
_CONVERT = "write `node_from_typed(…)` around it"
_DATA = frozenset({"NodeData", "EdgeData"})
_PARTS = frozenset({*HELPERS, *TYPED, *_DATA, "Edge", "node_from_typed", "nodes_from_typed"})
# What comes from these is part of a page.
_MARKUP = frozenset({"fastflow", "fasthtml", "fastcore", "monsterui", "starlette"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Reads the drawings of one page."""

    writing: Writing
    flows: Flows

    @property
    def _findings(self) -> Findings:
        return self.writing.findings

    def drawing(self, record: Record) -> Drawing:
        """One `FlowEditor` with the nodes and edges among its children."""
        written: list[Written] = []
        whole = True
        for argument in record.arguments:
            if argument.name is None or argument.star == "**":
                whole &= self._child(argument, written)
        parts = Parts(writing=self.writing)
        nodes = [node for one in written if one.kind != "edge" and (node := parts.node(one)) is not None]
        edges = [edge for one in written if one.kind == "edge" and (edge := parts.edge(one)) is not None]
        whole &= len(nodes) + len(edges) == len(written)
        more, known = self._initial(record)
        whole &= known
        if more is not None:
            nodes, edges = [*nodes, *more.nodes], [*edges, *more.edges]
        name, named = self._id(record)
        found = Drawing(
            name=name,
            named=named,
            span=record.span,
            token=record.token,
            nodes=tuple(nodes),
            edges=tuple(edges),
            whole=whole,
            direction=direction(nodes, edges),
            here=record.span.path == self.writing.page.path,
        )
        check(found, self._findings)
        return found

    def _initial(self, record: Record) -> tuple[Drawing | None, bool]:
        """What `initial_data` holds, which is meant to be drawn; and whether that is known."""
        argument = record.argument("initial_data")
        if argument is None or (isinstance(argument.value, Known) and not argument.value.value):
            return None, True
        self._findings.original("FLO598", argument.span)
        found = self.flows.data(argument.value)
        if found is None:
            message = f"what `initial_data` draws cannot be known: {why(argument.value)}"
            self._findings.say("FLO118", message, argument.span, help=PLAIN)
        return found, found is not None and found.whole

    def _id(self, record: Record) -> tuple[str, Span]:
        """The id of an editor; without one it has fastflow's own."""
        value = given(record, "id")
        if value is None:
            return DEFAULT_ID, record.span
        name = said(value)
        if name is None:
            self._findings.say("FLO118", f"the id of the drawing cannot be known: {why(value)}", value.span, help=PLAIN)
        return name or "", value.span

    def _child(self, argument: Argument, written: list[Written]) -> bool:
        """One argument of an editor; whether it is known what it draws."""
        value = argument.value
        if argument.star == "**":
            self._findings.say(
                "FLO118", f"a part of the drawing cannot be known: {why(value)}", argument.span, help=PLAIN
            )
            return False
        if argument.star:
            listed = self._listed(value)
            if listed is None:
                self._findings.say(
                    "FLO118", f"a part of the drawing cannot be known: {why(value)}", argument.span, help=PLAIN
                )
                return False
            return self._each(listed, written)
        return self._one(value, argument.span, written)

    def _one(self, value: Value, span: Span, written: list[Written], *, listed: bool = False) -> bool:
        """One child of an editor."""
        inner = self._listed(value)
        if inner is not None:
            return self._in_list(inner, span, written, told=listed)
        one = self.writing.read(value)
        if one is not None:
            if not one.is_drawn:
                message = f"`{one.word}` is no part of the drawing until it is converted: fastflow does not draw it"
                help_ = f"write `{one.word.removesuffix('Data')}`" if one.word in _DATA else _CONVERT
                self._findings.say("FLO263", message, span, help=help_)
            written.append(one)
            return True
        if not _is_content(value):
            self._findings.say("FLO118", f"a part of the drawing cannot be known: {why(value)}", span, help=PLAIN)
            return False
        return True

    def _each(self, values: tuple[Value, ...], written: list[Written], *, listed: bool = False) -> bool:
        known = [self._one(item, item.span, written, listed=listed) for item in values]
        return all(known)

    def _in_list(self, values: tuple[Value, ...], span: Span, written: list[Written], *, told: bool) -> bool:
        """A list among the children, which fastflow takes for content of the page."""
        before = len(written)
        whole = self._each(values, written, listed=True)
        if len(written) > before and not told:
            message = "nodes and edges in a list are no part of the drawing: fastflow does not draw them"
            change = Surround(span=span, before="*", after="")
            fix = Fix(message="write `*` before it", changes=(change,), safe=True)
            self._findings.say("FLO263", message, span, help="write `*` before the list", fix=fix)
        return whole

    def _listed(self, value: Value) -> tuple[Value, ...] | None:
        """The elements of a list; those of `nodes_from_typed([…])` are what they become."""
        if isinstance(value, Items):
            return value.items
        if isinstance(value, Record) and word(value) == "nodes_from_typed":
            inner = given(value, "typed_nodes", 0)
            listed = inner.items if isinstance(inner, Items) else None
            return None if listed is None else tuple(_converted(one) for one in listed)
        return None


def _converted(value: Value) -> Value:
    """What `nodes_from_typed` makes of one typed node: as if `node_from_typed` was written around it."""
    return Record(
        path="fastflow.node_from_typed",
        function=value,
        arguments=(Argument(name=None, value=value, span=value.span),),
        token=-value.token if isinstance(value, Record | Instance) else 0,
        span=value.span,
    )


def _is_content(value: Value) -> bool:
    """Whether a child is content of the page, not a part of the drawing: a text, markup, a component."""
    match value:
        case Known() | Function() | Class() | Instance():
            return True
        case Record(path=path) as record:
            package, _, name = path.rpartition(".")
            if word(record) in _PARTS:
                return False
            return package.split(".")[0] in _MARKUP or name[:1].isupper()
        case Symbol(op="choice", operands=(_, then, otherwise)):
            return _is_content(then) and _is_content(otherwise)
        case Symbol(op="format" | "formatted"):
            return True
        case _:
            return False
