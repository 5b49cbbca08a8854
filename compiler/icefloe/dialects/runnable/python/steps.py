"""The members of a pipeline's list, and what is none of its tasks."""

from collections.abc import Iterator

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.log import Log
from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import makes_chain, word
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import given, place
from icefloe.values import Class, Function, Items, Known, Module, Record, Table, Value

_SYNC = frozenset({"PythonTask", "NotebookTask", "ShellTask"})


def steps(record: Record, view: View | None = None) -> tuple[Value, ...]:
    """The members that a pipeline is given, in order; with a view, what keeps them from being known is a hole there."""
    if "." in word(record.path):
        return () if record.receiver is None else (record.receiver,)
    # A list without its name is refused, which is told of where the arguments are.
    value = given(record, "steps", 0)
    match value:
        case Items():
            return value.items
        case Table():
            # A dictionary is no list, which is told of where the arguments are; its values are meant.
            return tuple(item for _, item in value.entries)
        case Record() if word(value.path) in vocabulary.STEPS:
            return (value,)
        case _:
            if view is not None and not (isinstance(value, Known) or value is None):
                view.unknown("the list of steps", value, record.span)
            return ()


def not_a_step(log: Log, value: Value) -> str | None:
    """What a member is instead of a task; None where it is one, or that is not known."""
    record = log.object(value)
    if record is not None:
        short = word(record.path)
        if makes_chain(record):
            return "a pipeline"
        if short in {"Success", "Fail"}:
            return f"`{short}()`"
        return f"a `{short}`" if short and short not in vocabulary.STEPS and "." not in short else None
    match value:
        case Known():
            return "None" if value.value is None else f"`{value.value!r}`"
        case Items():
            return "a list of its own"
        case Function():
            return f"the function `{value.name}`"
        case Class() | Module() | Table():
            return "no task"
        case _:
            return None


def strangers(log: Log, record: Record) -> Iterator[Finding]:
    """The members of a pipeline's list that runnable refuses."""
    if isinstance(given(record, "steps", 0), Items) and not steps(record):
        yield Finding(
            code="FLO181",
            message="this pipeline has no steps",
            span=record.span,
            label="runnable refuses it when it is made: list index out of range",
            help="give it at least one task",
        )
    is_async = word(record.path).endswith(("AsyncPipeline", "as_async_pipeline"))
    for value in steps(record):
        what = not_a_step(log, value)
        if what is not None:
            yield _stranger(what, value, record)
            continue
        one = log.object(value)
        short = "" if one is None else word(one.path)
        if one is not None and (short in _SYNC if is_async else short == "AsyncPythonTask"):
            yield _other_kind(one, short, record, is_async=is_async)


def _stranger(what: str, value: Value, record: Record) -> Finding:
    is_end = what in {"`Success()`", "`Fail()`"}
    end = "terminate_with_failure=True" if what == "`Fail()`" else "terminate_with_success=True"
    help = f"take it out, and give the last task `{end}`" if is_end else "give it a task"
    if what == "`Success()`":
        help = "take it out: the last task of a pipeline ends it with success"
    if what == "a pipeline":
        help = "unpack its tasks (`*tasks`), or hold it in a `Parallel`"
    if what == "a list of its own":
        help = "unpack it: `*tasks`"
    if what.startswith("the function"):
        help = "make a task of it: `PythonTask(name=…, function=…)`"
    return Finding(
        code="FLO188",
        message=f"{what} is no task that a pipeline takes",
        # A function or a class is defined elsewhere: what is wrong stands in the list.
        span=place(record, "steps", 0) if isinstance(value, Function | Class) else value.span,
        label="refused by runnable when the pipeline is made",
        related=(
            Note(message="the pipeline", span=record.span)
            if not isinstance(value, Function | Class)
            else Note(message="it is defined here", span=value.name_span),
        ),
        help=help,
    )


def _other_kind(one: Record, short: str, record: Record, *, is_async: bool) -> Finding:
    pipeline, instead = ("AsyncPipeline", "AsyncPythonTask") if is_async else ("Pipeline", "PythonTask")
    other = "Pipeline" if is_async else "AsyncPipeline"
    return Finding(
        code="FLO188",
        message=f"runnable 0.50.0 takes no `{short}` in {_article(pipeline)} `{pipeline}`",
        span=one.span,
        severity=Severity.WARNING,
        label="refused by runnable 0.50.0 when the pipeline is made",
        related=(Note(message="the pipeline", span=record.span),),
        help=f"make it {_article(other)} `{other}`, or the task {_article(instead)} `{instead}`",
    )


def _article(word: str) -> str:
    return "an" if word.startswith("A") else "a"
