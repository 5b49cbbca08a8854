"""What a module's code does when it runs: at import, and in the functions that something outside calls."""

from collections.abc import Iterable, Iterator

from icefloe import membership
from icefloe.dialect import Reader
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Symbol,
    Table,
    Unknown,
    Value,
)

_DEPTH = 60
_PARTS = 200
# What has no values in it.
_PLAIN = (Known, Reference, Function, Class, Module, Unknown)


def traces(trace: Trace, reader: Reader, packages: tuple[str, ...]) -> list[Trace]:
    """The module's trace, then those of its functions and classes that nothing in the module calls (`main`, a route).

    Only code that can come to one of the dialect's packages is worth evaluating. It is called with nothing but what
    has no default.
    """
    waiting = [f for f in trace.functions if f.module == trace.module and "." not in f.qualname]
    found: list[tuple[int, Trace]] = []
    entered: set[int] = set()
    while waiting:
        function = waiting.pop(0)
        if function.token in trace.called or reader.mentions(function).isdisjoint(packages):
            continue
        body = reader.use(function)
        # What another function calls is part of that function's trace, with real arguments.
        entered |= body.called - trace.called - {function.token}
        found.append((function.token, body))
        waiting += _leftinside(function, body)
    bodies = [body for token, body in found if token not in entered]
    return [trace, *bodies, *_objects(trace, reader, packages, entered)]


def _leftinside(function: Function, body: Trace) -> list[Function]:
    """The functions defined inside a function that neither it calls nor anything takes."""
    inside = f"{function.qualname}.<locals>."
    own = [f for f in body.functions if f.qualname.startswith(inside) and f.token not in body.called]
    if not own:
        return []
    taken = {
        argument.value.token
        for record in every(effect.value for effect in body.effects)
        for argument in record.arguments
        if isinstance(argument.value, Function)
    }
    return [f for f in own if "." not in f.qualname.removeprefix(inside) and f.token not in taken]


def _objects(trace: Trace, reader: Reader, packages: tuple[str, ...], entered: set[int]) -> list[Trace]:
    """What the classes of the module do that nothing makes an object of, method by method."""
    found: list[Trace] = []
    for value in trace.scope.values():
        if not isinstance(value, Class) or value.module != trace.module:
            continue
        methods = dict(_methods(value))
        tokens = {function.token for function in methods.values()}
        if tokens & (trace.called | entered):
            continue
        if all(reader.mentions(function).isdisjoint(packages) for function in methods.values()):
            continue
        found.append(reader.use(value, [name for name in methods if not name.startswith("_")]))
    return found


def _methods(value: Class) -> Iterator[tuple[str, Function]]:
    """The methods of a class and of its bases in the project, each under its name."""
    for base in reversed(value.bases):
        if isinstance(base, Class):
            yield from _methods(base)
    for name, member in value.methods:
        is_wrapped = isinstance(member, Record) and member.path in {"builtins.staticmethod", "builtins.classmethod"}
        function = given(member, "", 0) if is_wrapped and isinstance(member, Record) else member
        if isinstance(function, Function):
            yield name, function


def effects(found: Iterable[Trace]) -> tuple[Effect, ...]:
    """The effects of several traces, one after the other."""
    return tuple(effect for trace in found for effect in trace.effects)


def own(record: Record, found: Iterable[Trace]) -> bool:
    """Whether the traced module has made a record, by its own code or by calling that of others.

    What the modules that it imports make while they are imported is theirs, unless something is added to it here.
    """
    return not all(record.token in trace.foreign for trace in found)


def records(effects: Iterable[Effect], module: str) -> tuple[Record, ...]:
    """The opaque calls that were made in one file, each once, in the order in which they were made.

    Calls that only stand in the arguments of others (`Titled(Div(FlowEditor(…)))`) are among them.
    """
    found: dict[int, Record] = {}
    for record in every(effect.value for effect in effects):
        if record.span.path == module:
            found.setdefault(record.token, record)
    return tuple(sorted(found.values(), key=lambda record: record.token))


def within(value: Value) -> Iterator[Record]:
    """The opaque calls in a value, innermost first, each once."""
    found: list[Record] = []
    _within(value, 0, set(), found)
    return iter(found)


def _within(value: Value, depth: int, seen: set[int], found: list[Record]) -> None:
    # One object may be reached along very many ways: each is gone through once.
    if depth > _DEPTH or id(value) in seen or isinstance(value, _PLAIN):
        return
    seen.add(id(value))
    for part in parts(value):
        _within(part, depth + 1, seen, found)
    if isinstance(value, Record):
        found.append(value)


def every(values: Iterable[Value]) -> Iterator[Record]:
    """The opaque calls in several values, innermost first, each once.

    What many of them share, as all that comes of one call does, is gone through once too.
    """
    seen: set[int] = set()
    for value in values:
        pending: list[tuple[Value, bool]] = [(value, False)]
        while pending:
            one, is_done = pending.pop()
            if is_done and isinstance(one, Record):
                yield one
            elif not isinstance(one, _PLAIN) and id(one) not in seen:
                seen.add(id(one))
                if isinstance(one, Record):
                    pending.append((one, True))
                pending.extend((part, False) for part in reversed(list(parts(one))))


def parts(value: Value) -> Iterator[Value]:
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
    """The text that a value is, be it a member of an enumeration of texts, or None."""
    if isinstance(value, Symbol):
        return membership.text(value)
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


def origin(value: Value | None, span: Span) -> Span | None:
    """Where a value stopped being known, if that is not at the place itself."""
    for one in _ways(value):
        if isinstance(one, Unknown) or (isinstance(one, Symbol) and one.op in {"parameter", "environment"}):
            return one.span if one.span != span else None
    return None


def asks(value: Value | None) -> str:
    """The function that nobody calls and on one of whose parameters a value depends, or nothing."""
    for one in _ways(value):
        if isinstance(one, Symbol) and one.op == "parameter" and len(one.operands) > 1:
            return text(one.operands[1]) or ""
    return ""


def _ways(value: Value | None) -> Iterator[Value]:
    """A value and what it is made from, the objects whose methods were called included."""
    pending, seen = [value], set[int]()
    while pending and len(seen) < _PARTS:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, Record):
            pending += [one.function, *(argument.value for argument in one.arguments)]
        elif isinstance(one, Symbol):
            pending += reversed(one.operands)


def around(span: Span, functions: Iterable[Function]) -> Function | None:
    """The innermost function that a place is in."""
    found = [f for f in functions if inside(span, f.span)]
    return max(found, key=lambda f: (f.span.line, f.span.column), default=None)


def inside(inner: Span, outer: Span) -> bool:
    """Whether one span lies in another of the same file."""
    if inner.path != outer.path:
        return False
    starts = (outer.line, outer.column) <= (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def variable(token: int, trace: Trace) -> str:
    """The first name of a module that is bound to an object, or nothing."""
    return next((name for name, value in trace.scope.items() if getattr(value, "token", None) == token), "")
