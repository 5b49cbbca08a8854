"""What a module's code does when it runs: at import, and in the functions that something outside calls."""

from collections.abc import Iterable, Iterator

from icefloe.dialect import Reader
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import Argument, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value

_DEPTH = 60


def traces(trace: Trace, reader: Reader, packages: tuple[str, ...]) -> list[Trace]:
    """The module's trace, then those of its functions that nothing in the module calls (`main`, a route).

    Only functions whose code can come to one of the dialect's packages are worth evaluating.
    """
    found: list[tuple[Function, Trace]] = []
    entered: set[int] = set()
    called = trace.called
    for function in trace.functions:
        own = function.module == trace.module and "." not in function.qualname and function.token not in trace.called
        if own and not reader.mentions(function).isdisjoint(packages):
            body = reader.apply(function)
            # What another function calls is part of that function's trace, with real arguments.
            entered |= body.called - called - {function.token}
            called |= body.called
            found.append((function, body))
    return [trace, *(body for function, body in found if function.token not in entered)]


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


def within(value: Value) -> Iterator[Record]:
    """The opaque calls in a value, innermost first, each once."""
    return _within(value, 0, set())


def _within(value: Value, depth: int, seen: set[int]) -> Iterator[Record]:
    # One object may be reached along very many ways: each is gone through once.
    if depth > _DEPTH or id(value) in seen:
        return
    seen.add(id(value))
    for part in _parts(value):
        yield from _within(part, depth + 1, seen)
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


def place(record: Record, name: str, position: int | None = None) -> Span:
    """Where an argument is written in the call (its value may come from elsewhere); the whole call if it is not."""
    argument = record.argument(name, position)
    return record.span if argument is None else argument.span


def why(value: Value | None) -> str:
    """Why a value is not known, to complete "… cannot be known: "."""
    if value is None:
        return "it is not given"
    return value.why if isinstance(value, Unknown) else "it is only known in a run"


def around(span: Span, functions: Iterable[Function]) -> Function | None:
    """The innermost function that a place is in."""
    found = [f for f in functions if _inside(span, f.span)]
    return max(found, key=lambda f: (f.span.line, f.span.column), default=None)


def _inside(inner: Span, outer: Span) -> bool:
    """Whether one span lies in another of the same file."""
    if inner.path != outer.path:
        return False
    starts = (outer.line, outer.column) <= (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def variable(token: int, trace: Trace) -> str:
    """The first name of a module that is bound to an object, or nothing."""
    return next((name for name, value in trace.scope.items() if getattr(value, "token", None) == token), "")
