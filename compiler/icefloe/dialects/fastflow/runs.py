"""How an executor is run: with which context, and in how many ways."""

from collections.abc import Iterable, Mapping, Sequence

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.dialects.fastflow.vocabulary import PARAMETERS, RUNS, method
from icefloe.dialects.fastflow.written import Writing
from icefloe.findings import Severity
from icefloe.graph import Parameter
from icefloe.reach import around, text, why
from icefloe.source import Span
from icefloe.values import Argument, Function, Known, Record, Symbol, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_DELAYS = ("pre_delay", "post_delay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call that runs an executor: its context by name, and the function that makes it."""

    record: Record
    owner: str
    context: Mapping[str, tuple[Value, Span]]


def runs(record: Record, calls: Iterable[Record], functions: Sequence[Function], writing: Writing) -> tuple[Run, ...]:
    """The calls that run an executor."""
    found: list[Run] = []
    for call in calls:
        receiver = call.receiver
        _, name = method(call)
        if name not in RUNS or not isinstance(receiver, Record) or receiver.token != record.token:
            continue
        _arguments(call, name, writing)
        function = around(call.span, functions)
        owner = "" if function is None else function.qualname
        found.append(Run(record=call, owner=owner, context=_context(call.argument("context", 0), writing)))
    return tuple(found)


def _arguments(call: Record, name: str, writing: Writing) -> None:
    """Refuse arguments that the call does not have."""
    allowed = PARAMETERS[name]
    for position, argument in enumerate(call.arguments):
        if argument.star or (argument.name is None and position >= len(allowed)):
            message = f"`{name}` takes {len(allowed)} arguments"
            writing.findings.say("FLO105", message, argument.span, severity=Severity.ERROR)
        elif argument.name is not None and argument.name not in allowed:
            message = f"`{name}` takes no argument `{argument.name}`"
            writing.findings.say("FLO105", message, argument.span, severity=Severity.ERROR)


def _context(argument: Argument | None, writing: Writing) -> dict[str, tuple[Value, Span]]:
    """The context that a run is given."""
    value = None if argument is None else argument.value
    if value is None or (isinstance(value, Known) and value.value is None):
        return {}
    if not isinstance(value, Table):
        message = f"the context of the run cannot be known: {why(value)}"
        help_ = "each run must be given what the handlers read of it: write it as a dictionary, or use `-p`"
        writing.findings.say("FLO128", message, value.span, help=help_)
        return {}
    found: dict[str, tuple[Value, Span]] = {}
    for key, item in value.entries:
        name = text(key)
        if name is None:
            message = f"a name in the context of the run cannot be known: {why(key)}"
            writing.findings.say("FLO128", message, key.span, help="write it down")
        else:
            found[name] = (item, key.span)
    return found


def given(found: Sequence[Run], reader: Reader, writing: Writing) -> dict[str, Parameter]:
    """The context as parameters of the plan; what is no constant, each run must be given."""
    made: dict[str, Parameter] = {}
    for run in found:
        for name, (value, span) in run.context.items():
            if name in made:
                continue
            made[name] = _parameter(name, value, span, reader, writing)
    return made


def _parameter(name: str, value: Value, span: Span, reader: Reader, writing: Writing) -> Parameter:
    """One value of the context as a parameter."""
    kind = reader.types.of(value)
    if isinstance(value, Symbol) and value.op == "environment":
        return Parameter(name=name, type=kind, span=span, default=value, variable=text(value.operands[0]) or "")
    if _literal(value) is not None:
        return Parameter(name=name, type=kind, span=span, default=value)
    if not (isinstance(value, Symbol) and value.op == "parameter"):
        message = f"`{name}` of the context is an object that only the program has"
        help_ = f"a plan cannot carry it: make it in the handlers that use it, or run with `-p {name}=…`"
        writing.findings.say("FLO128", message, value.span, help=help_)
    return Parameter(name=name, type=kind, span=span, origin="external")


def sets(found: Sequence[Run]) -> tuple[plan.ParameterSet, ...]:
    """A set of parameters for each way in which an executor is run, if there are several."""
    different: list[tuple[str, dict[str, Json]]] = []
    for run in found:
        encoded = {name: _literal(value) for name, (value, _) in run.context.items()}
        values = {name: literal[0] for name, literal in encoded.items() if literal is not None}
        if all(values != other for _, other in different):
            different.append((run.owner, values))
    if len(different) < 2:
        return ()
    names: list[str] = []
    for position, (owner, _) in enumerate(different):
        name = owner.rpartition(".")[2] or f"run_{position + 1}"
        names.append(name if name not in names else f"{name}_{position + 1}")
    return tuple(plan.ParameterSet(name=n, values=v) for n, (_, v) in zip(names, different, strict=True))


def _literal(value: Value) -> tuple[Json] | None:
    """The encoded constant that a value is, or None."""
    try:
        return (literal_of(value),)
    except NotLiteralError:
        return None


def hints(found: Sequence[Run]) -> dict[str, Json]:
    """What the runs say of their pace: kept for whoever replays them, and obeyed by no runtime."""
    said: dict[str, Json] = {}
    for run in found:
        for name in _DELAYS:
            value = run.record.argument(name, PARAMETERS["run"].index(name))
            literal = None if value is None else _literal(value.value)
            if literal is not None:
                said.setdefault(name, literal[0])
    return said
