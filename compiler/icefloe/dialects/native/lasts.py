"""What the rounds of loops leave: every name that a loop rebinds, at the start of a round and at its end."""

from collections.abc import Iterator

from icefloe.trace import If, Trace, While
from icefloe.values import Instance, Items, Record, Symbol, Table, Value


def lasts(trace: Trace) -> tuple[tuple[Symbol, Value], ...]:
    """Each such name as it is carried into a round, with what a round makes of it."""
    found: list[tuple[Symbol, Value]] = []
    seen: set[int] = set()
    pending = [*_roots(trace)]
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Symbol) and value.op == "last" and isinstance(value.operands[0], Symbol):
            found.append((value.operands[0], value.operands[1]))
        pending.extend(_inside(value))
    return tuple(found)


def _roots(trace: Trace) -> Iterator[Value]:
    yield from trace.scope.values()
    for effect in trace.effects:
        yield effect.value
        for part in effect.path:
            if isinstance(part, If):
                yield part.test
            elif isinstance(part, While) and part.again is not None:
                yield part.again


def _inside(value: Value) -> Iterator[Value]:
    match value:
        case Record():
            for argument in value.arguments:
                yield argument.value
        case Symbol():
            yield from value.operands
        case Items():
            yield from value.items
        case Table():
            for key, item in value.entries:
                yield key
                yield item
        case Instance():
            for _, item in value.attributes:
                yield item
        case _:
            return
