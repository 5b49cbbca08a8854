"""The page that a file makes: every call in it, what changes the objects that they make, and the routes it answers."""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.dialects.fastflow.routes import Route, routes
from icefloe.reach import effects, every, own, text
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import Function, Instance, Record, Table, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item or attribute that was set on an object after it was made."""

    name: str
    value: Value
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a file says, call by call.

    `calls` are the opaque calls that the file makes, by its own code or by that of others which it calls,
    `everything` those of the modules that it imports too, both in the order in which they were made. `changes` are
    what was set on an object afterwards, by its token, `returned` what functions that the file itself does not call
    give back, `held` what it has under a name.
    """

    path: str
    traces: tuple[Trace, ...]
    functions: tuple[Function, ...]
    calls: tuple[Record, ...]
    everything: tuple[Record, ...]
    changes: Mapping[int, tuple[Change, ...]]
    returned: tuple[Value, ...]
    held: tuple[Value, ...]
    routes: tuple[Route, ...]


def page(trace: Trace, found: Sequence[Trace]) -> Page:
    """The page of a file, from its trace and from those of what nobody in it calls."""
    calls: dict[int, Record] = {}
    changes: dict[int, list[Change]] = {}
    returned: list[Value] = []
    for effect in effects(found):
        for token, change in _changes(effect):
            changes.setdefault(token, []).append(change)
        if effect.kind == "return":
            returned.append(effect.value)
    for record in every(effect.value for effect in effects(found)):
        calls.setdefault(record.token, record)
    ordered = tuple(sorted(calls.values(), key=lambda record: record.token))
    return Page(
        path=trace.path,
        traces=tuple(found),
        functions=tuple(function for one in found for function in one.functions),
        calls=tuple(record for record in ordered if own(record, found)),
        everything=ordered,
        changes={token: tuple(one) for token, one in changes.items()},
        returned=tuple(returned),
        held=tuple(trace.scope.values()),
        routes=routes(ordered),
    )


def _changes(effect: Effect) -> Iterator[tuple[int, Change]]:
    """What an effect sets on an object: `node["x"] = 5`, `node.x = 5`, `node.update(x=5)`."""
    target = effect.target
    if effect.kind == "set" and isinstance(target, Record | Instance):
        name = effect.name or text(effect.key)
        if name:
            yield target.token, Change(name=name, value=effect.value, span=effect.span)
    value = effect.value
    if effect.kind == "call" and isinstance(value, Record) and value.path.endswith(".update"):
        receiver = value.receiver
        if isinstance(receiver, Record):
            for name, given, span in _updated(value):
                yield receiver.token, Change(name=name, value=given, span=span)


def _updated(call: Record) -> Iterator[tuple[str, Value, Span]]:
    for argument in call.arguments:
        if isinstance(argument.value, Table) and argument.name is None:
            for key, item in argument.value.entries:
                if (name := text(key)) is not None:
                    yield name, item, item.span
        elif argument.name is not None and not argument.star:
            yield argument.name, argument.value, argument.span
