"""What steps give that is unpacked into another number of names."""

import re
from collections.abc import Iterator, Mapping

from icefloe import reach
from icefloe.builder.returns import written
from icefloe.dialect import Reader
from icefloe.dialects.native.calls import Call
from icefloe.findings import Finding, Note
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.types import Named, TupleType
from icefloe.values import Known, Record, Symbol, Value

# Plain names with commas between them: no star, no attribute, nothing inside.
_NAMES = re.compile(r"[(\[]?\s*\w+\s*(,\s*\w+\s*)*,?\s*[)\]]?")
_SINGLE = frozenset({"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "types.NoneType"})


def unpacked(trace: Trace, calls: Mapping[int, Call], reader: Reader) -> Iterator[Finding]:
    """Report each place where the values of a step are unpacked into more or fewer names than there are values."""
    seen: set[int] = set()
    told: set[Span] = set()
    pending: list[Value] = [*trace.scope.values(), *(effect.value for effect in trace.effects)]
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        pending.extend(reach.parts(value))
        match value:
            case Symbol(op="index", operands=(Record(token=token), Known(value=int(), span=key)), span=span) if (
                key == span and token in calls and span not in told
            ):
                told.add(span)
                yield from _found(calls[token], span, reader)
            case _:
                pass


def _found(call: Call, span: Span, reader: Reader) -> Iterator[Finding]:
    text = written(span, reader)
    values = _values(call)
    if values is None or not _NAMES.fullmatch(text):
        return
    names = len(re.findall(r"\w+", text))
    if names == values:
        return
    several = len(call.ports) > 1
    outputs = ", ".join(f"`{port.name}`" for port in call.ports)
    gives = f"has {values} outputs ({outputs})" if several else f"gives {_count(values)}"
    port = call.ports[0]
    place = port.span if several else port.type_span
    yield Finding(
        code="FLO302",
        message=f"step `{call.id}` {gives}, but is unpacked into {names} name{'s' if names > 1 else ''} here",
        span=span,
        label=f"{names} name{'s' if names > 1 else ''}, not {values}" if values else "nothing to unpack",
        related=(Note(message="what it gives is said here", span=place),),
        help=f"unpack it into {values} names" if values else "take it under one name",
    )


def _count(values: int) -> str:
    return f"a tuple of {values}" if values else "one value that cannot be unpacked"


def _values(call: Call) -> int | None:
    """How many values a step's call gives, 0 for one that cannot be unpacked; None where that is not certain."""
    if call.draft is None or call.draft.hidden or call.draft.map is not None or call.draft.dynamic or not call.ports:
        return None
    count = len(call.ports)
    if count > 1:
        return count
    match call.ports[0].type:
        case TupleType(items, None) if items:
            return len(items)
        case Named(path) if path in _SINGLE:
            return 0
        case _:
            return None
