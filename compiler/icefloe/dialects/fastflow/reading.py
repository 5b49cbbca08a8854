"""The pipelines of one file: each executor in the clothes of its drawing, and drawings that nothing executes."""

from icefloe.dialect import Reader, Reading
from icefloe.dialects.fastflow.additions import additions
from icefloe.dialects.fastflow.checks import check
from icefloe.dialects.fastflow.drawing import Drawing, compare, drawings, header_display, shown
from icefloe.dialects.fastflow.dressed import dressed
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.executor import executor
from icefloe.dialects.fastflow.imports import imported
from icefloe.dialects.fastflow.page import Page, page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.streams import streams
from icefloe.dialects.fastflow.subclasses import subclassed
from icefloe.dialects.fastflow.vocabulary import EXECUTES, word
from icefloe.graph import Graph
from icefloe.reach import around, effects, traces, variable
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe_schema import plan


def read(trace: Trace, reader: Reader) -> Reading:
    """The executors of one file, each with its drawing, and the drawings that have no executor."""
    if trace.module.partition(".")[0] == "fastflow":
        return Reading()  # the package itself
    found = traces(trace, reader, ("fastflow",))
    here = page(trace, found)
    findings = Findings(version=reader.version("fastflow"))
    drawn = drawings(here, reader, findings)
    calls = [call for call in here.calls if word(call) in EXECUTES]
    calls += [*imported(here, drawn), *subclassed(here, trace, findings)]
    changes = additions(effects(found))
    made = [executor(call, changes, here, trace, reader, findings) for call in calls]
    executors = (*made, *streams(here, drawn, trace, reader, findings))
    compare(executors, drawn, here, findings)
    graphs = [_graph(one, shown(one, drawn), here, findings) for one in executors]
    used = {one.token for one in filter(None, (shown(executor, drawn) for executor in executors))}
    for drawing in drawn:
        if drawing.here and drawing.token not in used and (drawing.nodes or not graphs):
            graphs.append(_drawn_only(drawing, trace, here, findings))
    extra = [finding for one in found[1:] for finding in one.findings]
    return Reading(graphs=tuple(graphs), findings=(*extra, *findings.found))


def _graph(one: Executor, drawing: Drawing | None, here: Page, findings: Findings) -> Graph:
    """The graph of an executor, in the clothes of the drawing that shows it."""
    steps = one.steps if drawing is None else dressed(one.steps, drawing, findings)
    check(one, steps, drawing, findings)
    name = one.name or one.entry.partition(":")[2]
    return Graph(
        name=name,
        dialect="fastflow",
        span=_place(one, drawing, here),
        entry=one.entry,
        steps=steps,
        parameters=one.parameters,
        holes=one.holes,
        token=one.token,
        header=plan.Plan(
            name=name,
            dialect="fastflow",
            parameter_sets=one.sets,
            display={} if drawing is None else header_display(drawing),
            hints=one.hints,
        ),
    )


def _place(one: Executor, drawing: Drawing | None, here: Page) -> Span:
    """Where a pipeline is: where its executor is made; of an imported one, where this file runs or draws it."""
    if one.span.path == here.path:
        return one.span
    run = next((span for span in one.runs if span.path == here.path), None)
    return run or (one.span if drawing is None else drawing.span)


def _drawn_only(drawing: Drawing, trace: Trace, here: Page, findings: Findings) -> Graph:
    """The graph of a drawing that nothing executes: every node is a stub."""
    name = drawing.name or "drawing"
    function = around(drawing.span, here.functions)
    return Graph(
        name=name,
        dialect="fastflow",
        span=drawing.span,
        entry=f"{trace.module}:{function.qualname if function is not None else variable(drawing.token, trace)}",
        steps=dressed((), drawing, findings),
        token=drawing.token,
        header=plan.Plan(name=name, dialect="fastflow", display=header_display(drawing)),
    )
