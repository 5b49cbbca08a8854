"""The dialect of runnable (0.50): tasks in a list, values joined by the names of returns and parameters."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from icefloe import documents, parameterfile
from icefloe.dialect import Dialect, Reader, Reading
from icefloe.dialects.runnable.chain import Scope, chain, is_pipeline, shape
from icefloe.dialects.runnable.task import JOBS, Code
from icefloe.dialects.runnable.vocabulary import words
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph, Hole, Parameter
from icefloe.reach import around, effects, given, records, text, traces, variable, within
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import Function, Known, Record
from icefloe_schema import plan

_EXECUTE = (".execute", ".execute_streaming")


def read(trace: Trace, reader: Reader) -> Reading:
    """The pipelines and jobs of one file."""
    found = traces(trace, reader, ("runnable",))
    log = effects(found)
    calls = records(log, trace.path)
    functions = [function for one in found for function in one.functions]
    code = Code(reader=reader, attributes=_attributes(log))
    graphs = [_graph(code, record, calls, trace, functions) for record in _top(calls, code)]
    extra = [finding for one in found[1:] for finding in one.findings]
    return Reading(graphs=_named(graphs, trace.module), findings=(*extra, *code.findings))


def _attributes(log: Iterable[Effect]) -> Mapping[tuple[int, str], Effect]:
    """The attributes that were set on objects, as they were set last."""
    return {
        (effect.target.token, effect.name): effect
        for effect in log
        if effect.kind == "set" and effect.name and isinstance(effect.target, Record)
    }


def _top(calls: tuple[Record, ...], code: Code) -> list[Record]:
    """The pipelines that are not part of another, or that are executed themselves."""
    inner: set[int] = set()
    executed: set[int] = set()
    for record in calls:
        if record.path.endswith(_EXECUTE) and isinstance(record.receiver, Record):
            executed.add(record.receiver.token)
        else:
            inner |= {part.token for argument in record.arguments for part in within(argument.value)}
    for effect in code.attributes.values():
        inner |= {part.token for part in within(effect.value)}
    makers = [record for record in calls if is_pipeline(record) or record.path in JOBS]
    return [record for record in makers if record.token in executed or record.token not in inner]


def _graph(code: Code, record: Record, calls: tuple[Record, ...], trace: Trace, functions: list[Function]) -> Graph:
    """The graph of one pipeline, with its parameter file and its address."""
    shape(code, record)
    holes = tuple(code.holes)
    code.holes.clear()
    scope = Scope()
    files, refusals = _files(code, record, calls, scope)
    function = around(record.span, functions)
    owner = function.qualname if function is not None else variable(record.token, trace)
    graph = chain(code, record, text(given(record, "name")) or "", scope)
    description = text(given(record, "description")) or ""
    return replace(
        graph,
        entry=f"{trace.module}:{owner}",
        holes=(*holes, *refusals, *graph.holes),
        files=files,
        header=plan.Plan(name=graph.name, dialect="runnable", description=description) if description else None,
    )


def _files(
    code: Code, pipeline: Record, calls: tuple[Record, ...], scope: Scope
) -> tuple[tuple[plan.InputFile, ...], tuple[Hole, ...]]:
    """Read the parameter file that `execute` names: its names become parameters of the plan."""
    for call in calls:
        receiver = call.receiver
        value = given(call, "parameters_file", 1)
        if not call.path.endswith(_EXECUTE) or not isinstance(receiver, Record) or receiver.token != pipeline.token:
            continue
        if value is None or (isinstance(value, Known) and value.value in (None, "")):
            continue
        written = text(value)
        found = None if written is None else _open(code.reader, written, call.span.path)
        if found is None:
            # The name or the file comes into being in a run: what the file would give, a run must give.
            scope.external = True
            code.findings.append(_unread(written, value.span))
            continue
        path, data = found
        entries = parameterfile.entries(data, path)
        if isinstance(entries, documents.Refusal):
            return (), (Hole(what=f"the parameter file `{path}`", why=entries.why, span=entries.span),)
        for entry in entries:
            scope.parameters[entry.name] = Parameter(
                name=entry.name,
                type=code.reader.types.of(entry.value),
                span=entry.span,
                default=entry.value,
                origin="file",
                variable=f"RUNNABLE_PRM_{entry.name}",
            )
        return (plan.InputFile(path=path, sha256=hashlib.sha256(data).hexdigest()),), ()
    return (), ()


def _unread(written: str | None, span: Span) -> Finding:
    """A finding about a parameter file that is not there when the pipeline is compiled."""
    what = "the name of the parameter file is only known in a run" if written is None else f"there is no `{written}`"
    return Finding(
        code="FLO121",
        message=f"{what}: every parameter that it would give must be given to each run",
        span=span,
        severity=Severity.WARNING,
        label="not read",
        help="write the path of a file in the project, from the project's root or from this file's folder",
    )


def _open(reader: Reader, written: str, beside: str) -> tuple[str, bytes] | None:
    """A file by its path from the project's root, or else from the folder of the file that names it."""
    if PurePosixPath(written).is_absolute() or ".." in PurePosixPath(written).parts:
        return None
    for folder in (PurePosixPath(), PurePosixPath(beside).parent):
        path = (folder / written).as_posix()
        data = reader.read(path)
        if data is not None:
            return path, data
    return None


def _named(graphs: list[Graph], module: str) -> tuple[Graph, ...]:
    """Give each graph a name: its own, or the file's if it is the only one, or the function's or variable's."""
    named: list[Graph] = []
    for graph in graphs:
        owner = graph.entry.partition(":")[2]
        name = graph.name or (module.rpartition(".")[2] if len(graphs) == 1 else owner) or f"line{graph.span.line}"
        named.append(replace(graph, name=name))
    return tuple(named)


DIALECT = Dialect(
    name="runnable",
    packages=("runnable",),
    words=words(),
    read=read,
)
