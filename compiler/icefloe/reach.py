"""What a module's code does when it runs: at import, and in the functions that something outside calls."""

from collections.abc import Iterable, Iterator

from icefloe.dialect import Reader
from icefloe.trace import Effect, Trace
from icefloe.values import Argument, Instance, Items, Known, Record, Symbol, Table, Value

_DEPTH = 60


def traces(trace: Trace, reader: Reader) -> Iterator[Trace]:
    """The module's trace, then those of its functions that the module itself never calls (`main`, a route)."""
    yield trace
    called = set(trace.called)
    for function in trace.functions:
        own = function.module == trace.module and "." not in function.qualname
        if own and function.token not in called:
            found = reader.apply(function)
            called |= found.called
            yield found


def effects(found: Iterable[Trace]) -> tuple[Effect, ...]:
    """The effects of several traces, one after the other."""
    return tuple(effect for trace in found for effect in trace.effects)


def records(effects: Iterable[Effect], module: str) -> tuple[Record, ...]:
    """The opaque calls that were made in one file, each once, in the order in which they were made.

    Calls that only stand in the arguments of others (`Titled(Div(FlowEditor(…)))`) are among them.
    """
    found: dict[int, Record] = {}
    for effect in effects:
        for record in within(effect.value):
            if record.span.path == module:
                found.setdefault(record.token, record)
    return tuple(sorted(found.values(), key=lambda record: record.token))


def within(value: Value, depth: int = 0) -> Iterator[Record]:
    """The opaque calls in a value, innermost first."""
    if depth > _DEPTH:
        return
    for part in _parts(value):
        yield from within(part, depth + 1)
    if isinstance(value, Record):
        yield value


def _parts(value: Value) -> Iterator[Value]:
    """The values that a value is made of."""
    match value:
        case Record():
            for argument in value.arguments:
                yield argument.value
        case Items():
            yield from value.items
        case Table():
            for key, item in value.entries:
                yield key
                yield item
        case Symbol():
            yield from value.operands
        case Instance():
            for _, item in value.attributes:
                yield item
        case _:
            return


def text(value: Value | None) -> str | None:
    """The text that a value is, or None."""
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None


def given(record: Record, name: str, position: int | None = None) -> Value | None:
    """The value of one argument, or None."""
    argument: Argument | None = record.argument(name, position)
    return None if argument is None else argument.value


def why(value: Value) -> str:
    """Why a value is not known, as the end of "… cannot be known: "."""
    return value.why if hasattr(value, "why") else "it depends on something that only a run can tell"
