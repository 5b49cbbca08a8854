"""What a pipeline sees of its tasks when it is built, and what is found while they are read."""

from collections.abc import Iterator
from dataclasses import field

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.runnable.python.containers import READING, add, put
from icefloe.dialects.runnable.python.log import Change, Log, Moment
from icefloe.dialects.runnable.written import Text
from icefloe.findings import Finding
from icefloe.graph import Hole
from icefloe.reach import asks, given, origin, text, why
from icefloe.source import Span
from icefloe.values import Class, Instance, Items, Known, Record, Symbol, Table, Unknown, Value
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The objects of a file as they are at one moment: when the pipeline is built that they are given to.

    `holes` are those of that pipeline, `findings` those of the file; both are filled while it is read. `told` are
    places of values of which a finding says already that runnable does not take them.
    """

    log: Log
    moment: Moment
    findings: list[Finding]
    told: frozenset[Span] = frozenset()
    holes: list[Hole] = field(default_factory=list[Hole])

    def hole(self, what: str, because: str, span: Span) -> None:
        """Something that decides the shape of the pipeline, and is not known."""
        self.holes.append(Hole(what=what, why=because, span=span))

    def unknown(self, what: str, value: Value | None, span: Span) -> None:
        """The same, where it is a value that is not known."""
        place = span if value is None else value.span
        if place in self.told:
            return
        choice = _choice(value)
        because, start = (why(value), origin(value, place)) if choice is None else choice
        help = value.help if isinstance(value, Unknown) else ""
        self.holes.append(Hole(what=what, why=because, span=place, origin=start, asks=asks(value), help=help))

    def stars(self, record: Record) -> None:
        """Arguments that are not known, as something is unpacked that is not."""
        for argument in record.arguments:
            if argument.star:
                self.unknown(f"what `{argument.star}` unpacks", argument.value, argument.span)

    def value(self, record: Record, name: str) -> Value | None:
        """An attribute of an object: as it was set last, as it was given to the call, or as its class has it."""
        found = self.log.attribute(record.token, name, self.moment)
        if found is None:
            value = given(record, name)
            return self._default(record, name) if value is None else value
        effect = found[1]
        if effect.path:
            self.hole(f"`{name}`", "it is set under a condition or in a loop", effect.span)
        return effect.value

    def _default(self, record: Record, name: str) -> Value | None:
        """What the class of a derived object says that an attribute is."""
        of = self.log.classes.get(record.token)
        return None if of is None else _member(of, name)

    def changes(self, record: Record, name: str) -> Iterator[Change]:
        """What is done to a list or dictionary that is an attribute, before the pipeline is built."""
        set_last = self.log.attribute(record.token, name, self.moment)
        for change in self.log.changed(record.token, name, self.moment):
            if change.method in READING or (set_last is not None and change.moment < set_last[0]):
                continue
            if change.effect.path:
                self.hole(f"`{name}`", "it is changed under a condition or in a loop", change.effect.span)
            else:
                yield change

    def items(self, record: Record, name: str) -> tuple[Value, ...] | None:
        """The members of a list that is an attribute, with what was added to it; None, and a hole, if unknown."""
        value = self.value(record, name)
        found = [value] if text(value) is not None and value is not None and value.span in self.told else None
        found = self._members(value, record, name) if found is None else found
        if found is None:
            self.unknown(f"`{name}`", value, record.span)
            return None
        for change in self.changes(record, name):
            if not add(found, change.method, change.values):
                self.hole(f"`{name}`", f"`{name}.{change.method}(…)` is not followed", change.effect.span)
        return tuple(found)

    def _members(self, value: Value | None, record: Record, name: str) -> list[Value] | None:
        """The members of a list: as it is written, or `task.returns + […]` of what it was before."""
        match value:
            case None | Known(value=None):
                return []
            case Items():
                return list(value.items)
            case Symbol(op="+", operands=(left, right)):
                first, second = self._members(left, record, name), self._members(right, record, name)
                return None if first is None or second is None else [*first, *second]
            case Symbol(op="attribute", operands=(Record() | Instance() as owner, Known(value=str(asked)))):
                one, here = self.log.object(owner), self.log.attribute(record.token, name, self.moment)
                if one is None or here is None:
                    return None
                before = View(log=self.log, moment=here[0], findings=self.findings, told=self.told, holes=self.holes)
                found = before.items(one, asked)
                return None if found is None else list(found)
            case _:
                return None

    def entries(self, record: Record, name: str) -> tuple[tuple[Value, Value], ...] | None:
        """The entries of a dictionary that is an attribute, with what was put into it; None, and a hole, if unknown."""
        value = self.value(record, name)
        if not isinstance(value, Table) and not (value is None or (isinstance(value, Known) and value.value is None)):
            self.unknown(f"`{name}`", value, record.span)
            return None
        found = list(value.entries) if isinstance(value, Table) else []
        for change in self.changes(record, name):
            if not put(found, change.method, change.values):
                self.hole(f"`{name}`", f"`{name}.{change.method}(…)` is not followed", change.effect.span)
        return tuple(found)

    def texts(self, record: Record, name: str) -> tuple[Text, ...]:
        """A list of texts."""
        found: list[Text] = []
        for value in self.items(record, name) or ():
            one = text(value)
            if one is None:
                self.unknown(f"`{name}`", value, value.span)
            else:
                found.append(Text(value=one, span=value.span))
        return tuple(found)

    def text(self, record: Record, name: str, what: str) -> Text | None:
        """A text; None, and a hole, if it is none or not known."""
        value = self.value(record, name)
        found = text(value)
        if found is None or value is None:
            self.unknown(what, value, record.span)
            return None
        return Text(value=found, span=value.span)

    def table(self, record: Record, name: str) -> JsonObject:
        """A dictionary of constants by texts."""
        found: dict[str, Json] = {}
        for key, value in self.entries(record, name) or ():
            try:
                found[text(key) or str(literal_of(key))] = literal_of(value)
            except NotLiteralError as error:
                self.unknown(f"`{name}`", error.value, value.span)
        return found

    def flag(self, record: Record, name: str) -> bool:
        """Whether a flag is set; a hole if that is not known."""
        value = self.value(record, name)
        if value is None or isinstance(value, Known):
            return isinstance(value, Known) and bool(value.value) and value.value not in _FALSE
        self.unknown(f"`{name}`", value, record.span)
        return False


def _choice(value: Value | None) -> tuple[str, Span] | None:
    """What decides which of two things a value is, and where."""
    if not (isinstance(value, Symbol) and value.op == "choice") or asks(value):
        return None
    test = value.operands[0]
    while isinstance(test, Symbol) and test.op in _TESTS:
        test = next((one for one in test.operands if isinstance(one, Symbol)), test.operands[0])
    what = "something that only a run knows"
    if isinstance(test, Symbol) and test.op == "environment" and text(test.operands[0]) is not None:
        what = f"the environment variable `{text(test.operands[0])}`"
    return f"which of two it is depends on {what}", test.span


_TESTS = frozenset({"not", "and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"})
_FALSE = frozenset({"false", "False", "f", "n", "no", "off", "0"})


def _member(of: Class, name: str, depth: int = 0) -> Value | None:
    """What a class of the project, or one of its bases there, says that an attribute is."""
    for one in of.fields:
        if one.name == name and one.default is not None:
            return one.default
    for member, value in of.methods:
        if member == name:
            return value
    bases = [one for one in of.bases if isinstance(one, Class)] if depth < 20 else []
    return next((found for one in bases for found in [_member(one, name, depth + 1)] if found is not None), None)
