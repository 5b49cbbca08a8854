"""The tasks of a chain as Python code writes them."""

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.function import function
from icefloe.dialects.runnable.python.holders import Inner, holder
from icefloe.dialects.runnable.python.stored import catalog, returns
from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import unknown_word, word
from icefloe.dialects.runnable.written import Chain, End, Notebook, Python, Shell, Stub, Task, Text, Work
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Function, Known, Record


def task(view: View, record: Record, inner: Inner) -> Task:
    """One task, as it is when its pipeline is built."""
    short = word(record.path)
    view.stars(record)
    work = _work(view, record, inner)
    name, span = _name(view, record, work)
    failing, handler = _on_failure(view, record, inner)
    plain = short not in vocabulary.COMPOSITES and short not in {"", "Stub"}
    return Task(
        name=name,
        work=work,
        span=span,
        added=record.span,
        word=short or unknown_word(record.path),
        returns=returns(view, record) if plain else (),
        catalog=catalog(view, record) if short not in vocabulary.COMPOSITES else None,
        secrets=view.texts(record, "secrets") if plain else (),
        overrides=view.table(record, "overrides") if plain else {},
        on_failure=handler,
        failing=failing,
        ends=_ends(view, record),
    )


def _name(view: View, record: Record, work: Work) -> tuple[str, Span]:
    """The name of a task, and where it is written; a job has none, and is called as its function."""
    value = view.value(record, "name")
    found = text(value)
    if found is not None and value is not None:
        return found, value.span
    short = word(record.path)
    if value is not None or short not in vocabulary.JOBS:
        view.unknown("the name of a task", value, record.span)
    if isinstance(work, Python) and isinstance(work.function, Function):
        return work.function.name, record.span
    return short.removesuffix("Job").removesuffix("Task").lower(), record.span


def _work(view: View, record: Record, inner: Inner) -> Work:
    """What a task does."""
    short = word(record.path)
    if short in vocabulary.PYTHON:
        streams = text(view.value(record, "stream_end_type")) or ("done" if short == "AsyncPythonTask" else "")
        run = function(view, record)
        streaming = isinstance(run, Function) and run.is_async and run.is_generator
        return Python(function=run, span=_place(view, record, "function"), streams=streams if streaming else "")
    if short in vocabulary.SHELL:
        command = view.text(record, "command", "the command of a task")
        return Shell(command=command or Text(value="", span=record.span))
    if short in vocabulary.NOTEBOOK:
        path = view.text(record, "notebook", "the notebook of a task")
        options = view.table(record, "optional_ploomber_args")
        return Notebook(path=path or Text(value="", span=record.span), options=options)
    return holder(view, record, inner) if short in vocabulary.COMPOSITES else Stub()


def _place(view: View, record: Record, name: str) -> Span:
    """Where an attribute is written."""
    set_last = view.log.attribute(record.token, name, view.moment)
    argument = record.argument(name)
    if set_last is not None:
        return set_last[1].span
    return record.span if argument is None else argument.span


def _on_failure(view: View, record: Record, inner: Inner) -> tuple[Span | None, Chain | None]:
    """The chain that runs when a task has failed, and where that is written."""
    value = view.value(record, "on_failure")
    if value is None or (isinstance(value, Known) and value.value is None):
        return None, None
    found = inner(value)
    if found is None:
        view.unknown("`on_failure`", value, record.span)
        return None, None
    return _place(view, record, "on_failure"), found


def _ends(view: View, record: Record) -> End:
    """How the run ends after a task, where that is written."""
    if view.flag(record, "terminate_with_failure"):
        return "failure"
    return "success" if view.flag(record, "terminate_with_success") else ""
