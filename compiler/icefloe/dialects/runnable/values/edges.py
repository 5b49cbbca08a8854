"""The values of a runnable pipeline on their way: what storage and casts make of them between two tasks."""

import keyword
import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from icefloe.dialect import Reader
from icefloe.dialects.runnable.values.called import called
from icefloe.dialects.runnable.values.casting import cast
from icefloe.dialects.runnable.values.coverage import coverage
from icefloe.dialects.runnable.values.joints import graph_findings
from icefloe.dialects.runnable.values.keeping import kept
from icefloe.dialects.runnable.values.notebook import notebook_findings
from icefloe.dialects.runnable.values.returning import Outputs, frame, outputs
from icefloe.dialects.runnable.values.shapes import shape
from icefloe.dialects.runnable.values.shell import shell_findings
from icefloe.dialects.runnable.written import Notebook, Python, Shell, Task
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import renamed
from icefloe.graph import Port
from icefloe.types import Named, NewTypeType, TupleType, Type, TypedDictType, UnknownType, Verdict, causes
from icefloe.values import Function, Parameter
from icefloe_schema import plan

__all__ = ["adapts", "coverage", "graph_findings", "judged", "outputs", "taken", "task_findings"]


def taken(parameter: Parameter, reader: Reader) -> Type:
    """The type that a parameter of a function takes."""
    if parameter.annotation is None:
        return UnknownType(f"parameter `{parameter.name}` has no annotation", causes.NO_PARAMETER)
    return reader.types.annotation(parameter.annotation)


def adapts(parameter: Parameter, kind: str, reader: Reader) -> tuple[plan.Adapt, ...]:
    """What is done to a value of that kind on its way into a parameter: as runnable does, its annotation is called."""
    if kind == "pickled" or called(parameter, reader).how not in ("cast", "model"):
        return ()
    match taken(parameter, reader):
        case TupleType():
            return (plan.Adapt(how="cast", type="tuple"),)
        case TypedDictType():
            return (plan.Adapt(how="cast", type="dict"),)
        case Named(path) if shape(path, reader.types).form == "keys":
            return (plan.Adapt(how="cast", type="dict"),)
        case NewTypeType(_, base):
            return (plan.Adapt(how="cast", type=reader.types.spell(base)),) if isinstance(base, Named) else ()
        case Named() as wanted:
            return (plan.Adapt(how="cast", type=reader.types.spell(wanted)),)
        case _:
            return ()


def judged(parameter: Parameter, type: Type, kind: str, reader: Reader) -> Verdict | None:
    """What becomes of a value that is stored and then cast for a parameter; None where that is not followed."""
    if kind in ("", "pickled") or called(parameter, reader).how != "cast" or isinstance(type, UnknownType):
        return None
    stored = kept(type, kind, reader.types)
    if stored.fate in ("fails", "lost"):
        return None if stored.partly else Verdict("no", stored.why)
    found = cast(stored.type, taken(parameter, reader), reader.types)
    match found.outcome:
        case "works":
            return Verdict("yes")
        case "fails" | "changes":
            return Verdict("no", found.why)
        case _:
            return Verdict("unknown", found.why, causes.CAST)


def fits_after(type: Type, kind: str, wanted: Type, reader: Reader) -> str:
    """Why a value that is not of the wanted type may fit when it comes out of storage; nothing if it may not."""
    found = kept(type, kind, reader.types)
    if found.fate != "changed" or reader.types.assignable(type, wanted).answer != "no":
        return ""
    return "" if reader.types.assignable(found.type, wanted).answer == "no" else found.why


def task_findings(task: Task, given: Outputs, reader: Reader, visible: Collection[str] = ()) -> Iterator[Finding]:
    """What is wrong with one task by itself; `given` is what it gives, `visible` the names that it finds."""
    yield from _names(task)
    if isinstance(task.work, Python):
        yield from _coroutine(task, task.work)
        found = enumerate(given.ports)
        unfit = {
            one.span: one for at, port in found for one in _unstored(task, _framed(task, at, port, reader), reader)
        }
        yield from given.findings
        yield from (unfit.values() if not given.is_torn else ())
    elif isinstance(task.work, Shell):
        yield from shell_findings(task, task.work, frozenset(visible))
    elif isinstance(task.work, Notebook):
        yield from notebook_findings(task, task.work, frozenset(visible), reader)


def _names(task: Task) -> Iterator[Finding]:
    """Returns whose names no parameter can have."""
    for one in task.returns:
        odd = not one.name.isidentifier() or keyword.iskeyword(one.name)
        if odd and "$" not in one.name:
            yield Finding(
                code="FLO323",
                message=f"task `{task.name}` returns `{one.name}`, which no parameter of a function can be called",
                span=one.span,
                severity=Severity.WARNING,
                label="no name in Python",
                help="write letters, digits and underscores: only a function with `**kwargs` gets it otherwise",
                fix=renamed(one.span, one.name, _as_word(one.name)),
            )


def _as_word(name: str) -> str:
    """A name that a parameter can have and that is nearest to this one; nothing where there is none."""
    near = re.sub(r"\W+", "_", name)
    return near if near.isidentifier() and not keyword.iskeyword(near) else ""


def _coroutine(task: Task, work: Python) -> Iterator[Finding]:
    """An `async` function in a task that does not await it."""
    function = work.function
    if isinstance(function, Function) and function.is_async and task.word in ("PythonTask", "PythonJob"):
        yield Finding(
            code="FLO330",
            message=f"runnable 0.50.0 does not await `{function.name}` of task `{task.name}`: nothing in it runs",
            span=task.span,
            severity=Severity.WARNING,
            label=f"a `{task.word}`",
            related=(Note(message="is `async`", span=function.name_span),),
            help="make it an `AsyncPythonTask` of an `AsyncPipeline`, or take `async` out",
        )


def _framed(task: Task, at: int, port: Port, reader: Reader) -> Port:
    """A return of unknown type, as the DataFrame that it is if pandas reads it from a file."""
    known = frame(task, reader, at) if isinstance(port.type, UnknownType) else None
    return port if known is None else replace(port, type=known)


def _unstored(task: Task, port: Port, reader: Reader) -> Iterator[Finding]:
    """A return that its kind cannot keep."""
    found = kept(port.type, port.kind, reader.types)
    if found.fate not in ("fails", "lost"):
        return
    spelled = reader.types.spell(port.type)
    fails = found.fate == "fails"
    frame = isinstance(port.type, Named) and port.type.path.endswith("DataFrame")
    certain = (fails or frame) and not found.partly
    word = "a metric" if port.kind == "metric" else "json"
    ending = "the run fails after the task" if fails else "whoever takes it gets something else, without a word"
    yield Finding(
        code="FLO310" if fails else "FLO311",
        message=f"task `{task.name}` returns `{port.name}` (`{spelled}`) as {word}, which cannot hold it: "
        f"{found.why}; {ending}",
        span=port.span,
        severity=Severity.ERROR if certain else Severity.WARNING,
        label=f"stored as {word}",
        related=(Note(message=f"returns `{spelled}`", span=port.type_span),) if port.type_span != port.span else (),
        help=f'write `pickled("{port.name}")`, or return what JSON has: texts, numbers, lists, dicts by text',
    )
