"""How pipelines are executed: from which function, with which files."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from icefloe.constants import NotLiteralError, python_of
from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.log import Log, Moment
from icefloe.dialects.runnable.vocabulary import word
from icefloe.dialects.runnable.written import Execution, ParameterFile, Text
from icefloe.reach import around, given, text, variable
from icefloe.trace import Effect, Trace
from icefloe.values import Function, Known, Record, Reference, Table, Value
from icefloe_schema.records import dataclass

_CONFIGURATION, _PARAMETERS = 0, 3
_PREFIX = "RUNNABLE_PRM_"
_SETTING = frozenset({"os.environ.update", "os.environ.setdefault", "os.putenv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of `execute` or `execute_streaming`."""

    record: Record
    moment: Moment


def executions(log: Log) -> dict[int, list[Call]]:
    """The calls that execute pipelines and jobs, by the token of what they execute."""
    found: dict[int, list[Call]] = {}
    for moment, record in log.made.values():
        _, _, method = word(record.path).partition(".")
        target = log.object(record.receiver)
        if method.rpartition(".")[2] in vocabulary.EXECUTES and target is not None:
            found.setdefault(target.token, []).append(Call(record=record, moment=moment))
    return found


def entry(record: Record, calls: Sequence[Call], trace: Trace, functions: Sequence[Function]) -> str:
    """The address of a pipeline: the function that executes or else makes it, or the variable that holds it.

    One that must be given something is the last choice: runnable calls it without arguments.
    """
    places = [*(call.record.span for call in calls), record.span]
    found = [one for place in places for one in [around(place, functions)] if one is not None]
    mine = [one for one in found if one.module == trace.module]
    free = next((one for one in mine if not needs(one)), None)
    name = free.qualname if free is not None else variable(record.token, trace) or (mine[0].qualname if mine else "")
    return f"{trace.module}:{name}"


def needs(function: Function) -> tuple[str, ...]:
    """The parameters that a function must be given."""
    kinds = {"positional", "normal", "keyword"}
    return tuple(p.name for p in function.parameters if p.default is None and p.kind in kinds)


def execution(calls: Sequence[Call], made: Moment, traces: Sequence[Trace]) -> Execution:
    """The files that a pipeline is executed with, and the parameters that the code itself puts into the environment."""
    files: dict[ParameterFile, None] = {}
    configuration: Text | None = None
    for call in calls:
        value = given(call.record, "parameters_file", _PARAMETERS)
        if value is not None and _is_given(value):
            files[ParameterFile(path=_path(value), span=value.span)] = None
        value = given(call.record, "configuration_file", _CONFIGURATION)
        written = _path(value) if value is not None and _is_given(value) else None
        if configuration is None and written is not None and value is not None:
            configuration = Text(value=written, span=value.span)
    last = max((call.moment for call in calls), default=(made[0], len(traces[made[0]].effects)))
    return Execution(
        parameters=tuple(files),
        configuration=configuration,
        environment=tuple(_environment(traces, last).items()),
        # What this file does not execute, another one does, with parameters of its own.
        open=not calls,
    )


def _environment(traces: Sequence[Trace], last: Moment) -> dict[Text, Value]:
    """The parameters that are set in the environment before a moment, as they are set last."""
    found: dict[str, tuple[Text, Value]] = {}
    for number in dict.fromkeys((0, last[0])):
        effects = traces[number].effects if number < len(traces) else ()
        for effect in effects[: last[1]] if number == last[0] else effects:
            for key, value in _variables(effect):
                name = text(key) or ""
                if name.startswith(_PREFIX):
                    # Runnable makes the name a parameter in lower case.
                    one = name.removeprefix(_PREFIX).lower()
                    found[one] = (Text(value=one, span=effect.span), value)
    return dict(found.values())


def _variables(effect: Effect) -> Iterator[tuple[Value, Value]]:
    """The variables of the environment that an effect sets, with their values."""
    call = effect.value
    if effect.kind == "set" and isinstance(effect.target, Reference) and effect.target.path == "os.environ":
        if effect.key is not None:
            yield effect.key, effect.value
    elif effect.kind == "call" and isinstance(call, Record) and call.path in _SETTING:
        values = [argument.value for argument in call.arguments]
        if call.path == "os.environ.update":
            yield from (entry for value in values if isinstance(value, Table) for entry in value.entries)
            yield from ((Known(value=a.name, span=a.span), a.value) for a in call.arguments if a.name)
        elif len(values) == 2:
            yield values[0], values[1]


def _is_given(value: Value) -> bool:
    """Whether a file is named at all."""
    return not (isinstance(value, Known) and value.value in (None, ""))


def _path(value: Value) -> str | None:
    """The path that a value is: a text, or an object of `pathlib`; None if only a run knows it."""
    try:
        found = python_of(value)
    except NotLiteralError:
        return None
    return found if isinstance(found, str) else str(found) if isinstance(found, PurePath) else None
