"""A fastflow executor: its steps, their order, their handlers."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.findings import Severity
from icefloe.graph import Binding, Hole, Order, Parameter, Port, PythonRun, Step
from icefloe.reach import given, place, text, why
from icefloe.source import Span
from icefloe.types import UnknownType
from icefloe.values import Function, Items, Known, Record, Reference, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_ARGUMENTS = frozenset({"node_id", "node", "depends_on", "duration", "handler"})
_RUNS = ("fastflow.FlowExecutor.run", "fastflow.FlowExecutor.run_with_results")


def steps(record: Record, reader: Reader, findings: Findings, holes: list[Hole]) -> tuple[Step, ...]:
    """The steps of a `FlowExecutor`, joined to one another."""
    listed = given(record, "steps", 1)
    if not isinstance(listed, Items):
        place = record.span if listed is None else listed.span
        holes.append(Hole(what="the list of steps", why=why(listed), span=place))
        return ()
    if given(record, "callbacks", 2) is not None:
        message = "callbacks of the executor are not carried into a plan"
        findings.say("FLO118", message, record.span, help="retries and time limits are policies of a step")
    made: list[tuple[Step, Record]] = []
    for value in listed.items:
        if not isinstance(value, Record) or word(value) != "ExecutionStep":
            holes.append(Hole(what="a step", why=why(value), span=value.span))
            continue
        step = _step(value, reader, findings, holes)
        if step is not None:
            made.append((step, value))
    known = {step.id: step for step, _ in made}
    return tuple(_joined(step, value, known, findings, holes) for step, value in made)


def _step(record: Record, reader: Reader, findings: Findings, holes: list[Hole]) -> Step | None:
    """One step, not yet joined."""
    argument = record.argument("node_id", 0)
    name = None if argument is None else text(argument.value)
    if argument is None or name is None:
        because = why(None if argument is None else argument.value)
        holes.append(Hole(what="the id of a step", why=because, span=record.span))
        return None
    for extra in record.arguments:
        if extra.star or (extra.name is not None and extra.name not in _ARGUMENTS):
            message = f"`ExecutionStep` takes no argument `{extra.star or extra.name}`"
            findings.say("FLO105", message, extra.span, severity=Severity.ERROR)
    base = Step(id=name, name=name, span=argument.span, added=record.span, run=plan.StubRun())
    handler = given(record, "handler", 4)
    if handler is None or (isinstance(handler, Known) and handler.value is None):
        return replace(base, run=plan.StubRun(seconds=_seconds(record, holes)))
    if not isinstance(handler, Function):
        outside = f"`{handler.path}` is not part of the project" if isinstance(handler, Reference) else why(handler)
        holes.append(Hole(what=f"the handler of step `{name}`", why=outside, span=place(record, "handler", 4)))
        return base
    if not handler.is_async:
        message = (
            f"the handler `{handler.name}` of step `{name}` is not `async`: fastflow itself would fail to await it"
        )
        findings.say("FLO119", message, handler.name_span, severity=Severity.NOTE)
    body = reader.summary(handler)
    returned = reader.types.returned(body)
    port = Port(
        name=name,
        type=returned.type,
        span=argument.span,
        type_span=returned.span,
        inferred=returned.inferred,
        declared=False,
    )
    description = (handler.docstring or "").strip()
    return replace(
        base, run=PythonRun(function=handler, convention="handler"), body=body, outputs=(port,), description=description
    )


def _seconds(record: Record, holes: list[Hole]) -> Json:
    """How long a step without a handler seems to take."""
    value = given(record, "duration", 3)
    try:
        return literal_of(Known(value=1.0, span=record.span) if value is None else value)
    except NotLiteralError as error:
        holes.append(Hole(what="the duration of a step", why=str(error), span=record.span))
        return None


def _joined(step: Step, record: Record, known: dict[str, Step], findings: Findings, holes: list[Hole]) -> Step:
    """A step with what it depends on: results of handlers come as inputs, the rest only as order."""
    bindings: list[Binding] = []
    after: list[Order] = []
    takes = step.run.function if isinstance(step.run, PythonRun) else None
    if isinstance(takes, Function) and takes.parameters:
        first = takes.parameters[0]
        kind = UnknownType("the context of a run has no type")
        bindings.append(
            Binding(parameter=first.name, source=plan.FromContext(), type=kind, span=first.span, joined="position")
        )
    for name, span in _needs(given(record, "depends_on", 2), step, holes):
        producer = known.get(name)
        if producer is None:
            message = f"step `{step.id}` depends on `{name}`, which is no step of the executor"
            findings.say("FLO111", message, span, severity=Severity.ERROR, help="fastflow itself ignores it silently")
            continue
        if takes is None or not producer.outputs:
            after.append(Order(step=name, why="it is named in `depends_on`", span=span))
        if takes is not None:
            source = plan.FromOutput(step=name, name=name) if producer.outputs else plan.FromLiteral(value=None)
            kind = UnknownType("a handler takes its inputs as one dictionary")
            bindings.append(
                Binding(
                    parameter=name, source=source, type=kind, span=span, source_span=producer.span, asset_span=span,
                    joined="declaration",
                )
            )  # fmt: skip
    return replace(step, bindings=tuple(bindings), after=tuple(after))


def _needs(value: Value | None, step: Step, holes: list[Hole]) -> Iterator[tuple[str, Span]]:
    """The ids in `depends_on`, each once."""
    if value is None or (isinstance(value, Known) and value.value is None):
        return
    if not isinstance(value, Items):
        holes.append(Hole(what=f"what step `{step.id}` depends on", why=why(value), span=value.span))
        return
    seen: set[str] = set()
    for item in value.items:
        name = text(item)
        if name is None:
            holes.append(Hole(what=f"what step `{step.id}` depends on", why=why(item), span=item.span))
        elif name not in seen:
            seen.add(name)
            yield name, item.span


def parameters(record: Record, calls: tuple[Record, ...], reader: Reader, holes: list[Hole]) -> tuple[Parameter, ...]:
    """The context that a run of the executor is given, as parameters of the plan."""
    found: dict[str, Parameter] = {}
    for call in calls:
        receiver = call.receiver
        if call.path not in _RUNS or not isinstance(receiver, Record) or receiver.token != record.token:
            continue
        context = given(call, "context", 0)
        if context is None or (isinstance(context, Known) and context.value is None):
            continue
        if not isinstance(context, Table):
            holes.append(Hole(what="the context of the run", why=why(context), span=context.span))
            continue
        for key, value in context.entries:
            name = text(key)
            if name is None:
                holes.append(Hole(what="a name in the context of the run", why=why(key), span=key.span))
                continue
            kind = reader.types.of(value)
            found.setdefault(name, Parameter(name=name, type=kind, span=key.span, default=value))
    return tuple(found.values())
