"""What the code of a file does to runnable's objects, in the order in which it does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeAlias

from icefloe.dialects.runnable.vocabulary import ARGUMENTS, COPIES, word
from icefloe.reach import given, text
from icefloe.trace import Effect, Trace
from icefloe.values import Argument, Class, Instance, Known, Record, Reference, Symbol, Table, Value
from icefloe_schema.records import dataclass

#: A place in the log: which of the traces (0 is the module's own), and which of its effects.
Moment: TypeAlias = tuple[int, int]

_COPYING = frozenset({"copy.copy", "copy.deepcopy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A call of a method of what an object's attribute holds: `task.returns.append(x)`, `task.overrides["a"] = x`."""

    attribute: str
    method: str
    values: tuple[Value, ...]
    effect: Effect
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The effects of the traces of one file, by the objects that they are about.

    What one function does is not seen by another: which of them run, and in which order, nobody says.
    """

    made: Mapping[int, tuple[Moment, Record]]
    sets: Mapping[int, Mapping[str, tuple[tuple[Moment, Effect], ...]]]
    changes: Mapping[int, tuple[Change, ...]]
    behind: Mapping[int, Record] = field(default_factory=dict[int, Record])
    classes: Mapping[int, Class] = field(default_factory=dict[int, Class])
    last: Moment = (0, 0)

    def moment(self, record: Record) -> Moment:
        """When a call was made; at the end, where that is not known."""
        found = self.made.get(record.token)
        return self.last if found is None else found[0]

    def attribute(self, token: int, name: str, before: Moment) -> tuple[Moment, Effect] | None:
        """How an attribute of an object was set last, as somebody at a moment sees it."""
        found = self.sets.get(token, {}).get(name, ())
        return next((one for one in reversed(found) if _seen(one[0], before)), None)

    def after(self, token: int, moment: Moment) -> Iterator[Effect]:
        """The attributes of an object that are set after a moment."""
        for found in self.sets.get(token, {}).values():
            yield from (effect for at, effect in found if at > moment and moment[0] in {0, at[0]})

    def changed(self, token: int, attribute: str, before: Moment) -> tuple[Change, ...]:
        """What was done to the value of an attribute by methods of it."""
        found = self.changes.get(token, ())
        return tuple(one for one in found if one.attribute == attribute and _seen(one.moment, before))

    def object(self, value: Value | None) -> Record | None:
        """The call of one of runnable's words that a value is, or that stands behind an object of a derived class.

        A copy (`task.model_copy(update={…})`) is a call of the same word with other arguments.
        """
        if isinstance(value, Instance):
            return self.behind.get(value.token)
        if not isinstance(value, Record):
            return None
        source = self.copied(value)
        return value if source is None else self._copy(source, value)

    def copied(self, value: Record) -> Record | None:
        """What a call copies, if it is one that copies."""
        if value.path in _COPYING:
            return self.object(given(value, "x", 0))
        copies = value.path.rpartition(".")[2] in COPIES
        source = self.object(value.receiver) if copies and isinstance(value.receiver, Record | Instance) else None
        return source if source is not None and word(source.path) in ARGUMENTS else None

    def _copy(self, source: Record, copy: Record) -> Record:
        """The object as it is when it is copied, with what the copy changes."""
        moment = self.moment(copy)
        held = {argument.name or "": argument for argument in source.arguments}
        for name in self.sets.get(source.token, {}):
            found = self.attribute(source.token, name, moment)
            if found is not None:
                held[name] = Argument(name=name, value=found[1].value, span=found[1].span)
        update = given(copy, "update", None if copy.path in _COPYING else 0)
        for key, value in update.entries if isinstance(update, Table) else ():
            name = text(key) or ""
            held[name] = Argument(name=name, value=value, span=value.span)
        return replace(source, arguments=tuple(held.values()), token=copy.token, span=copy.span)


def _seen(at: Moment, before: Moment) -> bool:
    """Whether something that is done at one moment is there for what happens at another."""
    return at < before and at[0] in {0, before[0]}


def log(traces: Sequence[Trace]) -> Log:
    """The log of the traces of a file, the module's own first."""
    made: dict[int, tuple[Moment, Record]] = {}
    derived: list[Instance] = []
    entries: list[tuple[Moment, Effect]] = []
    seen: set[int] = set()
    for number, trace in enumerate(traces):
        for index, effect in enumerate(trace.effects):
            moment = (number, index)
            entries.append((moment, effect))
            if effect.kind == "call" and isinstance(effect.value, Record):
                made.setdefault(effect.value.token, (moment, effect.value))
            derived += _derived(effect, seen)
    behind = {one.token: record for one in derived for record in [_behind(one, made)] if record is not None}
    sets: dict[int, dict[str, list[tuple[Moment, Effect]]]] = {}
    changes: dict[int, list[Change]] = {}
    for moment, effect in entries:
        if effect.kind == "set" and effect.name and isinstance(effect.target, Record | Instance):
            token = _token(effect.target, behind)
            sets.setdefault(token, {}).setdefault(effect.name, []).append((moment, effect))
        change = _change(moment, effect, behind)
        if change is not None:
            changes.setdefault(change[0], []).append(change[1])
    return Log(
        made=made,
        sets={token: {name: tuple(found) for name, found in names.items()} for token, names in sets.items()},
        changes={key: tuple(found) for key, found in changes.items()},
        behind=behind,
        classes={behind[one.token].token: one.of for one in derived if one.token in behind},
        last=(len(traces), 0),
    )


def _token(value: Record | Instance, behind: Mapping[int, Record]) -> int:
    """The identity of the object of runnable's that a value is."""
    found = behind.get(value.token)
    return value.token if found is None else found.token


def _change(moment: Moment, effect: Effect, behind: Mapping[int, Record]) -> tuple[int, Change] | None:
    """The object whose attribute's value a call is a method of, and that call."""
    call = effect.value
    if effect.kind == "set" and effect.key is not None:
        return _item(moment, effect, behind)
    if effect.kind != "call" or not isinstance(call, Record):
        return None
    match call.function:
        case Symbol(
            op="attribute",
            operands=(
                Symbol(op="attribute", operands=(Record() | Instance() as owner, Known(value=str(attribute)))),
                Known(value=str(method)),
            ),
        ):
            values = tuple(argument.value for argument in call.arguments)
            one = Change(attribute=attribute, method=method, values=values, effect=effect, moment=moment)
            return _token(owner, behind), one
        case _:
            return None


def _item(moment: Moment, effect: Effect, behind: Mapping[int, Record]) -> tuple[int, Change] | None:
    """The object an item of whose attribute's value is set."""
    match effect.target:
        case Symbol(op="attribute", operands=(Record() | Instance() as owner, Known(value=str(attribute)))):
            values = () if effect.key is None else (effect.key, effect.value)
            one = Change(attribute=attribute, method="__setitem__", values=values, effect=effect, moment=moment)
            return _token(owner, behind), one
        case _:
            return None


def _derived(effect: Effect, seen: set[int]) -> list[Instance]:
    """The objects of classes derived from runnable's in what an effect speaks of, each value looked at once."""
    found: list[Instance] = []
    pending: list[Value] = [effect.value, effect.target]
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Instance) and base(one.of):
            found.append(one)
        pending += _inside(one)
    return found


def _inside(value: Value) -> tuple[Value, ...]:
    """What a call was given, or a list holds."""
    match value:
        case Record():
            return tuple(argument.value for argument in value.arguments)
        case Table():
            return tuple(item for _, item in value.entries)
        case Symbol():
            return value.operands
        case _:
            return getattr(value, "items", ()) if not isinstance(value, Instance) else ()


def base(of: Class, depth: int = 0) -> str:
    """The word that a class is derived from, or an empty text."""
    for one in of.bases if depth < 20 else ():
        found = word(one.path) if isinstance(one, Reference) else base(one, depth + 1) if isinstance(one, Class) else ""
        if found:
            return found
    return ""


def _behind(one: Instance, made: Mapping[int, tuple[Moment, Record]]) -> Record | None:
    """The call of the base that is made when an object of a derived class is."""
    of = base(one.of)
    found = [record for token, (_, record) in made.items() if token > one.token and word(record.path) == of]
    return min(found, key=lambda record: record.token, default=None)
