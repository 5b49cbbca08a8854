"""The page that a file makes: every call in it, what changes the objects that they make, and the routes it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icefloe.dialects.fastflow.routes import Route, routes
from icefloe.reach import effects, within
from icefloe.trace import Effect, Trace
from icefloe.values import Record, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a file says, call by call.

    `calls` are the opaque calls of the file itself, `everything` those of the modules that it imports too, both in
    the order in which they were made. `changes` are the items that were set on an object afterwards, by its token,
    `returned` what functions that the file itself does not call give back, `held` what it has under a name.
    """

    calls: tuple[Record, ...]
    everything: tuple[Record, ...]
    changes: Mapping[int, tuple[Effect, ...]]
    returned: tuple[Value, ...]
    held: tuple[Value, ...]
    routes: tuple[Route, ...]


def page(trace: Trace, found: Sequence[Trace]) -> Page:
    """The page of a file, from its trace and from those of what nobody in it calls."""
    every: dict[int, Record] = {}
    changes: dict[int, list[Effect]] = {}
    returned: list[Value] = []
    for effect in effects(found):
        for record in within(effect.value):
            every.setdefault(record.token, record)
        if effect.kind == "set" and isinstance(effect.target, Record):
            changes.setdefault(effect.target.token, []).append(effect)
        elif effect.kind == "return":
            returned.append(effect.value)
    ordered = tuple(sorted(every.values(), key=lambda record: record.token))
    return Page(
        calls=tuple(record for record in ordered if record.span.path == trace.path),
        everything=ordered,
        changes={token: tuple(one) for token, one in changes.items()},
        returned=tuple(returned),
        held=tuple(trace.scope.values()),
        routes=routes(ordered),
    )
