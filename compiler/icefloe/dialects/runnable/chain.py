"""A chain of runnable tasks: the order of the list, and values joined to parameters by name along it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from icefloe.dialects.runnable.composite import COMPOSITES, Given, composite
from icefloe.dialects.runnable.task import JOBS, NOTEBOOK, PYTHON, SHELL, STUB, Code, Task, task, true
from icefloe.graph import Binding, Graph, Missing, OnFailure, Order, Parameter, Result, Step
from icefloe.reach import why
from icefloe.types import Named, Type, UnknownType
from icefloe.values import Function, Items, Known, Record, Value
from icefloe.values import Parameter as Argument
from icefloe_schema import plan

TASKS = PYTHON | SHELL | NOTEBOOK | STUB
PIPELINES = frozenset({"runnable.Pipeline", "runnable.AsyncPipeline"})
_WORD = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
_PIPELINE_ARGUMENTS = frozenset({"steps", "name", "description"})


@dataclass(slots=True, kw_only=True)
class Scope:
    """The names that a chain sees: grows from task to task.

    `parameters` are the plan's own, taken up when a task asks for them; `defaults` are the defaults on which all
    tasks agree; `closed` is true in a branch, which sees no parameters at all.
    """

    names: dict[str, Given] = field(default_factory=dict[str, Given])
    parameters: dict[str, Parameter] = field(default_factory=dict[str, Parameter])
    defaults: Mapping[str, Known] = field(default_factory=dict[str, Known])
    closed: bool = False
    external: bool = False


def chain(code: Code, pipeline: Record, name: str, scope: Scope) -> Graph:
    """The graph of a pipeline, of a job, or of `task.as_pipeline()`."""
    before = len(code.holes)
    if not scope.closed:
        scope.defaults = _defaults(members(code, pipeline))
    steps: list[Step] = []
    for value in members(code, pipeline):
        previous = steps[-1] if steps else None
        if not isinstance(value, Record) or value.path not in TASKS | COMPOSITES:
            code.hole("a task", why(value), value.span)
            continue
        found = _composite(code, value, scope) if value.path in COMPOSITES else _task(code, value, scope)
        if found is None:
            continue
        if previous is not None:
            order = Order(step=previous.id, why="it is the next task of the chain", span=value.span)
            found = replace(found, after=(order,))
        steps.append(found)
        for port in found.outputs:
            source = plan.FromOutput(step=found.id, name=port.name)
            scope.names[port.name] = Given(source=source, type=port.type, span=port.span, kind=port.kind)
    _terminal(code, pipeline)
    holes = tuple(dict.fromkeys(code.holes[before:]))
    del code.holes[before:]
    return Graph(
        name=name,
        dialect="runnable",
        span=pipeline.span,
        steps=tuple(steps),
        parameters=tuple(scope.parameters.values()),
        results=_results(steps, pipeline) if scope.closed else (),
        holes=holes,
    )


def members(code: Code, pipeline: Record) -> tuple[Value, ...]:
    """The tasks of a pipeline, in order."""
    if pipeline.path in JOBS:
        return (pipeline,)
    if pipeline.path.endswith((".as_pipeline", ".as_async_pipeline")):
        return () if pipeline.receiver is None else (pipeline.receiver,)
    steps = code.value(pipeline, "steps")
    return steps.items if isinstance(steps, Items) else ()


def shape(code: Code, pipeline: Record) -> None:
    """Report what keeps the list of a pipeline's tasks from being known, once for each pipeline."""
    if pipeline.path in PIPELINES:
        code.refuse(pipeline, _PIPELINE_ARGUMENTS)
        steps = code.value(pipeline, "steps")
        if not isinstance(steps, Items):
            code.hole("the list of steps", why(steps), pipeline.span if steps is None else steps.span)


def _defaults(values: Iterable[Value]) -> dict[str, Known]:
    """The constant defaults of the functions' parameters, where all that have the name agree."""
    found: dict[str, Known] = {}
    torn: set[str] = set()
    for value in values:
        function = (
            next((a.value for a in value.arguments if a.name == "function"), None)
            if isinstance(value, Record)
            else None
        )
        for parameter in function.parameters if isinstance(function, Function) else ():
            default = parameter.default
            if default is None:
                continue
            known = found.get(parameter.name)
            same = isinstance(default, Known) and isinstance(default.value, str | int | float | bool | None)
            if isinstance(default, Known) and same and known is None:
                found[parameter.name] = default
            elif not isinstance(default, Known) or known is None or not same or _unlike(known, default):
                torn.add(parameter.name)
    return {name: default for name, default in found.items() if name not in torn}


def _unlike(one: Known, two: Known) -> bool:
    return type(one.value) is not type(two.value) or one.value != two.value


def _task(code: Code, record: Record, scope: Scope) -> Step | None:
    """One task, joined to the names before it."""
    found = task(code, record)
    if found is None:
        return None
    return Step(
        id=found.name,
        name=found.name,
        span=found.span,
        added=record.span,
        run=found.run,
        body=found.body,
        bindings=_bindings(code, found, scope),
        outputs=found.ports,
        policy=found.policy,
        on_failure=_on_failure(code, record, scope),
        catalog=found.catalog,
        labels=found.labels,
        description=found.description,
    )


def _bindings(code: Code, found: Task, scope: Scope) -> tuple[Binding, ...]:
    """Where the parameters of a task get their values from."""
    if found.body is not None:
        parameters = found.body.function.parameters
        bound = [_binding(code, p, scope) for p in parameters if p.kind in ("positional", "normal", "keyword")]
        if any(p.kind == "kwargs" for p in parameters):
            names = {binding.parameter for binding in bound}
            bound += [_given(name, one, found) for name, one in scope.names.items() if name not in names]
        return tuple(bound)
    if isinstance(found.run, plan.ShellRun):
        words = dict.fromkeys(_WORD.findall(found.run.command))
        return tuple(_given(name, scope.names[name], found) for name in words if name in scope.names)
    if isinstance(found.run, plan.NotebookRun):
        return tuple(_given(name, one, found) for name, one in scope.names.items() if one.kind != "pickled")
    return ()


def _given(name: str, one: Given, found: Task) -> Binding:
    """A value that is handed over whatever its type."""
    untyped = UnknownType(f"step `{found.name}` takes `{name}` without a type")
    return Binding(parameter=name, source=one.source, type=untyped, span=found.span, source_span=one.span)


def _binding(code: Code, parameter: Argument, scope: Scope) -> Binding:
    """Where one parameter of a function gets its value from: the chain, the plan's parameters, its default."""
    name = parameter.name
    taken = _taken(code, parameter)
    base = Binding(parameter=name, source=Missing(asset=name, declared=False), type=taken, span=parameter.span)
    if name in scope.names:
        one = scope.names[name]
        adapt = () if one.kind == "pickled" else _cast(code, taken)
        return replace(base, source=one.source, source_span=one.span, adapt=adapt)
    if name in scope.parameters:
        source = plan.FromParameter(name=name)
        return replace(base, source=source, source_span=scope.parameters[name].span, adapt=_cast(code, taken))
    if parameter.default is not None and (scope.closed or name not in scope.defaults):
        return replace(base, source=plan.FromDefault(), source_span=parameter.default.span, joined="default")
    if scope.closed or (parameter.default is None and not scope.external):
        return base
    _adopt(code, parameter, taken, scope)
    return replace(base, source=plan.FromParameter(name=name), source_span=parameter.span, adapt=_cast(code, taken))


def _adopt(code: Code, parameter: Argument, taken: Type, scope: Scope) -> None:
    """Make a function's parameter one of the plan: a run may give it, as runnable's environment variables do."""
    default = scope.defaults.get(parameter.name) if parameter.default is not None else None
    plain = isinstance(taken, UnknownType) and default is not None
    scope.parameters[parameter.name] = Parameter(
        name=parameter.name,
        type=code.reader.types.of(default) if plain and default is not None else taken,
        span=parameter.span,
        default=default,
        origin="argument" if default is not None else "file",
        variable=f"RUNNABLE_PRM_{parameter.name}",
    )


def _taken(code: Code, parameter: Argument) -> Type:
    """The type that a parameter takes."""
    if parameter.annotation is None:
        return UnknownType(f"parameter `{parameter.name}` has no annotation")
    return code.reader.types.annotation(parameter.annotation)


def _cast(code: Code, taken: Type) -> tuple[plan.Adapt, ...]:
    """What runnable does to a stored value: it calls the annotated class with it."""
    return (plan.Adapt(how="cast", type=code.reader.types.spell(taken)),) if isinstance(taken, Named) else ()


def _on_failure(code: Code, record: Record, scope: Scope) -> OnFailure | None:
    """The pipeline that runs when a task has failed; it sees the names before the task."""
    value = code.value(record, "on_failure")
    if value is None or (isinstance(value, Known) and value.value is None):
        return None
    if not isinstance(value, Record) or not is_pipeline(value):
        code.hole("`on_failure`", why(value), value.span)
        return None
    inner = Scope(closed=True)
    for name, one in scope.names.items():
        inner.parameters[name] = Parameter(name=name, type=one.type, span=one.span, origin="argument")
    shape(code, value)
    return OnFailure(action="handler", span=value.span, handler=chain(code, value, "on_failure", inner))


def _composite(code: Code, record: Record, scope: Scope) -> Step | None:
    """A Parallel, Map or Conditional; its branches see nothing of what is around them, as in runnable."""

    def branch(value: Value, name: str, names: Mapping[str, Given]) -> Graph | None:
        if not isinstance(value, Record) or not is_pipeline(value):
            code.hole(f"branch `{name}`", why(value), value.span)
            return None
        shape(code, value)
        return chain(code, value, name, Scope(names=dict(names), closed=True))

    def find(name: str) -> Given | None:
        if name in scope.names:
            return scope.names[name]
        parameter = scope.parameters.get(name)
        source = plan.FromParameter(name=name)
        return None if parameter is None else Given(source=source, type=parameter.type, span=parameter.span, kind="")

    return composite(code, record, branch, find)


def is_pipeline(record: Record) -> bool:
    """Whether a call makes a pipeline."""
    return record.path in PIPELINES or record.path.endswith((".as_pipeline", ".as_async_pipeline"))


def _terminal(code: Code, pipeline: Record) -> None:
    """A chain that ends anywhere but after its last task, or in failure, is not carried into a plan yet."""
    tasks = [value for value in members(code, pipeline) if isinstance(value, Record)]
    for value in tasks:
        if true(code.value(value, "terminate_with_failure")):
            code.hole("the end of a chain", "`terminate_with_failure` is not carried into a plan yet", value.span)
        if true(code.value(value, "terminate_with_success")) and value is not tasks[-1]:
            code.hole("the end of a chain", "tasks follow one that ends the run with success", value.span)


def _results(steps: Iterable[Step], pipeline: Record) -> tuple[Result, ...]:
    """What a branch hands back: every name that was returned in it, as it was written last."""
    found: dict[str, Result] = {}
    for step in steps:
        for port in step.outputs:
            source = plan.FromOutput(step=step.id, name=port.name)
            found[port.name] = Result(name=port.name, source=source, span=pipeline.span)
    return tuple(found.values())
