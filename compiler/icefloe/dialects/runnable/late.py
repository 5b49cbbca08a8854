"""What is said too late, or of tasks that are in no pipeline: runnable builds a pipeline when it is made."""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.log import Log, Moment
from icefloe.dialects.runnable.vocabulary import makes_chain, word
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import own, text, within
from icefloe.source import Span
from icefloe.trace import Trace
from icefloe.values import Record, Value

_ADDING = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "reverse"})


def late(log: Log, traces: Sequence[Trace], values: Mapping[int, tuple[Value, ...]]) -> Iterator[Finding]:
    """Attributes that are set when the pipeline has been built, lists that are changed then, tasks that are in none."""
    users = _users(log, values)
    for moment, record in log.made.values():
        if makes_chain(record):
            yield from _of_pipeline(log, record, moment)
        elif word(record.path) in vocabulary.STEPS:
            yield from _of_task(log, record, users.get(record.token, ()))
    yield from _unused(log, traces, users)


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
            yield _finding("the list of steps", change.call.span, pipeline, "put the task into `steps`")


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


def _unused(log: Log, traces: Sequence[Trace], users: Mapping[int, tuple[Record, ...]]) -> Iterator[Finding]:
    """Tasks that are made and are in no pipeline of the file, if nothing else takes them."""
    derived = {record.token for record in log.behind.values()}
    taken = set(users) | _taken(traces) | derived
    makes = any(makes_chain(record) for _, record in log.made.values())
    for _, record in log.made.values():
        is_task = word(record.path) in vocabulary.STEPS
        if makes and is_task and record.token not in taken and own(record, traces):
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
    found: set[int] = set()
    for number, trace in enumerate(traces):
        held = list(trace.scope.values()) if number == 0 else []
        for effect in trace.effects:
            if effect.kind in {"set", "return", "raise"}:
                held.append(effect.value)
            elif (
                isinstance(effect.value, Record) and word(effect.value.path).partition(".")[2] not in vocabulary.SHIFTS
            ):
                held += [argument.value for argument in effect.value.arguments]
                held += [] if effect.value.receiver is None else [effect.value.receiver]
        found |= {one.token for value in held for one in within(value)}
    return found
