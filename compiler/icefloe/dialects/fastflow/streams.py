"""Generators that tell the states of nodes by hand, without an executor: their steps, in the order of their telling."""

from collections.abc import Iterator
from dataclasses import field

from icefloe.dialect import Reader
from icefloe.dialects.fastflow.additions import additions
from icefloe.dialects.fastflow.drawing import Drawing
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.joining import joined
from icefloe.dialects.fastflow.making import Made, made
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.routes import Route
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import EXECUTES, RUNS, STREAMS, method, said, word
from icefloe.dialects.fastflow.written import Writing, Written
from icefloe.graph import Hole
from icefloe.reach import around, every, own
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.values import Function, Known, Record, Value
from icefloe_schema.records import dataclass

_SLEEPS = frozenset({"asyncio.sleep", "time.sleep"})
_BEFORE = frozenset({"pending"})


@dataclass(slots=True, kw_only=True)
class _Stream:
    """One generator with what it tells, in order."""

    function: Function
    told: list[Record] = field(default_factory=list[Record])
    runs: bool = False


def streams(
    page: Page, drawn: tuple[Drawing, ...], trace: Trace, reader: Reader, findings: Findings
) -> tuple[Executor, ...]:
    """The executors that generators stand for."""
    found = _streams(page, trace)
    return tuple(_executor(one, page, drawn, trace, reader, findings) for one in found if one.told and not one.runs)


def _streams(page: Page, trace: Trace) -> list[_Stream]:
    """The generators of a file that tell something; one in which an executor runs only adds to what that tells."""
    found: dict[int, _Stream] = {}
    for record in _calls(page):
        _, name = method(record)
        tells = word(record) in STREAMS or record.path in _SLEEPS
        runs = name in RUNS or word(record) in EXECUTES
        function = around(record.span, page.functions) if tells or runs else None
        if function is None or function.module != trace.module:
            continue
        stream = found.setdefault(function.token, _Stream(function=function))
        stream.runs = stream.runs or runs
        if tells:
            stream.told.append(record)
    return [one for one in found.values() if any(word(record) in STREAMS for record in one.told)]


def _calls(page: Page) -> Iterator[Record]:
    """The calls of a file in the order in which they are made, each once."""
    seen: set[int] = set()
    calls = (effect.value for trace in page.traces for effect in trace.effects if effect.kind == "call")
    for record in every(calls):
        if record.token not in seen and own(record, page.traces):
            seen.add(record.token)
            yield record


def _executor(
    stream: _Stream, page: Page, drawn: tuple[Drawing, ...], trace: Trace, reader: Reader, findings: Findings
) -> Executor:
    """What a generator stands for, as an executor of simulated steps."""
    holes: list[Hole] = []
    writing = Writing(additions=additions(()), findings=findings, holes=holes)
    steps = joined([made(one, writing, reader, trace) for one in _written(stream, writing)], writing)
    first = next(record for record in stream.told if word(record) in STREAMS)
    routes = _routes(stream.function, page)
    name = _name(stream, steps, routes, drawn)
    names = ", ".join(f"`{one.step.id}`" for one in steps)
    findings.say(
        "FLO252",
        f"`{stream.function.name}` tells the states of nodes by hand ({names}): they are simulated, in this order",
        first.span,
        help="give the work to the handlers of a `FlowExecutor`, which tells the states by itself",
    )
    return Executor(
        name=name,
        named=first.span,
        span=stream.function.name_span,
        token=stream.function.token,
        entry=f"{trace.module}:{_outermost(stream.function)}",
        made=steps,
        holes=tuple(dict.fromkeys(holes)),
        routes=routes,
        whole=not holes,
    )


def _outermost(function: Function) -> str:
    """The function at module level that a function is inside of."""
    return function.qualname.partition(".<locals>")[0]


def _routes(function: Function, page: Page) -> tuple[Route, ...]:
    """The routes that are answered by a generator: by the function around it, or by one that calls it."""
    callers = {token for trace in page.traces[1:] if function.token in trace.called for token in trace.called}
    around_ = {one.token for one in page.functions if function.qualname.startswith(f"{one.qualname}.<locals>.")}
    return tuple(route for route in page.routes if route.function in callers | around_ | {function.token})


def _name(stream: _Stream, steps: tuple[Made, ...], routes: tuple[Route, ...], drawn: tuple[Drawing, ...]) -> str:
    """The id of the graph: as it is told, that of a drawing of these nodes, the end of the path, or the function."""
    for record in stream.told:
        argument = record.argument("graph_id", 2) or record.argument("graphId")
        found = None if argument is None or word(record) not in STREAMS else said(argument.value)
        if found:
            return found
    names = {one.step.id for one in steps}
    shown = next((one.name for one in drawn if one.name and names <= {node.name for node in one.nodes}), "")
    ends = (route.path.rstrip("/").rpartition("/")[2] for route in routes)
    return shown or next((end for end in ends if end and "{" not in end), _outermost(stream.function))


def _written(stream: _Stream, writing: Writing) -> tuple[Written, ...]:
    """The steps that are told of, each after the one before it."""
    found: dict[str, Written] = {}
    last = ""
    for record in stream.told:
        if record.path in _SLEEPS:
            if last and record.arguments:
                found[last].said.setdefault("duration", (record.arguments[0].value, record.span))
            continue
        node, status = record.argument("node_id", 0), record.argument("status", 1)
        name = None if node is None else said(node.value)
        if node is None or name is None:
            value: Value | None = None if node is None else node.value
            writing.hole("the id of a node that is told of", value, record.span)
        elif (said(status.value) if status is not None else None) not in _BEFORE:
            if name not in found:
                found[name] = _first(name, node.span, record.span, tuple(found)[-1:])
            last = name
    return tuple(found.values())


def _first(name: str, span: Span, added: Span, after: tuple[str, ...]) -> Written:
    return Written(
        name=name, span=span, added=added, said={"node_id": (Known(value=name, span=span), span)}, after=after
    )
