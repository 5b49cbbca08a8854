"""The edges of a plan, read from its bindings: a plan has no edges of its own."""

from collections.abc import Iterator

from icefloe_schema.plan import (
    Body,
    DynamicRun,
    FromAtom,
    FromExpression,
    FromOutput,
    FromParameter,
    FromRan,
    FunctionGuard,
    LoopRun,
    MapRun,
    ParallelRun,
    PlanRun,
    PythonRun,
    Step,
    SwitchRun,
    Value,
)
from icefloe_schema.records import dataclass

#: The kinds of steps that have bodies. Plans are walked through a few times before a run: a name is read faster than a
#: union is made.
WITH_BODIES = (PlanRun, MapRun, ParallelRun, SwitchRun, LoopRun, DynamicRun)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A connection between two steps: the outputs that flow along it, none where it only sets the order."""

    source: str
    target: str
    outputs: tuple[str, ...] = ()


def edges(steps: tuple[Step, ...]) -> tuple[Edge, ...]:
    """All edges between these steps, in the order of their targets, then of first use."""
    return tuple(edge for step in steps for edge in incoming(step))


def incoming(step: Step) -> tuple[Edge, ...]:
    """The edges that end in this step, in the order in which it names their sources."""
    flows: dict[str, list[str]] = {}
    for value in leaves(step):
        if isinstance(value, FromOutput):
            outputs = flows.setdefault(value.step, [])
            if value.name not in outputs:
                outputs.append(value.name)
        elif isinstance(value, FromRan):
            flows.setdefault(value.step, [])
    for source in step.after:
        flows.setdefault(source, [])
    return tuple(Edge(source=source, target=step.id, outputs=tuple(names)) for source, names in flows.items())


def parameters(step: Step) -> tuple[str, ...]:
    """The names of the plan's parameters that this step reads, each once."""
    names = (value.name for value in leaves(step) if isinstance(value, FromParameter))
    return tuple(dict.fromkeys(names))


def leaves(step: Step) -> Iterator[Value]:
    """Every value, expressions taken apart, that this step takes from around it."""
    for value in _values(step):
        if isinstance(value, FromExpression):
            yield from _leaves(value)
        else:
            yield value


def bodies(step: Step) -> tuple[tuple[str, Body], ...]:
    """The nested bodies of a step, each with the name it is known by."""
    run = step.run
    if not isinstance(run, WITH_BODIES):
        return ()
    if isinstance(run, PlanRun | MapRun | LoopRun):
        return ((run.body.name, run.body),)
    if isinstance(run, ParallelRun):
        return tuple((branch.name, branch.body) for branch in run.branches)
    if isinstance(run, SwitchRun):
        cases = tuple((str(case.value), case.body) for case in run.cases)
        return (*cases, ("default", run.default)) if run.default else cases
    return ((run.template.name, run.template),) if run.template else ()


def deep(steps: tuple[Step, ...]) -> Iterator[Step]:
    """These steps and all those in their bodies and in the handlers of their failures, each before what is in it."""
    for step in steps:
        yield step
        if isinstance(step.run, WITH_BODIES):
            for _name, body in bodies(step):
                yield from deep(body.steps)
        failure = step.policy.on_failure
        if failure is not None and failure.handler is not None:
            yield from deep(failure.handler.steps)


def before(step: Step, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The steps of a body that have ended before a step of it begins, in the order of the body."""
    by_id = {one.id: one for one in steps}
    found: set[str] = set()
    todo = [step]
    while todo:
        for edge in incoming(todo.pop()):
            if edge.source in by_id and edge.source not in found:
                found.add(edge.source)
                todo.append(by_id[edge.source])
    return tuple(one.id for one in steps if one.id in found)


def _values(step: Step) -> list[Value]:
    # A list: a generator for each of the parts takes longer than all else here, and most steps have few values.
    found = [binding.value for binding in step.bindings]
    guard, run = step.guard, step.run
    if guard is not None:
        found += [binding.value for binding in guard.bindings] if isinstance(guard, FunctionGuard) else [guard.test]
    if isinstance(run, PythonRun):
        if run.config:
            found.append(run.config.value)
    elif isinstance(run, WITH_BODIES):
        if isinstance(run, MapRun):
            found.append(run.over)
        elif isinstance(run, SwitchRun):
            found.append(run.on)
        until = (run.until,) if isinstance(run, LoopRun) else ()
        for _name, body in bodies(step):
            found += _reached_from(body, until)
    return found


def _reached_from(body: Body, more: tuple[Value, ...]) -> Iterator[Value]:
    """What a nested body takes from outside itself: its own steps, parameters and items are its own affair."""
    own = {step.id for step in body.steps}
    names = {parameter.name for parameter in body.parameters}
    inner = [value for step in body.steps for value in leaves(step)]
    inner += [leaf for value in (*(result.value for result in body.results), *more) for leaf in _leaves(value)]
    for value in inner:
        outer_output = isinstance(value, FromOutput | FromRan) and value.step not in own
        outer_parameter = isinstance(value, FromParameter) and value.name not in names
        if outer_output or outer_parameter or isinstance(value, FromAtom):
            yield value


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, FromExpression):
        for operand in value.operands:
            yield from _leaves(operand)
    else:
        yield value
