"""What runnable refuses when it makes a node of a task: names, notebooks, returns."""

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.stored import returned
from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import word
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import renamed
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Items, Record


def node(view: View, record: Record, name: str, span: Span) -> Finding | None:
    """What is wrong with the node of a task, if anything is."""
    bad = next((one for one in (".", "%") if one in name), None)
    if bad is not None:
        other = name.replace(".", " ").replace("%", " percent")
        return Finding(
            code="FLO183",
            message=f"the name `{name}` of a task has `{bad}` in it, which runnable 0.50.0 refuses",
            span=span,
            severity=Severity.WARNING,
            label="refused when the pipeline is built",
            help=f'call it "{other}"',
            fix=renamed(span, name, other),
        )
    return task_type(view, record, name)


def task_type(view: View, record: Record, name: str) -> Finding | None:
    """What runnable says of a task in terms of an extension that is missing."""
    short = word(record.path)
    late = view.log.attribute(record.token, "returns", view.moment)
    changes = view.log.changed(record.token, "returns", view.moment)
    kept = [] if late is None else list(late[1].value.items) if isinstance(late[1].value, Items) else []
    for change in changes:
        kept += list(change.values) if late is None or change.moment > late[0] else []
    bare = next((one for one in kept if text(one) is not None), None)
    if bare is not None and short in vocabulary.TASKS:
        return Finding(
            code="FLO193",
            message=f"the return {text(bare)!r} of `{name}` is a bare text that is added after the task was made",
            span=bare.span,
            severity=Severity.WARNING,
            label="runnable 0.50.0 refuses it when the pipeline is built: could not find the task type",
            related=(Note(message="the task", span=record.span),),
            help=f'write `json("{text(bare)}")`, or name it where the task is made',
        )
    if short in vocabulary.NOTEBOOK:
        return _notebook(view, record)
    return _shell(view, record, name) if short in vocabulary.SHELL else None


def _notebook(view: View, record: Record) -> Finding | None:
    value = view.value(record, "notebook")
    path = text(value)
    if value is None or path is None or path.endswith(".ipynb"):
        return None
    return Finding(
        code="FLO193",
        message=f"the notebook `{path}` does not end in `.ipynb`",
        span=value.span,
        label="runnable 0.50.0 refuses it when it is built: could not find the task type notebook",
        help="give the path of a notebook, or make it a `PythonTask` or `ShellTask`",
    )


def _shell(view: View, record: Record, name: str) -> Finding | None:
    value = view.value(record, "returns")
    added = [one for change in view.log.changed(record.token, "returns", view.moment) for one in change.values]
    for one in (*(value.items if isinstance(value, Items) else ()), *added):
        found, kind = returned(one)
        if kind == "pickled":
            return Finding(
                code="FLO193",
                message=f"the shell task `{name}` returns `{found}` pickled, and a shell has no objects",
                span=one.span,
                label="runnable 0.50.0 refuses it when it is built: could not find the task type shell",
                help=f'write `"{found}"` or `metric("{found}")`: the value of the exported variable',
            )
    return None


def taken(name: str, span: Span) -> Finding | None:
    """A task that is called as one of the ends that runnable gives to every pipeline: the end takes its place."""
    if name not in {"success", "fail"}:
        return None
    return Finding(
        code="FLO184",
        message=f"a task is called `{name}`, as is an end of every pipeline: runnable 0.50.0 never runs it",
        span=span,
        severity=Severity.WARNING,
        label="the end takes its place, and the run ends there",
        help="give it another name",
    )
