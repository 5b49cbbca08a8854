"""Short words to write conformance cases with: a plan, what a run of it is given, and what must come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from icefloe_schema import literals
from icefloe_schema.plan import (
    Adapt,
    Binding,
    Body,
    ExpressionGuard,
    FromDefault,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionGuard,
    FunctionRef,
    MapRun,
    Output,
    Parameter,
    Plan,
    Policy,
    PythonRun,
    Result,
    ShellRun,
    Step,
    Value,
)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must come of a run.

    `steps` are all steps of the plan's own level with how they ended; `results` are named outputs (of all steps, where
    their names are told apart). `calls` are the lines of `calls.txt`, those of earlier runs too, in order; `any_order`
    the same where steps may run side by side. `error` is a piece of what is said of a step that failed, as
    `Type: message`. `refused` is a piece of what is said before anything runs.
    """

    state: str = "succeeded"
    steps: Mapping[str, str] = field(default_factory=dict)
    inner: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, object] = field(default_factory=dict)
    calls: tuple[str, ...] | None = None
    any_order: tuple[str, ...] | None = None
    attempts: Mapping[str, int] = field(default_factory=dict)
    error: Mapping[str, str] = field(default_factory=dict)
    cached: tuple[str, ...] | None = None
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a case's plan, in the folder that the runs before it have left; `how` are options of a run.

    `files` are written before it (`None` removes one).
    """

    expected: Expected
    parameters: Mapping[str, object] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str | None] = field(default_factory=dict)
    how: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One sentence of what a plan means, a plan that shows it, and the runs that hold a runtime to it.

    `needs` names a package without which it cannot be tried.
    """

    name: str
    about: str
    part: str
    plan: Plan
    runs: tuple[Run, ...]
    needs: str = ""


def case(name: str, part: str, about: str, plan: Plan, *runs: Run, needs: str = "", **expected: Any) -> Case:
    """A case with the given runs, or with one run that is given nothing."""
    return Case(
        name=name, part=part, about=about, plan=plan, runs=runs or (run(**expected),), needs=needs
    )  # fmt: skip


def run(
    *,
    parameters: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    files: Mapping[str, str | None] | None = None,
    how: Mapping[str, object] | None = None,
    **expected: Any,
) -> Run:
    """One run, with what must come of it."""
    return Run(
        expected=Expected(**expected),
        parameters=parameters or {},
        environment=environment or {},
        files=files or {},
        how=how or {},
    )


def plan(*steps: Step, **more: Any) -> Plan:
    """A plan of these steps."""
    more.setdefault("dialect", "native")
    return Plan(name="conformance", steps=steps, **more)


def body(*steps: Step, results: Mapping[str, Value] | None = None, **more: Any) -> Body:
    """A nested plan; where nothing else is said, it gives every output of its steps."""
    own = {output.name: of(step.id, output.name) for step in steps for output in step.outputs}
    return Body(steps=steps, results=named(results if results is not None else own), **more)


def named(values: Mapping[str, Value]) -> tuple[Result, ...]:
    """Results by name."""
    return tuple(Result(name=name, value=value) for name, value in values.items())


def py(id: str, function: str = "", gives: str | None = None, **more: Any) -> Step:
    """A step that calls a function of the project; it `gives` one output of its own name, or several by position.

    Keywords that are no fields of a step are its bindings: a value, or a constant.
    """
    more.setdefault("run", PythonRun(function=ref(function or id)))
    return _step(id, gives, more)


def sh(id: str, command: str, gives: str = "", **more: Any) -> Step:
    """A step that runs a command."""
    return _step(id, gives, {"run": ShellRun(command=command), **more})


def around(id: str, run: Any, gives: str = "", **more: Any) -> Step:
    """A step with bodies."""
    return _step(id, gives, {"run": run, **more})


def _step(id: str, gives: str | None, more: dict[str, Any]) -> Step:
    fields = {key: more.pop(key) for key in list(more) if key in Step.__slots__}
    names = [id] if gives is None else gives.split()
    many = len(names) > 1 and isinstance(fields["run"], PythonRun)
    outputs = tuple(Output(name=name, position=n if many else None) for n, name in enumerate(names))
    bindings = tuple(bound(name, value) for name, value in more.items())
    return Step(id=id, **{"outputs": outputs, "bindings": bindings, **fields})


def bound(name: str, value: object, *adapt: Adapt) -> Binding:
    """A binding, to a value of the plan or to a constant."""
    return Binding(parameter=name, value=constant(value), adapt=adapt)


def constant(value: object) -> Value:
    """The value itself, or a literal of it."""
    if isinstance(value, FromOutput | FromParameter | FromItem | FromLiteral | FromExpression | FromDefault):
        return value
    if hasattr(value, "tag"):
        return value  # type: ignore[return-value]
    return FromLiteral(value=literals.encode(value))


def ref(qualname: str, **more: Any) -> FunctionRef:
    """The address of a function of the project."""
    return FunctionRef(module="work", qualname=qualname, **more)


def of(step: str, name: str = "", **more: Any) -> FromOutput:
    """An output of a step, called as the step unless told otherwise."""
    return FromOutput(step=step, name=name or step, **more)


def given(name: str) -> FromParameter:
    """A parameter of the plan, or of the body."""
    return FromParameter(name=name)


def item(name: str = "item") -> FromItem:
    """The element of the map, or the number of the round."""
    return FromItem(name=name)


def expression(op: str, *operands: object) -> FromExpression:
    """A small expression."""
    return FromExpression(op=op, operands=tuple(constant(one) for one in operands))


def when(op: str, *operands: object) -> ExpressionGuard:
    """A guard by an expression."""
    return ExpressionGuard(test=expression(op, *operands))


def when_function(name: str, *, negate: bool = False, **values: object) -> FunctionGuard:
    """A guard by a function."""
    bindings = tuple(bound(key, value) for key, value in values.items())
    return FunctionGuard(function=ref(name), bindings=bindings, negate=negate)


def each(over: object, inner: Body, **more: Any) -> MapRun:
    """A map."""
    return MapRun(over=constant(over), item="item", body=inner, **more)


def number(value: float) -> object:
    """A number as plans hold it."""
    return literals.encode(value)


def parameter(name: str, *default: object, **more: Any) -> Parameter:
    """A parameter, required unless it has a default."""
    encoded = literals.encode(default[0]) if default else None
    return Parameter(name=name, required=not default, default=encoded, **more)


def policy(**more: Any) -> Policy:
    """A policy."""
    return Policy(**more)
