"""One executor of a file: its steps, the runs of it, and the routes that start them."""

from collections.abc import Sequence

from icefloe.dialect import Reader
from icefloe.dialects.fastflow import notes
from icefloe.dialects.fastflow.additions import Additions
from icefloe.dialects.fastflow.callbacks import callbacks
from icefloe.dialects.fastflow.context import ordered, parameters
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.joining import joined
from icefloe.dialects.fastflow.making import made
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.retries import tried
from icefloe.dialects.fastflow.routes import Route
from icefloe.dialects.fastflow.runs import Run, given, hints, runs, sets
from icefloe.dialects.fastflow.said import Findings, nearest
from icefloe.dialects.fastflow.vocabulary import GRAPH_IDS, PARAMETERS, word
from icefloe.dialects.fastflow.written import Writing, written
from icefloe.findings import Severity
from icefloe.fixes import renamed
from icefloe.graph import Hole
from icefloe.reach import around, text, variable, why, within
from icefloe.trace import Trace
from icefloe.values import Function, Instance, Items, Known, Record, Table
from icefloe_schema.jsonvalue import Json


def executor(
    record: Record, changes: Additions, page: Page, trace: Trace, reader: Reader, findings: Findings
) -> Executor:
    """Read one executor, in whichever form it is made."""
    holes: list[Hole] = []
    writing = Writing(additions=changes, findings=findings, holes=holes)
    _arguments(record, writing)
    name = _name(record, writing)
    called = callbacks(record, writing)
    steps = joined([made(one, writing, reader, trace) for one in written(record, writing)], writing)
    steps = tuple(tried(one, called.retry) for one in steps)
    found = runs(record, page.calls, page.functions, writing)
    context = given(found, reader, writing)
    steps = ordered(steps, context, findings)
    notes.notes(steps, record, findings)
    notes.unhandled(steps, findings)
    if word(record) != "run_sequential":
        notes.idle(record, page.calls, findings)
    said: dict[str, Json] = hints(found)
    if called.names:
        said["callbacks"] = list(called.names)
    argument = record.argument("graph_id", PARAMETERS[word(record)].index("graph_id"))
    return Executor(
        name=name,
        named=record.span if argument is None else argument.value.span,
        span=record.span,
        token=record.token,
        entry=f"{trace.module}:{_owner(record, found, trace, page)}",
        made=steps,
        parameters=parameters(steps, context),
        sets=sets(found),
        hints=said,
        holes=tuple(dict.fromkeys(holes)),
        routes=_routes(record, found, page),
        runs=tuple(run.record.span for run in found),
        whole=not holes,
    )


def _arguments(record: Record, writing: Writing) -> None:
    """Refuse arguments that the word does not have."""
    name = word(record)
    allowed = PARAMETERS[name]
    positions = len(allowed) - (name == "quick_flow")
    position = 0
    for argument in record.arguments:
        if argument.star:
            writing.hole(f"what `{name}` is given", argument.value, argument.span)
        elif argument.name is None:
            position += 1
            if position > positions:
                message = f"`{name}` takes {positions} arguments by position"
                writing.findings.say("FLO105", message, argument.span, severity=Severity.ERROR)
        elif argument.name not in allowed:
            near = nearest(argument.name, allowed)
            message = f"`{name}` takes no argument `{argument.name}`" + (f"; did you mean `{near}`?" if near else "")
            fix = renamed(argument.span, argument.name, near)
            writing.findings.say("FLO105", message, argument.span, severity=Severity.ERROR, fix=fix)


def _name(record: Record, writing: Writing) -> str:
    """The id of the graph."""
    kind = word(record)
    argument = record.argument("graph_id", PARAMETERS[kind].index("graph_id"))
    is_none = argument is not None and isinstance(argument.value, Known) and argument.value.value is None
    if argument is None or is_none:
        if kind == "FlowExecutor":
            message = "`FlowExecutor` has no `graph_id`"
            writing.findings.say("FLO106", message, record.span, severity=Severity.ERROR, help='write `graph_id="…"`')
        return GRAPH_IDS.get(kind, "")
    found = text(argument.value)
    if found is None:
        message = f"the id of the graph cannot be known: {why(argument.value)}"
        help_ = "write it down: nothing else ties the executor to its drawing"
        writing.findings.say("FLO118", message, argument.value.span, help=help_)
    return found or ""


def _owner(record: Record, found: Sequence[Run], trace: Trace, page: Page) -> str:
    """The function that makes an executor, or the variable that holds it; a factory's executors, by their variables."""
    held = variable(record.token, trace) or _holder(record, trace)
    functions = [one for one in page.functions if one.module == trace.module]
    function = around(record.span, functions)
    if function is not None and not held:
        return function.qualname
    return held or next((run.owner for run in found if run.owner), "")


def _holder(record: Record, trace: Trace) -> str:
    """The first name of a module that is bound to something that holds an executor: a list, a dictionary, an object."""
    held = ((name, value) for name, value in trace.scope.items() if isinstance(value, Items | Table | Instance))
    return next((name for name, value in held if any(one.token == record.token for one in within(value))), "")


def _routes(record: Record, found: Sequence[Run], page: Page) -> tuple[Route, ...]:
    """The routes whose function runs an executor, itself or through a generator inside it."""
    spans = [run.record.span for run in found]
    if word(record) == "run_sequential":
        spans.append(record.span)
    holders: set[int] = set()
    for span in spans:
        inside: list[Function] = list(page.functions)
        function = around(span, inside)
        while function is not None:
            holders.add(function.token)
            inside = [one for one in inside if one.span != function.span]
            outer = around(span, inside)
            function = outer if outer is not None and outer.span != function.span else None
    called = {one.function for one in page.routes} & holders
    return tuple(route for route in page.routes if route.function in called)
