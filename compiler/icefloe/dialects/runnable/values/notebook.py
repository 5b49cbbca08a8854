"""A notebook task against its notebook: the names that it returns, and those that its cells read."""

from collections.abc import Iterator

from icefloe.dialect import NotebookNames, Reader
from icefloe.dialects.runnable.written import Notebook, Task
from icefloe.findings import Finding, Note, Severity
from icefloe.source import Span
from icefloe.values import Items, Known, Table


def notebook_findings(task: Task, work: Notebook, visible: frozenset[str], reader: Reader) -> Iterator[Finding]:
    """What is wrong between a task and its notebook; `visible` are the names that are injected into it."""
    path = work.path.value
    if not path.endswith(".ipynb"):
        return
    names = reader.notebook(path)
    if names is None:
        there = reader.read(path) is not None
        yield Finding(
            code="FLO328",
            message=f"the notebook `{path}` of task `{task.name}` "
            f"{'cannot be read' if there else 'is not in the project'}: what it takes and returns is not checked",
            span=work.path.span,
            severity=Severity.WARNING,
            label="not read",
            help="write the notebook's path from the project's root, where the pipeline runs",
        )
        return
    yield from _returns(task, names, path)
    yield from _overwritten(task, names, visible)
    secrets = {one.value for one in task.secrets}
    for read in names.reads:
        if read.name not in visible | secrets:
            yield _unknown(task, read.name, read.span)


def _returns(task: Task, names: NotebookNames, path: str) -> Iterator[Finding]:
    """Names that a task returns and that its notebook never binds."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1)
    for one in task.returns:
        if one.name in names.binds or (names.open and "$" not in one.name):
            continue
        template = "$" in one.name
        why = (
            "runnable looks it up under the name as it is written, with the `$`"
            if template
            else "no cell of the notebook binds it"
        )
        yield Finding(
            code="FLO325",
            message=f"task `{task.name}` returns `{one.name}` from `{path}`, but {why}: the run fails after it",
            span=one.span,
            label="declared",
            related=(Note(message="the notebook", span=start),),
            help="bind the name in the notebook, or take it out of `returns`",
        )


def _overwritten(task: Task, names: NotebookNames, visible: frozenset[str]) -> Iterator[Finding]:
    """Names that are written into a cell before all others, and that a cell then gives a constant."""
    read = {one.name for one in names.reads}
    returned = {one.name for one in task.returns}
    for name, value in names.binds.items():
        known = name in visible and name not in read | returned and isinstance(value, Known | Items | Table)
        if known and not names.parameters:
            yield Finding(
                code="FLO331",
                message=f"the notebook of task `{task.name}` gives `{name}` a value of its own, which overwrites what "
                "it is given: none of its cells is tagged `parameters`",
                span=value.span,
                severity=Severity.WARNING,
                label=f"`{name}` is given before this cell",
                related=(Note(message="the task", span=task.span),),
                help="tag the cell with the defaults `parameters`: what is given is written after it",
            )


def _unknown(task: Task, name: str, span: Span) -> Finding:
    """A name that a cell reads and that nothing gives it."""
    return Finding(
        code="FLO326",
        message=f"the notebook of task `{task.name}` reads `{name}`, which no cell binds before and no task before it "
        "returns as json: the run fails there",
        span=span,
        severity=Severity.WARNING,
        label=f"reads `{name}`",
        related=(Note(message="the task", span=task.span),),
        help="return it from a task before this one, or bind it in the notebook's cell tagged `parameters`",
    )
