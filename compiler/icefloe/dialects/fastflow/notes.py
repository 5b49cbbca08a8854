"""What the original does otherwise with the steps of an executor, each told once."""

from collections.abc import Iterable, Iterator, Sequence

from icefloe.dialects.fastflow.making import Made
from icefloe.dialects.fastflow.said import Findings
from icefloe.findings import Severity
from icefloe.fixes import Fix, Surround
from icefloe.graph import PythonRun
from icefloe.reach import parts
from icefloe.trace import Return
from icefloe.values import Function, Instance, Items, Known, Record, Table, Value
from icefloe_schema.plan import StubRun

_FRAMES = ("pandas", "polars", "numpy", "torch", "tensorflow")
_LIMIT = 500


def notes(steps: Sequence[Made], record: Record, findings: Findings) -> None:
    """Note what fastflow itself would do otherwise."""
    needed = {order.step for one in steps for order in one.step.after}
    needed |= {name for one in steps for name in _inputs(one)}
    failing = [one.step.id for one in steps if isinstance(one.step.run, PythonRun) and one.step.id in needed]
    if failing:
        findings.original("FLO590", record.span)
    told = [(one.step.id, one.step.body.returns) for one in steps if one.step.body is not None]
    unsaid = [name for name, returns in told if any(map(_is_no_json, returns))]
    if unsaid:
        findings.original("FLO591", record.span, unsaid)
    named = [one.step.id for one in steps if one.taken is not None and not one.taken.by_name]
    if named:
        findings.original("FLO592", record.span, named)
    skipping = [one.step.id for one in steps if any(raised.name == "SkipNodeException" for raised in one.reads.raised)]
    if skipping:
        findings.original("FLO594", record.span, skipping)
    own = [one.step.id for one in steps if one.written.value("handler") is None and _is_method(one)]
    if own:
        findings.original("FLO595", record.span, own)


def idle(record: Record, calls: Iterable[Record], findings: Findings) -> None:
    """Say that an executor is streamed without being run."""
    for call in calls:
        first = call.arguments[0].value if call.arguments else None
        if call.path.rpartition(".")[2] == "EventStream" and isinstance(first, Record) and first.token == record.token:
            message = "the executor itself is streamed, and nothing runs it"
            change = Surround(span=call.arguments[0].span, before="", after=".run()")
            fix = Fix(message="run it", changes=(change,))
            findings.say("FLO254", message, call.span, help="write `EventStream(executor.run())`", fix=fix)


def unhandled(steps: Sequence[Made], findings: Findings) -> None:
    """Name the steps that only seem to run among others that do."""
    bare = [one.step for one in steps if isinstance(one.step.run, StubRun) and one.written.value("node") is None]
    if not bare or not any(isinstance(one.step.run, PythonRun) for one in steps):
        return
    names = ", ".join(f"`{step.id}`" for step in bare)
    message = f"step{'s' if len(bare) > 1 else ''} {names} ha{'ve' if len(bare) > 1 else 's'} no handler: simulated"
    help_ = "give each a handler, or leave it out"
    findings.say("FLO256", message, bare[0].span, severity=Severity.NOTE, help=help_)


def _is_method(one: Made) -> bool:
    """Whether a step runs a method of its node."""
    function = one.step.run.function if isinstance(one.step.run, PythonRun) else None
    return isinstance(function, Function) and "." in function.qualname.rpartition("<locals>.")[2]


def _inputs(one: Made) -> Iterator[str]:
    for binding in one.step.bindings:
        yield binding.parameter


def _is_no_json(back: Return) -> bool:
    """Whether a result surely is none that JSON can hold."""
    pending: list[Value] = [back.value]
    for _ in range(_LIMIT):
        if not pending:
            return False
        value = pending.pop()
        match value:
            case Instance() | Items(kind="set") | Known(value=bytes() | complex()):
                return True
            case Record(path=path):
                root, _, name = path.partition(".")
                if root in _FRAMES or (name.rpartition(".")[2][:1].isupper() and root != "fastflow"):
                    return True
            case Items() | Table():
                pending += parts(value)
            case _:
                pass
    return False
