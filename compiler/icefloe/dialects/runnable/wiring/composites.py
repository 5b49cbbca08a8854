"""Tasks that hold chains: Parallel, Map, Conditional, Loop."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.dialects.runnable.wiring import deciding, reducers
from icefloe.dialects.runnable.wiring.given import Given, Out
from icefloe.dialects.runnable.wiring.returned import returned
from icefloe.dialects.runnable.wiring.scope import Kind, Scope
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Chain, Conditional, Loop, Map, Parallel, Task, Text
from icefloe.findings import Note
from icefloe.graph import Binding, Graph, LoopRun, MapRun, Missing, ParallelRun, Port, Result, Run, Source, SwitchRun
from icefloe.infer.parts import element_of
from icefloe.types import Named, Type, UnknownType, causes
from icefloe_schema import plan
from icefloe_schema.records import dataclass

COMPOSITES = (Parallel, Map, Conditional, Loop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a task that holds chains is: what it runs, what goes in, what comes out."""

    run: Run
    bindings: tuple[Binding, ...]
    outs: tuple[Out, ...]


@dataclass(slots=True, kw_only=True)
class _Body:
    """One chain inside a task: the graph that it became, and the names that it has at its end."""

    graph: Graph
    scope: Scope
    ports: dict[str, Port]


def held(wires: Wires, task: Task, scope: Scope) -> Held | None:
    """Wire the chains inside a task; None for a task that holds none."""
    work = task.work
    if not isinstance(work, COMPOSITES):
        return None
    _nested(wires, task, scope)
    handed: dict[str, Binding] = {}
    match work:
        case Parallel():
            run, outs = _parallel(wires, task, work, scope, handed)
        case Map():
            run, outs = _map(wires, task, work, scope, handed)
        case Conditional():
            run, outs = _conditional(wires, task, work, scope, handed)
        case _:
            run, outs = _loop(wires, task, work, scope, handed)
    return Held(run=run, bindings=tuple(handed.values()), outs=outs)


def _nested(wires: Wires, task: Task, scope: Scope) -> None:
    """Say that runnable fails after a task with branches inside a Map or a Loop."""
    holder = next((one for one in scope.around if one.kind != "handler"), scope)
    if holder.kind not in ("element", "round"):
        return
    what = "a Map" if holder.kind == "element" else "a Loop"
    wires.warn(
        "FLO224",
        f"`{task.name}` holds branches inside {what}: runnable 0.50.0 runs them, and then does not find them again",
        task.span,
        "the run fails after this",
        f"run its tasks one after the other, or put what `{task.name}` does into one function",
        Note(message=f"it is inside {what} here", span=holder.span) if holder.span is not None else None,
    )


def _body(wires: Wires, chain: Chain, name: str, scope: Scope) -> _Body:
    graph = wires.inner(wires, chain, scope, name)
    return _Body(graph=graph, scope=scope, ports=_ports(graph))


def _ports(graph: Graph) -> dict[str, Port]:
    """The names that a chain has at its end, as they were returned last; its caller need not read each of them."""
    return {port.name: replace(port, position=None, key="", declared=False) for s in graph.steps for port in s.outputs}


def _branches(
    wires: Wires, task: Task, branches: Sequence[tuple[Text, Chain]], scope: Scope, handed: dict[str, Binding]
) -> list[_Body]:
    """The branches of a Parallel or a Conditional; none of them sees what is around it, or another."""
    is_case = isinstance(task.work, Conditional)
    bodies: list[_Body] = []
    for key, chain in branches:
        inner = _scope(task, f"branch `{key.value}` of `{task.name}`", "branch", scope, handed)
        inner.is_case = is_case
        for other, beside in () if is_case else branches:
            if other is not key:
                inner.beside = {**returned(beside), **inner.beside}
        bodies.append(_body(wires, chain, key.value, inner))
    return bodies


def _scope(task: Task, title: str, kind: Kind, scope: Scope, handed: dict[str, Binding]) -> Scope:
    inner = scope.inside(kind, title, task.name, handed)
    inner.span = task.span
    return inner


def _parallel(
    wires: Wires, task: Task, work: Parallel, scope: Scope, handed: dict[str, Binding]
) -> tuple[Run, tuple[Out, ...]]:
    bodies = _branches(wires, task, work.branches, scope, handed)
    found: dict[str, Out] = {}
    for body in bodies:
        for name, port in body.ports.items():
            own = body.scope.names[name]
            note = Note(message=f"{body.scope.title} returns `{name}`", span=own.span)
            before = found.get(name)
            rivals = () if before is None else (note, *(before.rivals or (_rival(before, bodies, name),)))
            found[name] = Out(port=port, sometimes=own.sometimes, rivals=rivals)
    names = [key.value for key, _ in work.branches]
    run = ParallelRun(branches=tuple(zip(names, (body.graph for body in bodies), strict=True)))
    return run, tuple(found.values())


def _rival(out: Out, bodies: Sequence[_Body], name: str) -> Note:
    first = next(body for body in bodies if name in body.ports)
    return Note(message=f"{first.scope.title} returns `{name}` too", span=out.port.span)


def _map(wires: Wires, task: Task, work: Map, scope: Scope, handed: dict[str, Binding]) -> tuple[Run, tuple[Out, ...]]:
    over = scope.from_main(work.iterate_on)
    deciding.iterated(wires, task, work.iterate_on, over, scope)
    whole = UnknownType("what is iterated over is not known", causes.RUN_TIME) if over is None else over.type
    inner = _scope(task, f"the branch of Map `{task.name}`", "element", scope, handed)
    item = work.iterate_as.value
    inner.element = (
        item,
        Given(
            source=plan.FromItem(name=item),
            type=element_of(whole)
            or UnknownType("the elements of what is iterated over are not known", causes.RUN_TIME),
            span=work.iterate_as.span,
            giver=f"Map `{task.name}` gives each element as `{item}`",
        ),
    )
    body = _body(wires, work.branch, "branch", inner)
    reducers.check(wires, task, work.reducer)
    own = {one.name for inside in work.branch.tasks for one in inside.returns}
    reducer = work.reducer.value if isinstance(work.reducer, Text) else work.reducer
    outs = tuple(
        Out(port=replace(port, type=_collected(port.type, reduced=reducer is not None), kind="json"))
        for name, port in body.ports.items()
        if name in own
    )
    return MapRun(over=_source(over, work.iterate_on), item=item, body=body.graph, reducer=reducer), outs


def _collected(type_: Type, *, reduced: bool) -> Type:
    if reduced:
        return UnknownType("what a reducer makes of the values is not followed", causes.NO_RETURN)
    return Named("builtins.list", (type_,))


def _conditional(
    wires: Wires, task: Task, work: Conditional, scope: Scope, handed: dict[str, Binding]
) -> tuple[Run, tuple[Out, ...]]:
    on = scope.from_main(work.parameter)
    deciding.decided(wires, task, work, on, scope)
    bodies = _branches(wires, task, work.branches, scope, handed)
    # After a branch that ends the run in failure nothing of the chain comes.
    going = [body for body in bodies if not any(step.ends == "failure" for step in body.graph.steps)]
    outs: list[Out] = []
    for name in dict.fromkeys(name for body in bodies for name in body.ports):
        having = [body for body in bodies if name in body.ports]
        lacking = [body for body in going if name not in body.ports]
        before = _before(scope, name) if lacking else None
        for body in lacking if before is not None else ():
            _pass_through(body, name, before)
        why = "" if before is not None or not lacking else f"{lacking[0].scope.title} does not return it"
        sometimes = why or next((body.scope.names[name].sometimes for body in having), "")
        outs.append(Out(port=having[-1].ports[name], sometimes=sometimes))
    source = _source(on, work.parameter)
    if not isinstance(source, Missing) and (on is None or not deciding.is_text(on.type)):
        source = plan.FromExpression(op="format", operands=(source,))
    keys = [key.value for key, _ in work.branches]
    cases = tuple(zip(keys, (body.graph for body in bodies), strict=True))
    return SwitchRun(on=source, cases=cases), tuple(outs)


def _before(scope: Scope, name: str) -> Given | None:
    """What the chain has under a name already, which stays where a branch does not return it."""
    return scope.find(name) if name in scope.visible() else None


def _pass_through(body: _Body, name: str, before: Given | None) -> None:
    """Let a branch hand back what was there before, so that the name is there whichever branch is taken."""
    if before is None:
        return
    taken = body.scope.take(name, before)
    if isinstance(taken.source, plan.FromParameter):
        result = Result(name=name, source=taken.source, span=body.graph.span)
        parameters = tuple(body.scope.parameters.values())
        body.graph = replace(body.graph, parameters=parameters, results=(*body.graph.results, result))


def _loop(
    wires: Wires, task: Task, work: Loop, scope: Scope, handed: dict[str, Binding]
) -> tuple[Run, tuple[Out, ...]]:
    inner = _scope(task, f"the branch of Loop `{task.name}`", "round", scope, handed)
    inner.index = (work.index.value, work.index.span)
    body = _body(wires, work.branch, "branch", inner)
    until = deciding.until(wires, task, work, inner)
    body.graph = replace(body.graph, parameters=tuple(inner.parameters.values()))
    carry = tuple(name for name in inner.parameters if name in body.ports)
    run = LoopRun(body=body.graph, until=until, maximum=max(1, work.maximum), carry=carry, index=work.index.value)
    outs = tuple(Out(port=port, sometimes=inner.names[name].sometimes) for name, port in body.ports.items())
    return run, outs


def _source(found: Given | None, name: Text) -> Source:
    """Where the value that decides comes from; that there is none has been told."""
    return Missing(asset=name.value, declared=True) if found is None else found.source
