"""What the rounds of loops leave: every name that a loop rebinds, at the start of a round and at its end."""

from collections.abc import Iterable, Iterator

from icefloe import reach
from icefloe.source import Span
from icefloe.trace import Each, If, Trace, While
from icefloe.values import Symbol, Value


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
        pending.extend(reach.parts(value))
    return tuple(found)


def folded(trace: Trace, ends: Iterable[tuple[Symbol, Value]]) -> frozenset[Span]:
    """The loops whose rounds take what the round before has made, or may be the last one: by their places."""
    found: set[Span] = set()
    seen: set[int] = set()
    pending = [end for _, end in ends]
    for effect in trace.effects:
        pending.append(effect.value)
        for part in effect.path:
            if isinstance(part, If):
                pending.append(part.test)
            elif isinstance(part, Each) and part.breaks is not None:
                found.add(part.span)
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Symbol) and value.op == "carried":
            found.add(value.span)
        if isinstance(value, Symbol) and value.op == "last" and isinstance(value.operands[0], Symbol):
            # What is carried is named here, but not read.
            pending += [value.operands[0].operands[1], value.operands[1]]
        else:
            pending.extend(reach.parts(value))
    return frozenset(found)


def _roots(trace: Trace) -> Iterator[Value]:
    yield from trace.scope.values()
    for effect in trace.effects:
        yield effect.value
        for part in effect.path:
            if isinstance(part, If):
                yield part.test
            elif isinstance(part, While) and part.again is not None:
                yield part.again
