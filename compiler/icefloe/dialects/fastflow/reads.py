"""What a handler does with its two arguments: which results and which values of the context it reads."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from icefloe.dialect import Reader
from icefloe.dialects.fastflow.vocabulary import name_of
from icefloe.reach import parts, text
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, Trace, While
from icefloe.values import Function, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

_CONTROL = frozenset({"SkipNodeException", "CancelFlowException", "RetryNodeException"})
_LIMIT = 20_000
# Which operands of these are worked out whatever the others are.
_SURE: Mapping[str, range] = MappingProxyType(
    {"choice": range(1), "and": range(1), "or": range(1), "each": range(1, 2), "dict": range(1, 2)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One key that a handler reads, and where.

    `default` is what it takes where there is none: a `get` without one takes None; None for `x["key"]`, which fails.
    `certain` tells that every call comes to it, so that a missing key does fail.
    """

    key: str
    span: Span
    default: Value | None
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One key that a handler sets in the context, for others to read."""

    key: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """One of fastflow's exceptions that a handler raises to steer the flow."""

    name: str
    record: Record | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What a handler reads of its inputs and of its context, what it sets there, and what it raises.

    `asked` are the keys of the context that it looks for by `in`.
    """

    inputs: tuple[Read, ...] = ()
    context: tuple[Read, ...] = ()
    written: tuple[Written, ...] = ()
    raised: tuple[Raised, ...] = ()
    asked: frozenset[str] = frozenset()


def reads(function: Function, context: str, inputs: str, reader: Reader) -> Reads:
    """Follow the two parameters through the body of a handler."""
    trace = reader.apply(function, at_run=True)
    guarded = any(effect.kind == "handler" for effect in trace.effects)
    return Reads(
        inputs=tuple(_reads(trace, inputs, guarded=guarded)),
        context=tuple(_reads(trace, context, guarded=guarded)),
        written=tuple(_written(trace, context)),
        raised=tuple(_raised(trace)),
        asked=frozenset(_asked(trace, context)),
    )


def _reads(trace: Trace, name: str, *, guarded: bool) -> Iterator[Read]:
    """The keys that are read of a parameter, each place once."""
    found: dict[Span, Read] = {}
    for effect in trace.effects:
        certain = not guarded and not any(isinstance(part, If | Each | While) for part in effect.path)
        for value, always in _everything(_roots(effect), certain=certain):
            read = _read(value, name, certain=always)
            if read is not None:
                found.setdefault(read.span, read)
    yield from found.values()


def _roots(effect: Effect) -> Iterator[Value]:
    """The values that an effect speaks of; a test comes before what depends on it."""
    for part in effect.path:
        if isinstance(part, If | While):
            yield part.test
        elif isinstance(part, Each):
            yield part.iterable
    yield effect.value
    yield effect.target
    if effect.key is not None:
        yield effect.key


def _everything(roots: Iterable[Value], *, certain: bool) -> Iterator[tuple[Value, bool]]:
    """The values in some values, the objects whose methods were called included, and whether each is surely read."""
    pending, seen = [(value, certain) for value in roots], set[int]()
    while pending and len(seen) < _LIMIT:
        value, always = pending.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value, always
        sure = _SURE.get(value.op, range(len(value.operands))) if isinstance(value, Symbol) else None
        pending += [(part, always and (sure is None or at in sure)) for at, part in enumerate(parts(value))]
        if isinstance(value, Record):
            pending.append((value.function, always))


def _read(value: Value, name: str, *, certain: bool) -> Read | None:
    """The key that a value reads of a parameter: `x["key"]`, `x.get("key")`."""
    match value:
        case Symbol(op="index", operands=(of, key)) if _is(of, name):
            found = text(key)
            return None if found is None else Read(key=found, span=value.span, default=None, certain=certain)
        case Record(function=Symbol(op="attribute", operands=(of, attribute))) if _is(of, name):
            if text(attribute) not in ("get", "pop") or not value.arguments:
                return None
            found = text(value.arguments[0].value)
            if found is None:
                return None
            nothing: Value | None = Known(value=None, span=value.span) if text(attribute) == "get" else None
            default = value.arguments[1].value if len(value.arguments) > 1 else nothing
            return Read(key=found, span=value.span, default=default, certain=certain)
        case _:
            return None


def _is(value: Value, name: str) -> bool:
    """Whether a value is the parameter of that name."""
    return isinstance(value, Symbol) and value.op == "parameter" and text(value.operands[0]) == name


def _asked(trace: Trace, name: str) -> Iterator[str]:
    """The keys that are looked for in a parameter."""
    for effect in trace.effects:
        for value, _ in _everything(_roots(effect), certain=True):
            match value:
                case Symbol(op="in" | "not in", operands=(key, of)) if _is(of, name):
                    yield text(key) or ""
                case _:
                    pass


def _written(trace: Trace, name: str) -> Iterator[Written]:
    """The keys that are set in the context."""
    for effect in trace.effects:
        if effect.kind == "set" and effect.key is not None and _is(effect.target, name):
            key = text(effect.key)
            yield Written(key="" if key is None else key, span=effect.span)
        elif isinstance(effect.value, Record) and effect.kind == "call":
            function = effect.value.function
            match function:
                case Symbol(op="attribute", operands=(of, attribute)) if _is(of, name):
                    if text(attribute) in ("update", "setdefault"):
                        key = text(effect.value.arguments[0].value) if effect.value.arguments else None
                        yield Written(key="" if key is None else key, span=effect.span)
                case _:
                    pass


def _raised(trace: Trace) -> Iterator[Raised]:
    """The exceptions of fastflow that are raised."""
    for effect in trace.effects:
        if effect.kind != "raise":
            continue
        value = effect.value
        path = value.path if isinstance(value, Record | Reference) else ""
        name = name_of(path)
        if name in _CONTROL:
            yield Raised(name=name, record=value if isinstance(value, Record) else None, span=effect.span)
