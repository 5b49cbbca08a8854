"""The steps of an executor as they are written, in whichever form: not yet joined, and not yet judged."""

from collections.abc import Iterator
from dataclasses import field, replace

from icefloe.dialects.fastflow.additions import Additions
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import EXECUTES, PARAMETERS, word
from icefloe.dialects.fastflow.vocabulary import said as said_
from icefloe.findings import Severity
from icefloe.graph import Hole
from icefloe.reach import asks, given, origin, text, why
from icefloe.source import Span
from icefloe.values import Function, Instance, Items, Known, Record, Reference, Symbol, Table, Unknown, Value
from icefloe_schema.records import dataclass

_PARTIAL = frozenset({"functools.partial"})
_KEYS = {"id": "node_id", "depends_on": "depends_on", "handler": "handler", "duration": "duration", "node": "node"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One step as it is written: its id and where that stands, and what was said of it.

    `added` is the place that put it into the executor; `after` are steps that its form puts before it, `more` what was
    added to its dependencies afterwards.
    """

    name: str
    span: Span
    added: Span
    said: dict[str, tuple[Value, Span]] = field(default_factory=dict[str, tuple[Value, Span]])
    after: tuple[str, ...] = ()
    more: tuple[Value, ...] = ()

    def value(self, name: str) -> Value | None:
        """What an argument is, None if it is not given or given as None."""
        found = self.said.get(name)
        if found is None or (isinstance(found[0], Known) and found[0].value is None):
            return None
        return found[0]

    def place(self, name: str) -> Span:
        """Where an argument is written."""
        return self.said[name][1] if name in self.said else self.added


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What steps are read with: the changes after their making, findings, and holes of this executor."""

    additions: Additions
    findings: Findings
    holes: list[Hole]

    def hole(self, what: str, value: Value | None, span: Span, help: str = "", because: str = "") -> None:
        """Something that decides the shape is not known."""
        help = (value.help if isinstance(value, Unknown) else "") or help
        made = Hole(
            what=what, why=because or why(value), span=span, origin=origin(value, span), asks=asks(value), help=help
        )
        if made not in self.holes:
            self.holes.append(made)


def written(record: Record, writing: Writing) -> tuple[Written, ...]:
    """The steps of whatever makes an executor."""
    name = word(record)
    listed = given(record, EXECUTES[name], PARAMETERS[name].index(EXECUTES[name]))
    if listed is None and name != "FlowExecutor":
        message = f"`{name}` is not told what to run"
        writing.findings.say("FLO106", message, record.span, severity=Severity.ERROR)
    set_later = writing.additions.changed(record).get("steps") if name == "FlowExecutor" else None
    listed = listed if set_later is None else set_later[0]
    values = _values(listed, writing, record) if listed is not None else []
    added = writing.additions.added(record, writing.holes)
    if name in ("FlowExecutor", "quick_flow"):
        found = [_step(value, writing, quick=name == "quick_flow") for value in values]
        found += [_step(value, writing, quick=False) for value in added]
        return tuple(one for one in found if one is not None)
    duration = record.argument("duration", 2) if name == "run_sequential" else None
    known = {} if duration is None else {"duration": (duration.value, duration.span)}
    return tuple(_line(name, values, known, writing))


def _values(listed: Value, writing: Writing, record: Record) -> list[Value]:
    """The values of a list of steps."""
    if isinstance(listed, Known) and listed.value is None and word(record) == "FlowExecutor":
        return []
    if not isinstance(listed, Items):
        writing.hole("the list of steps", listed, listed.span)
        return []
    return list(listed.items)


def _line(name: str, values: list[Value], known: dict[str, tuple[Value, Span]], writing: Writing) -> Iterator[Written]:
    """Steps that run one after the other: those of functions have their names, the others are ids."""
    before: tuple[str, ...] = ()
    for position, value in enumerate(values):
        if name == "run_pipeline":
            # The original takes `__name__`, which a `partial` or an object does not have.
            nameless = isinstance(value, Instance) or (isinstance(value, Record) and value.path in _PARTIAL)
            own = _called(value) or (f"step_{position}" if nameless else "")
            said = {"handler": (value, value.span)}
        else:
            own, said = said_(value) or "", known
        if not own:
            writing.hole("the id of a step", value, value.span)
            continue
        yield Written(name=own, span=value.span, added=value.span, said=said, after=before)
        before = (own,)


def _called(value: Value) -> str:
    """The name of a function, also of one that is decorated, imported, or a method."""
    match value:
        case Function(name=name):
            return name
        case Record(path=path, arguments=(only,)) if path.endswith("()") and isinstance(only.value, Function):
            return only.value.name
        case Reference(path=path):
            return path.rpartition(".")[2]
        case Symbol(op="attribute", operands=(_, name)):
            return text(name) or ""
        case _:
            return ""


def _step(value: Value, writing: Writing, *, quick: bool) -> Written | None:
    """One step that is given as an `ExecutionStep`, or as a dictionary to `quick_flow`."""
    if quick and isinstance(value, Table):
        return _entry(value, writing)
    if quick or not isinstance(value, Record) or word(value) != "ExecutionStep":
        because = "it is a dictionary, which only `quick_flow` takes" if isinstance(value, Table) else ""
        if isinstance(value, Instance):
            because = f"`{value.of.name}` is a class of its own"
        if isinstance(value, Record):
            because = f"it is what `{value.path}` returns"
        elif isinstance(value, Reference) and value.path == "builtins.Ellipsis":
            because = "`...` is no `ExecutionStep`"
        writing.hole("a step", value, value.span, because=because)
        return None
    said: dict[str, tuple[Value, Span]] = {}
    position = 0
    for argument in value.arguments:
        name = argument.name
        if name is None and not argument.star:
            names = PARAMETERS["ExecutionStep"]
            name = names[position] if position < len(names) else None
            position += 1
        if argument.star:
            writing.hole(f"what `{argument.star}` hands to a step", argument.value, argument.span)
            continue
        if name not in PARAMETERS["ExecutionStep"]:
            message = f"`ExecutionStep` takes no argument `{name or position}`"
            writing.findings.say("FLO105", message, argument.span, severity=Severity.ERROR)
            continue
        said[name] = (argument.value, argument.span)
    said |= writing.additions.changed(value)
    _older(said, writing)
    more = writing.additions.added(value, writing.holes, "depends_on")
    made = _named(said, value.span, writing)
    return made if made is None or not more else replace(made, more=tuple(more))


def _older(said: dict[str, tuple[Value, Span]], writing: Writing) -> None:
    """A list in the place of the node: up to fastflow 0.1 the second argument was what a step depends on."""
    found = said.get("node")
    if found is not None and isinstance(found[0], Items) and "depends_on" not in said:
        message = "the second argument of `ExecutionStep` is the node, and this is a list"
        writing.findings.say("FLO106", message, found[1], severity=Severity.ERROR, help="write `depends_on=[…]`")
        said["depends_on"] = said.pop("node")


def _entry(table: Table, writing: Writing) -> Written | None:
    """One dictionary of `quick_flow`; keys that it does not know are read by nobody."""
    said: dict[str, tuple[Value, Span]] = {}
    for key, value in table.entries:
        name = text(key)
        if name is None:
            writing.hole("a key of a step", key, key.span)
        elif name in _KEYS:
            said[_KEYS[name]] = (value, value.span)
        else:
            message = f"`quick_flow` does not read `{name}` of a step"
            writing.findings.say("FLO105", message, key.span, help=f"it reads {', '.join(f'`{one}`' for one in _KEYS)}")
    return _named(said, table.span, writing)


def _named(said: dict[str, tuple[Value, Span]], span: Span, writing: Writing) -> Written | None:
    """A step with its id."""
    value, _ = said.get("node_id", (None, span))
    name = said_(value)
    if value is None or name is None:
        because = "it has none" if value is None else ""
        writing.hole("the id of a step", value, span, because=because)
        return None
    return Written(name=name, span=said["node_id"][1], added=span, said=said)
