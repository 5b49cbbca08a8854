"""Where values come from in the end, through the graphs inside a graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from icefloe.graph import Graph, LoopRun, MapRun, Missing, ParallelRun, Parameter, PlanRun, Run, Source, Step, SwitchRun
from icefloe_schema import plan

Met: TypeAlias = frozenset[tuple[str, str]]
UNSURE = "the function's own default, if it has one"


@dataclass(frozen=True, slots=True)
class Scope:
    """A graph, where it stands, and what it is in: the step that runs it, or whose failure it handles."""

    graph: Graph
    prefix: str = ""
    outer: "Scope | None" = None
    step: Step | None = None
    handler: bool = False


def bodies(run: Run) -> Iterator[tuple[str, Graph]]:
    """The graphs that a step runs, by what its paths call them."""
    match run:
        case ParallelRun():
            yield from run.branches
        case SwitchRun():
            yield from ((str(case), body) for case, body in run.cases)
        case MapRun() | LoopRun() | PlanRun():
            yield "*", run.body
        case _:
            return


def origins(source: Source, scope: Scope, met: Met = frozenset()) -> Iterator[str]:
    """The tasks, parameters and items that a value comes from in the end.

    `met` are the names that rounds hand on to the next, which may come back to themselves.
    """
    match source:
        case plan.FromOutput():
            yield from _output(source.step, source.name, scope, met)
        case plan.FromParameter():
            yield from _parameter(source.name, scope, met)
        case plan.FromItem():
            yield f"item {source.name}"
        case plan.FromDefault():
            yield UNSURE
        case Missing():
            yield "missing"
        case plan.FromExpression():
            for operand in source.operands:
                if not isinstance(operand, plan.FromLiteral):
                    yield from origins(operand, scope, met)
        case _:
            yield f"value {source}"


def _output(step_id: str, name: str, scope: Scope, met: Met) -> Iterator[str]:
    step = scope.graph.step(step_id)
    if step is None:
        if scope.outer is None:
            yield f"output {name} of {step_id}, which there is not"
        else:
            yield from _output(step_id, name, scope.outer, met)
        return
    path = f"{scope.prefix}{step.name}"
    found = [
        (result, Scope(body, f"{path}/{key}/", scope, step))
        for key, body in bodies(step.run)
        for result in body.results
        if result.name == name
    ]
    if isinstance(step.run, ParallelRun):
        found = found[-1:]
    elif isinstance(step.run, SwitchRun) and len(found) < len(step.run.cases):
        yield UNSURE
    for result, inside in found:
        yield from origins(result.source, inside, met)
    if not found:
        yield f"{path}.{name}"


def _parameter(name: str, scope: Scope, met: Met) -> Iterator[str]:
    if scope.outer is None or scope.step is None:
        yield _own(next((one for one in scope.graph.parameters if one.name == name), None), name)
        return
    failing = scope.step.on_failure.bindings if scope.handler and scope.step.on_failure is not None else ()
    given = failing if scope.handler else scope.step.bindings
    binding = next((one for one in given if one.parameter == name), None)
    run = scope.step.run
    here = (scope.prefix, name)
    if isinstance(run, LoopRun) and name in run.carry and not scope.handler and here not in met:
        for result in scope.graph.results:
            if result.name == name:
                yield from origins(result.source, scope, met | {here})
    first = next((one.default for one in scope.graph.parameters if one.name == name), None)
    if binding is not None:
        yield from origins(binding.source, scope.outer, met)
    elif first is not None:
        yield "default"
    elif not (isinstance(run, LoopRun) and name in run.carry):
        yield f"parameter {name} of a branch, which nothing gives"


def from_outside(source: Source, scope: Scope) -> bool:
    """Tell whether a branch takes a value from a chain around it."""
    inside = scope.step is not None and isinstance(scope.step.run, ParallelRun | SwitchRun | MapRun)
    if not isinstance(source, plan.FromParameter) or scope.step is None or scope.outer is None:
        return False
    failing = scope.step.on_failure.bindings if scope.step.on_failure is not None else ()
    given = failing if scope.handler else scope.step.bindings
    above = next((one.source for one in given if one.parameter == source.name), None)
    return (inside and not scope.handler) or (above is not None and from_outside(above, scope.outer))


def is_of_file(parameter: Parameter) -> bool:
    """Tell whether a parameter file gives it."""
    return parameter.origin == "file" and parameter.default is not None


def _own(parameter: Parameter | None, name: str) -> str:
    if parameter is None:
        return f"parameter {name}, which there is not"
    if is_of_file(parameter):
        return f"parameter {name}"
    return "missing" if parameter.default is None else "default"
