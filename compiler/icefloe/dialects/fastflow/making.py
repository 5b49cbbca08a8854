"""From a step as it is written to a step of the graph, not yet joined to the others."""

from dataclasses import field, replace
from typing import Literal

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.dialects.fastflow.handed import Inputs, inputs
from icefloe.dialects.fastflow.handlers import Handler, NoHandler, handler
from icefloe.dialects.fastflow.nodes import Typed, identity, typed
from icefloe.dialects.fastflow.reads import Reads, reads
from icefloe.dialects.fastflow.signature import Taken, taken
from icefloe.dialects.fastflow.written import Writing, Written
from icefloe.findings import Note, Severity
from icefloe.fixes import renamed
from icefloe.graph import Port, PythonRun, Step
from icefloe.trace import Trace
from icefloe.types import UnknownType, causes
from icefloe.values import Known, Reference
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_NOTHING = plan.FromLiteral(value=None)
_UNKNOWN_HANDLER = "give a function of the project by its name, without calling it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One step with how it was written, and what its handler reads.

    `result` is what others get of it; if it `gathers`, they get what it depends on.
    """

    step: Step
    written: Written
    reads: Reads = field(default_factory=Reads)
    taken: Taken | None = None
    inputs: Inputs = field(default_factory=Inputs)
    result: plan.Value = _NOTHING
    gathers: Literal["", "end", "agent"] = ""


def made(written: Written, writing: Writing, reader: Reader, trace: Trace) -> Made:
    """One step."""
    base = Step(
        id=written.name,
        name=written.name,
        span=written.span,
        added=written.added,
        run=plan.StubRun(),
        policy=plan.Policy(),
    )
    value = written.value("handler")
    node = written.value("node")
    shown = identity(node)
    if shown is not None and shown != written.name:
        message = (
            f"step `{written.name}` is shown by the node `{shown}`: its results have the one id, its states the other"
        )
        help_ = f"give the node the id `{written.name}`"
        place = written.place("node")
        writing.findings.say("FLO255", message, place, help=help_, fix=renamed(place, shown, written.name))
    if value is not None:
        return _handled(base, written, handler(value, trace), writing, reader)
    if node is None:
        seconds = _seconds(written, writing)
        return Made(step=replace(base, run=plan.StubRun(seconds=seconds)), written=written, result=_completed(base))
    found = typed(node, trace)
    if found.handler is not None:
        return _handled(base, written, found.handler, writing, reader)
    return _typed(base, written, found, writing)


def _completed(step: Step) -> plan.Value:
    """What the original hands on of a step that only seems to run."""
    return plan.FromLiteral(value={"status": "completed", "node_id": step.id})


def _typed(base: Step, written: Written, found: Typed, writing: Writing) -> Made:
    """A step that is nothing but a node."""
    if found.why:
        message = f"step `{base.id}` has no handler, and {found.why}: it is simulated"
        severity = Severity.WARNING if found.works else Severity.NOTE
        help_ = f"give `{base.id}` a handler"
        writing.findings.say("FLO123", message, written.place("node"), severity=severity, help=help_)
    result = _completed(base) if found.result is None else found.result
    return Made(step=replace(base, run=plan.StubRun(seconds=0)), written=written, result=result, gathers=found.gathers)


def _seconds(written: Written, writing: Writing) -> Json:
    """How long a step without a handler seems to take."""
    value = written.value("duration")
    place = written.place("duration")
    try:
        found = literal_of(Known(value=1.0, span=place) if value is None else value)
    except NotLiteralError as error:
        message = f"how long step `{written.name}` seems to take cannot be known: {error}"
        writing.findings.say("FLO118", message, place, help="write a number of seconds; it takes one second now")
        return {"$float": "1.0"}
    number = value.value if isinstance(value, Known) else 1.0 if value is None else None
    if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
        message = f"the duration of step `{written.name}` is no number of seconds"
        writing.findings.say("FLO106", message, place, severity=Severity.ERROR)
        return None
    return found


def _handled(base: Step, written: Written, found: Handler | NoHandler, writing: Writing, reader: Reader) -> Made:
    """A step with a handler."""
    place = written.place("handler")
    if isinstance(found, NoHandler):
        if found.wrong:
            message = f"step `{base.id}` has no handler that can be called: {found.why}"
            writing.findings.say("FLO250", message, place, severity=Severity.ERROR, help=found.help)
        else:
            writing.hole(
                f"the handler of step `{base.id}`",
                found.value,
                place,
                found.help or _UNKNOWN_HANDLER,
                because=found.why,
            )
        return Made(step=base, written=written)
    if isinstance(found.function, Reference):
        return _foreign(base, written, found, found.function, writing)
    function = found.function
    args = taken(found, function, base, place, writing)
    body = reader.summary(function)
    returned = reader.types.returned(body)
    port = Port(
        name=base.id,
        type=returned.type,
        span=written.span,
        type_span=returned.span,
        inferred=returned.inferred,
        declared=False,
    )
    step = replace(
        base,
        run=PythonRun(function=function, convention="handler", bound=found.bound),
        body=body,
        outputs=(port,),
        description=(function.docstring or "").strip(),
    )
    known = Reads() if args is None else reads(function, args.context, args.inputs, reader)
    whole = Inputs() if args is None else inputs(function, args, reader.types)
    return Made(
        step=step,
        written=written,
        reads=known,
        taken=args,
        inputs=whole,
        result=plan.FromOutput(step=base.id, name=base.id),
    )


def _foreign(base: Step, written: Written, found: Handler, function: Reference, writing: Writing) -> Made:
    """A handler from outside the project: its name is all that is known of it."""
    place = written.place("handler")
    message = f"the handler of step `{base.id}` is `{function.path}`, whose code is not part of the project"
    note = Note(message="imported here", span=function.span)
    writing.findings.say(
        "FLO124",
        message,
        place,
        related=() if function.span == place else (note,),
        help="what it reads and returns is not checked; wrap it in a function of the project",
    )
    unknown = UnknownType(f"`{function.path}` is not part of the project", causes.NO_RETURN)
    port = Port(name=base.id, type=unknown, span=written.span, type_span=place, inferred=True, declared=False)
    run = PythonRun(function=function, convention="handler", bound=found.bound)
    step = replace(base, run=run, outputs=(port,))
    return Made(step=step, written=written, result=plan.FromOutput(step=base.id, name=base.id))
