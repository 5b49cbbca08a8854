"""Which call, and which loop, a value comes from."""

from collections.abc import Mapping
from typing import TypeAlias

from icefloe import reach
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.pieces import NoSource
from icefloe.dialects.native.regions import Region, conditions
from icefloe.dialects.native.rounds import parts, under
from icefloe.trace import If
from icefloe.values import Record, Symbol, Value

# The calls of a pipeline function by the identity of what they give, each with the region that it stands in.
Calls: TypeAlias = Mapping[int, tuple[Call, Region]]


def only_under(calls: Calls, test: Value, element: Value, inner: Region) -> bool:
    """Whether an element is what a step gives that is only run under a test."""
    called = calls.get(element.token) if isinstance(element, Record) else None
    if called is None or called[1] is not inner:
        return False
    tests = [t for part in conditions(called[0].path, inner) if isinstance(part, If) for t in under(part)]
    return all(one in tests for one in parts("and", test))


def maker(calls: Calls, start: Symbol, end: Value, here: Region) -> Region | None:
    """The loop in a region that makes a value; a function that is called twice has two loops at one place."""
    found = [inner for inner in here.loops if inner.loop is not None and inner.loop.span == start.span]
    if len(found) < 2:
        return found[0] if found else None
    # What a later loop makes may hold what an earlier one made, never the other way round.
    made = [record.token for record in reach.within(end) if record.token in calls]
    for inner in found:
        if made and max(made) in inner.tokens():
            return inner
    raise NoSource("two loops at one place make it", start, "call the function that holds the loop once")


def first(calls: Calls, value: Value, inner: Region) -> Value:
    """A value of a loop's test as it is before the first round."""
    loop = inner.loop
    match value:
        case Symbol(op="carried", span=span) if loop is not None and span == loop.span:
            return value.operands[1]
        case Symbol():
            return Symbol(op=value.op, operands=tuple(first(calls, o, inner) for o in value.operands), span=value.span)
        case Record() if value.token not in calls:
            # The test was evaluated before the loop too: by the last call before it that stands at the same place.
            begin = min(inner.tokens())
            before = [
                call.record
                for call, at in calls.values()
                if call.record.span == value.span and call.record.token < begin and inner.within(at)
            ]
            return max(before, key=lambda record: record.token, default=value)
        case _:
            return value
