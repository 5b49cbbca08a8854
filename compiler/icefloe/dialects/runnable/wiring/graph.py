"""From what a runnable pipeline says to its graph: names are joined, along each chain."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from icefloe.dialect import Reader
from icefloe.dialects.runnable.document import services
from icefloe.dialects.runnable.values import edges as values
from icefloe.dialects.runnable.values import shell
from icefloe.dialects.runnable.wiring import catalogs, given_files, used_secrets
from icefloe.dialects.runnable.wiring.composites import COMPOSITES, held
from icefloe.dialects.runnable.wiring.given import Out
from icefloe.dialects.runnable.wiring.returned import chains, handed_back, outermost, returned, tasks
from icefloe.dialects.runnable.wiring.scope import Scope
from icefloe.dialects.runnable.wiring.taking import bindings
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Catalog, Chain, End, Notebook, Python, Shell, Task, Written
from icefloe.findings import Finding, Note
from icefloe.fixes import removed
from icefloe.graph import Binding, Graph, Hole, OnFailure, Order, PythonRun, Result, Step
from icefloe.reach import inside
from icefloe.trace import Summary
from icefloe.values import Function, Known, Reference
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """A pipeline whose names are joined, and what was found wrong on the way."""

    graph: Graph
    findings: tuple[Finding, ...]


# It refuses an empty pipeline, and takes every tuple apart, also for one name and for none: what follows is its own.
_TOLD = frozenset({"FLO104", "FLO302"})


def wire(written: Written, reader: Reader) -> Wired:
    """Join the names of a whole pipeline."""
    every = tuple(tasks(written.chain))
    known = services.services(written.execution, reader, every)
    files = catalogs.Files(
        reader=reader, all=catalogs.puts(every), kind="do-nothing" if written.execution.job else known.catalog
    )
    wires = Wires(reader=reader, inner=_chain, files=files)
    outside, read, holes = given_files.outside(
        written.execution, wires, tuple(outermost(written.chain)), written.chain.span.path
    )
    # A job is one task, and is called as that is.
    own = written.chain.tasks[0].name if written.execution.job and written.chain.tasks else ""
    graph = _chain(wires, written.chain, Scope(kind="main", outside=outside), written.chain.name or own)
    tags: JsonObject = {**({"kind": "job"} if written.execution.job else {}), **known.tags}
    header = plan.Plan(name=graph.name, dialect="runnable", description=written.chain.description, tags=tags)
    graph = replace(
        graph,
        entry=written.entry,
        parameters=tuple(outside.parameters.values()),
        holes=(*holes, *graph.holes),
        files=(*read, *known.files),
        header=header if tags or written.chain.description else None,
    )
    given_files.hinted(wires, outside)
    used_secrets.check(wires, written.chain, known.secrets)
    found = (*known.findings, *wires.findings, *files.findings, *values.graph_findings(graph, reader))
    return Wired(graph=graph, findings=tuple(dict.fromkeys(found)))


def _chain(wires: Wires, chain: Chain, scope: Scope, name: str) -> Graph:
    """One chain: its tasks in order, each with the names that there are before it."""
    scope.sure = _is_whole(chain)
    scope.holes = tuple(hole.span for hole in chain.holes)
    scope.later = returned(chain)
    steps: list[Step] = []
    names: Counter[str] = Counter()
    for task in chain.tasks:
        twice = names[task.name]
        names[task.name] += 1
        # A second task of one name is told of where the chain is read; here it must have a name of its own.
        one = replace(task, name=f"{task.name}[{twice + 1}]") if twice else task
        step = replace(_step(wires, one, scope, is_last=task is chain.tasks[-1]), name=task.name)
        if steps:
            order = Order(step=steps[-1].id, why="it is the next task of the chain", span=task.added)
            step = replace(step, after=(order,))
        steps.append(step)
    holes = (*chain.holes, *(_torn(name, scope) for name in scope.torn))
    return Graph(
        name=name,
        dialect="runnable",
        span=chain.span,
        steps=tuple(steps),
        parameters=tuple(scope.parameters.values()),
        results=() if scope.parent is None else _results(scope, chain),
        holes=tuple(dict.fromkeys(holes)),
        token=chain.token,
        told=_TOLD,
    )


def _is_whole(chain: Chain) -> bool:
    """Whether all of a chain is known, down to what is inside its tasks."""
    return not chain.holes and all(_is_whole(inner) for task in chain.tasks for inner in chains(task))


def _step(wires: Wires, task: Task, scope: Scope, *, is_last: bool) -> Step:
    """One task, joined to the names before it; the scope then has what it returns."""
    function = task.work.function if isinstance(task.work, Python) else None
    body = wires.reader.summary(function) if isinstance(function, Function) else None
    composite = held(wires, task, scope)
    given = values.outputs(task, wires.reader)
    if composite is None and not any(inside(hole, task.added) for hole in scope.holes):
        wires.findings += values.task_findings(task, given, wires.reader, _seen(wires, task, scope))
    if composite is None:
        _outside(wires, task)
    failure = _on_failure(wires, task, scope)
    files = wires.files.sources(task, scope)
    wires.files.after(task, scope)
    outs = tuple(Out(port=port) for port in given.ports) if composite is None else composite.outs
    found = bindings(wires, task, scope) if composite is None else composite.bindings
    scope.unnamed = _unnamed(task, body)
    for out in outs:
        scope.names[out.port.name] = out.given(task.name)
    return Step(
        id=task.name,
        name=task.name,
        span=task.span,
        added=task.added,
        run=_run(task) if composite is None else composite.run,
        body=body,
        bindings=found,
        outputs=tuple(out.port for out in outs),
        policy=plan.Policy(secrets=tuple(secret.value for secret in task.secrets), cache=None),
        on_failure=failure,
        ends=_ends(task, scope, is_last=is_last),
        catalog=_catalog(task.catalog, files),
        labels=_labels(task),
        description=_description(body),
    )


def _seen(wires: Wires, task: Task, scope: Scope) -> frozenset[str]:
    """The names of which nobody need say that a task does not get them: it does, or that is said, or is not known.

    Only shells and notebooks are asked: what a function takes is wired name by name.
    """
    if not isinstance(task.work, Shell | Notebook):
        return frozenset()
    seen = scope.anywhere()
    if scope.is_sure and not scope.outside.open and not scope.outside.unread:
        return seen
    match task.work:
        case Shell(command=command):
            return seen | frozenset(shell.scan(command.value).reads)
        case Notebook(path=path):
            names = wires.reader.notebook(path.value) if path.value else None
            return seen | frozenset(() if names is None else (name.name for name in names.reads))


def _run(task: Task) -> PythonRun | plan.ShellRun | plan.NotebookRun | plan.StubRun:
    """What a plain task runs."""
    match task.work:
        case Python(function=function):
            return PythonRun(function=function, stream=task.work.streams)
        case Shell(command=command):
            return plan.ShellRun(command=command.value)
        case Notebook(path=path):
            return plan.NotebookRun(path=path.value)
        case _:
            return plan.StubRun()


def _ends(task: Task, scope: Scope, *, is_last: bool) -> End:
    """How the chain ends after a task, where that is not plain: a handler's end decides what becomes of the run."""
    if is_last and task.ends != "failure":
        return "success" if scope.kind == "handler" else ""
    return task.ends


def _on_failure(wires: Wires, task: Task, scope: Scope) -> OnFailure | None:
    """The chain that runs when a task has failed: it goes on with the names that there are before the task."""
    if task.on_failure is None:
        return None
    span = task.failing or task.on_failure.span
    if isinstance(task.work, COMPOSITES) and task.word[:1].isupper():
        wires.warn(
            "FLO217",
            f"`on_failure` of `{task.name}` is never used: runnable drops it for a {task.word}",
            span,
            "these tasks never run",
            "give it to the tasks inside, each for itself",
            Note(message=f"`{task.name}` is a {task.word}", span=task.span),
            fix=removed(span, "`on_failure`"),
        )
        return None
    handed: dict[str, Binding] = {}
    inner = scope.inside("handler", f"the handler of `{task.name}`", task.name, handed)
    inner.failed = handed_back(task)
    handler = _chain(wires, task.on_failure, inner, "on_failure")
    return OnFailure(action="handler", span=span, handler=handler, bindings=tuple(handed.values()))


def _outside(wires: Wires, task: Task) -> None:
    """Say that nothing can be told of a function that is not in the project."""
    if not isinstance(task.work, Python) or isinstance(task.work.function, Function):
        return
    reference: Reference = task.work.function
    if reference.path:
        wires.warn(
            "FLO218",
            f"`{reference.path}` of task `{task.name}` is not in the project: what it takes and returns is not known",
            task.work.span,
            "not checked",
            "call it in a function of the project: then it gets its values here too, and they are checked",
        )


def _unnamed(task: Task, body: Summary | None) -> Note | None:
    """Where a task returns a value that it gives no name."""
    if body is None or task.returns:
        return None
    back = next((one for one in body.returns if not (isinstance(one.value, Known) and one.value.value is None)), None)
    message = f"task `{task.name}` returns a value here, and names none in `returns`"
    return None if back is None else Note(message=message, span=back.span)


def _results(scope: Scope, chain: Chain) -> tuple[Result, ...]:
    """What a chain hands back: every name that was returned in it, as it was returned last."""
    return tuple(Result(name=name, source=one.source, span=chain.span) for name, one in scope.names.items())


def _torn(name: str, scope: Scope) -> Hole:
    why = "the functions that take it have other defaults, and each has its own in that round"
    return Hole(what=f"`{name}` in the first round", why=why, span=scope.torn[name], help="give them one default")


def _catalog(catalog: Catalog | None, files: Mapping[str, Sequence[str]]) -> JsonObject:
    """What a task takes from the catalog and puts into it; `from` are the steps of its chain that put what it takes.

    They are no further edges: all of them are before it in the chain.
    """
    if catalog is None:
        return {}
    found: dict[str, Json] = {}
    if catalog.get:
        found["get"] = [text.value for text in catalog.get]
    if catalog.put:
        found["put"] = [text.value for text in catalog.put]
    if files:
        found["from"] = {pattern: list(steps) for pattern, steps in files.items()}
    return found if catalog.copies else {**found, "store_copy": False}


def _labels(task: Task) -> JsonObject:
    """What only runnable understands, kept by name."""
    found: dict[str, Json] = {"runnable.overrides": task.overrides} if task.overrides else {}
    if isinstance(task.work, Notebook) and task.work.options:
        found["runnable.optional_ploomber_args"] = task.work.options
    return found


def _description(body: Summary | None) -> str:
    return (body.function.docstring or "").strip() if body is not None else ""
