"""What is said too late, or of tasks that are in no pipeline: runnable builds a pipeline when it is made."""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.forms import FORMS, TASK_FOR_PIPELINE
from icefloe.dialects.runnable.python.log import Log, Moment
from icefloe.dialects.runnable.vocabulary import ARGUMENTS, makes_chain, word
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import every, given, own, text, within
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.values import Items, Record, Value

_ADDING = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "reverse"})


def late(log: Log, traces: Sequence[Trace], values: Mapping[int, tuple[Value, ...]]) -> Iterator[Finding]:
    """Attributes that are set when the pipeline has been built, lists that are changed then, tasks that are in none."""
    users = _users(log, values)
    for moment, record in log.made.values():
        if makes_chain(record):
            yield from _of_pipeline(log, record, moment)
        elif word(record.path) in vocabulary.STEPS:
            yield from _of_task(log, record, users.get(record.token, ()))
    yield from _unused(log, traces, users, values)


def _users(log: Log, values: Mapping[int, tuple[Value, ...]]) -> Mapping[int, tuple[Record, ...]]:
    """The pipelines that each task is part of."""
    found: dict[int, tuple[Record, ...]] = {}
    for _, record in log.made.values():
        for value in values.get(record.token, ()):
            for one in (*within(value), log.object(value)):
                if one is not None:
                    found[one.token] = (*found.get(one.token, ()), record)
    return found


def _of_pipeline(log: Log, pipeline: Record, made: Moment) -> Iterator[Finding]:
    for effect in log.after(pipeline.token, made):
        if effect.name in {"steps", "name", "description"}:
            yield _finding(f"`{effect.name}` of a pipeline", effect.span, pipeline, "set it where the pipeline is made")
    for change in log.changed(pipeline.token, "steps", log.last):
        if change.method in _ADDING:
            yield _finding("the list of steps", change.effect.span, pipeline, "put the task into `steps`")


def wrongly_set(log: Log, record: Record) -> Iterator[Finding]:
    """Attributes that are set and that an object does not have, and handlers that are no pipelines."""
    short = word(record.path)
    if short not in ARGUMENTS or record.token in log.classes:
        return
    for effect in log.after(record.token, log.moment(record)):
        if effect.name not in ARGUMENTS[short].all:
            yield Finding(
                code="FLO105",
                message=f"a `{short}` has no attribute `{effect.name}` that can be set",
                span=effect.span,
                label="refused by runnable when it is set",
                related=(Note(message="the object", span=record.span),),
                help=f"set one of {', '.join(f'`{name}`' for name in sorted(ARGUMENTS[short].all))}",
            )
        found = FORMS["on_failure"](effect.value) if effect.name == "on_failure" else None
        if found is not None:
            yield Finding(
                code="FLO106",
                message=f"`on_failure` of a `{short}` must be {found[0]}",
                span=effect.value.span,
                severity=Severity.WARNING if found[0] == TASK_FOR_PIPELINE else Severity.ERROR,
                label="refused by runnable when the pipeline is built",
                related=(Note(message="it is set here", span=effect.span),),
                help="give a Pipeline of what is to run then: `PythonTask(…).as_pipeline()`",
            )


def _of_task(log: Log, task: Record, users: Sequence[Record]) -> Iterator[Finding]:
    if not users:
        return
    last = max(users, key=log.moment)
    name = text(_argument(task)) or word(task.path)
    for effect in log.after(task.token, log.moment(last)):
        if effect.name != "next_node":
            yield _finding(
                f"`{effect.name}` of the task `{name}`", effect.span, last, "set it before the pipeline is made"
            )


def _argument(task: Record) -> Value | None:
    argument = task.argument("name")
    return None if argument is None else argument.value


def _finding(what: str, span: Span, pipeline: Record, help: str) -> Finding:
    return Finding(
        code="FLO192",
        message=f"{what} is changed after the pipeline has been built, and runnable does not look again",
        span=span,
        severity=Severity.WARNING,
        label="has no effect",
        related=(Note(message="the pipeline is built here", span=pipeline.span),),
        help=help,
    )


def _unused(
    log: Log, traces: Sequence[Trace], users: Mapping[int, tuple[Record, ...]], values: Mapping[int, tuple[Value, ...]]
) -> Iterator[Finding]:
    """Tasks that are made and are in no pipeline of the file, if nothing else takes them."""
    derived = {record.token for record in log.behind.values()}
    taken = set(users) | _taken(traces) | derived
    chains = [record for _, record in log.made.values() if makes_chain(record)]
    known = all("." in word(record.path) or isinstance(given(record, "steps", 0), Items) for record in chains)
    known = known and all(log.object(one) is not None for record in chains for one in values.get(record.token, ()))
    for _, record in log.made.values():
        is_task = word(record.path) in vocabulary.STEPS
        if chains and known and is_task and record.token not in taken and own(record, traces):
            yield Finding(
                code="FLO194",
                message=f"the task `{text(_argument(record)) or word(record.path)}` is in no pipeline",
                span=record.span,
                severity=Severity.WARNING,
                label="never runs",
                help="put it into the `steps` of a pipeline, or remove it",
            )


def _taken(traces: Sequence[Trace]) -> set[int]:
    """The tasks that something holds which may use them: a call, a name of the module, a function's result."""
    held: list[Value] = []
    for number, trace in enumerate(traces):
        held += trace.scope.values() if number == 0 else ()
        for effect in trace.effects:
            if effect.kind in {"set", "return", "raise"}:
                held.append(effect.value)
            elif (
                isinstance(effect.value, Record) and word(effect.value.path).partition(".")[2] not in vocabulary.SHIFTS
            ):
                held += [argument.value for argument in effect.value.arguments]
                held += [] if effect.value.receiver is None else [effect.value.receiver]
    return {one.token for one in every(held)}
