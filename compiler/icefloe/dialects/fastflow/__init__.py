"""The dialect of fastflow (0.2): an executor gives steps and order, a drawing gives kinds, labels and branches."""

from types import MappingProxyType

from icefloe.dialect import Dialect, Reader, Reading, Word
from icefloe.dialects.fastflow import executor
from icefloe.dialects.fastflow.drawing import Drawing, compare, drawings, shown
from icefloe.dialects.fastflow.dressed import dressed
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.page import page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.graph import Graph, Hole
from icefloe.reach import around, given, text, traces, variable, why
from icefloe.trace import Trace
from icefloe.values import Function, Record

_UNREAD = frozenset(
    {"quick_flow", "run_pipeline", "run_sequential", "flow_from_steps", "from_langgraph", "Flow", "from_dict"}
)


def read(trace: Trace, reader: Reader) -> Reading:
    """The executors of one file, each with its drawing, and the drawings that have no executor."""
    found = traces(trace, reader, ("fastflow",))
    here = page(trace, found)
    calls = here.calls
    functions = [function for one in found for function in one.functions]
    findings = Findings()
    drawn = drawings(here, findings)
    executors: list[Executor] = []
    for call in calls:
        if word(call) == "FlowExecutor":
            executors.append(_executed(call, _owner(call, trace, functions), trace, calls, reader, findings))
        elif word(call) in _UNREAD:
            findings.say("FLO118", f"`{word(call)}` is not read yet", call.span, help="write a `FlowExecutor`")
    compare(tuple(executors), drawn, here, findings)
    graphs = [_graph(one, shown(one, drawn), findings) for one in executors]
    used = {one.name for one in filter(None, (shown(executor, drawn) for executor in executors))}
    for drawing in drawn:
        if drawing.here and drawing.name not in used and (drawing.nodes or not graphs):
            function = around(drawing.span, functions)
            entry = f"{trace.module}:{function.qualname if function is not None else ''}"
            graphs.append(_drawn_only(drawing, entry, findings))
    extra = [finding for one in found[1:] for finding in one.findings]
    return Reading(graphs=tuple(graphs), findings=(*extra, *findings.found))


def _owner(record: Record, trace: Trace, functions: list[Function]) -> str:
    """The function that makes an object, or the variable that holds it."""
    function = around(record.span, functions)
    return function.qualname if function is not None else variable(record.token, trace)


def _executed(
    record: Record, owner: str, trace: Trace, calls: tuple[Record, ...], reader: Reader, findings: Findings
) -> Executor:
    """One executor, before it is compared with its drawing."""
    holes: list[Hole] = []
    value = given(record, "graph_id", 0)
    name = text(value)
    if name is None and value is not None:
        holes.append(Hole(what="the id of the graph", why=why(value), span=value.span))
    steps = executor.steps(record, reader, findings, holes)
    return Executor(
        name=name or "",
        named=record.span if value is None else value.span,
        span=record.span,
        token=record.token,
        entry=f"{trace.module}:{owner}",
        steps=steps,
        parameters=executor.parameters(record, calls, reader, holes),
        holes=tuple(dict.fromkeys(holes)),
        whole=not holes,
    )


def _graph(one: Executor, drawing: Drawing | None, findings: Findings) -> Graph:
    """The graph of an executor, in the clothes of the drawing that shows it."""
    steps = one.steps if drawing is None else dressed(one.steps, drawing, findings)
    return Graph(
        name=one.name or one.entry.partition(":")[2],
        dialect="fastflow",
        span=one.span,
        entry=one.entry,
        steps=steps,
        parameters=one.parameters,
        holes=one.holes,
    )


def _drawn_only(drawing: Drawing, entry: str, findings: Findings) -> Graph:
    """The graph of a drawing that nothing executes: every node is a stub."""
    steps = dressed((), drawing, findings)
    return Graph(name=drawing.name or "drawing", dialect="fastflow", span=drawing.span, entry=entry, steps=steps)


DIALECT = Dialect(
    name="fastflow",
    packages=("fastflow",),
    words=MappingProxyType(
        {f"fastflow.{name}": Word() for name in ("FlowExecutor", "ExecutionStep", "FlowEditor", "Node", "Edge")}
    ),
    read=read,
)
