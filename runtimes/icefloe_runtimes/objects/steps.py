"""One step of a body: its function, its map, or the pipeline in it, with bindings, outputs and policy."""

import dis
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import CodeType

from icefloe_runtimes.objects import policy
from icefloe_runtimes.objects.address import Addresses
from icefloe_runtimes.objects.definition import Condition, Definition, plain_formals
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.members import Member
from icefloe_runtimes.objects.wiring import Offer, Wired, arguments
from icefloe_schema import literals
from icefloe_schema.plan import (
    Binding,
    Body,
    DynamicRun,
    ExpressionGuard,
    FromDefault,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionGuard,
    Guard,
    MapRun,
    Output,
    Parameter,
    PlanRun,
    Policy,
    PythonRun,
    Result,
    Retry,
    Step,
    Value,
)

_KINDS = {
    "Dataset": "dataset",
    "Model": "model",
    "Metrics": "metrics",
    "Parameters": "parameters",
    "FeatureSet": "feature_set",
    "Artifact": "artifact",
}
_CONCURRENCY = 4


def step(one: Member, wired: Wired, offered: Offer, addresses: Addresses, *, native: bool) -> Step:
    """Give the step that a member is."""
    of = one.of
    if not isinstance(of, Definition):
        return Step(
            id=one.id,
            run=PlanRun(body=of.body),
            bindings=wired.bindings,
            outputs=tuple(Output(name=name) for name in one.outputs),
            after=wired.after,
            guard=_branch(one),
            policy=policy.of_options(of.options, native=native),
        )
    made = Step(
        id=one.id,
        run=PythonRun(function=of.address.ref),
        description=_described(of.function),
        bindings=wired.bindings,
        outputs=_outputs(one, of),
        after=wired.after,
        guard=_guard(one, of, wired.bindings, offered, addresses),
        policy=policy.policy(of, addresses, native=native),
        labels=policy.labels(of.layer.options.get("tags")),
    )
    if of.layer.word == "map_task":
        return _mapped(made, of, wired)
    if of.layer.word == "dynamic":
        outputs = tuple(Output(name=output.name) for output in made.outputs)
        return replace(made, run=DynamicRun(function=of.address.ref), outputs=outputs)
    return made


def can_raise(one: Member) -> bool:
    """Say whether the body of a step raises or asserts, as one that only checks something does."""
    code: object = getattr(one.of.function, "__code__", None) if isinstance(one.of, Definition) else None
    return isinstance(code, CodeType) and any(found.opname == "RAISE_VARARGS" for found in dis.get_instructions(code))


def _described(function: Callable[..., object]) -> str:
    """The docstring of a function as the source has it, without its indentation."""
    text = function.__doc__ or ""
    lines = text.expandtabs().splitlines()
    widths = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    rest = [line[min(widths, default=0) :].rstrip() for line in lines[1:]]
    return "\n".join([*(line.strip() for line in lines[:1]), *rest]).strip()


def _outputs(one: Member, of: Definition) -> tuple[Output, ...]:
    many = len(one.outputs) > 1
    parts: Sequence[object] = getattr(of.returns, "__args__", ()) if many else (of.returns,)
    kinds = [_kind(part) for part in parts]
    return tuple(
        Output(name=name, position=index if many else None, kind=kinds[index] if index < len(kinds) else "")
        for index, name in enumerate(one.outputs)
    )


def _kind(annotation: object) -> str:
    name, module = getattr(annotation, "__name__", ""), str(getattr(annotation, "__module__", ""))
    return _KINDS.get(name, "") if module.startswith("icefloe") else ""


def _branch(one: Member) -> ExpressionGuard | None:
    """The guard of the branches that a step stands in."""
    values = [test.value if test.holds else FromExpression(op="not", operands=(test.value,)) for test in one.tests]
    whole: Value | None = None
    for value in values:
        whole = value if whole is None else FromExpression(op="and", operands=(whole, value))
    return None if whole is None else ExpressionGuard(test=whole)


def _guard(
    one: Member, of: Definition, bindings: tuple[Binding, ...], offered: Offer, addresses: Addresses
) -> Guard | None:
    branch = _branch(one)
    if branch is not None and of.condition is not None:
        both = "stands in a branch and has a condition of its own: a plan has one for each step"
        raise BuildError(f"step {one.id!r} {both}")
    if of.condition is None:
        return branch
    given = _of_all(of.condition, bindings)
    if not given:

        def meaning(name: str) -> Value | None:
            return offered.context.get(name) or offered.output(name, one.id)

        given = arguments(plain_formals(of.condition.function), bindings, meaning)
    ref = addresses.of(of.condition.function).ref
    return FunctionGuard(function=ref, bindings=given, negate=of.condition.negate)


def _of_all(condition: Condition, bindings: Sequence[Binding]) -> tuple[Binding, ...]:
    """The one argument of a condition that takes all the step's values in a dictionary."""
    formals = plain_formals(condition.function)
    by_name = {binding.parameter: binding.value for binding in bindings if not isinstance(binding.value, FromDefault)}
    if condition.word not in ("condition", "Condition") or len(formals) != 1 or formals[0].name in by_name:
        return ()
    pairs: list[Value] = []
    for name, value in by_name.items():
        pairs += [FromLiteral(value=name), value]
    return (Binding(parameter=formals[0].name, value=FromExpression(op="dict", operands=tuple(pairs))),)


def _mapped(made: Step, of: Definition, wired: Wired) -> Step:
    """A step that is run once for each element of what its first declared input, else its first parameter, takes."""
    options = of.layer.options
    names = [binding.parameter for binding in made.bindings]
    taken = next((name for name in names if name in wired.declared), names[0] if names else "")
    over = next((binding for binding in made.bindings if binding.parameter == taken), None)
    if over is None:
        raise BuildError(f"the map task {made.id!r} has no parameter that takes one element")
    inside, handed = _apart(made.bindings, taken)
    delay = options.get("retry_delay")
    count = _count(options.get("retries"), 0)
    again = Retry(attempts=count + 1, delay=literals.encode(delay), factor=2) if delay is not None and count else None
    limit = options.get("timeout_per_item")
    own = replace(
        made,
        bindings=inside,
        policy=Policy(retry=again, timeout=None if limit is None else literals.encode(limit)),
        guard=None,
        after=(),
        labels={},
    )
    body = Body(
        name=made.id,
        parameters=tuple(Parameter(name=binding.parameter, required=True) for binding in handed),
        steps=(own,),
        results=tuple(
            Result(name=output.name, value=FromOutput(step=made.id, name=output.name)) for output in made.outputs
        ),
    )
    share = None if options.get("fail_fast") is True else options.get("min_success_ratio")
    run = MapRun(
        over=over.value,
        item=taken,
        body=body,
        concurrency=_count(options.get("concurrency"), _CONCURRENCY),
        retries=count if again is None else 0,
        minimum_success=None if share in (None, 1, 1.0) else literals.encode(share),
    )
    return replace(made, run=run, bindings=handed, outputs=tuple(Output(name=output.name) for output in made.outputs))


def _apart(bindings: Sequence[Binding], taken: str) -> tuple[tuple[Binding, ...], tuple[Binding, ...]]:
    """The bindings of one element's step, and those of what is the same for all."""
    inside: list[Binding] = []
    handed: list[Binding] = []
    for binding in bindings:
        if binding.parameter == taken:
            inside.append(Binding(parameter=taken, value=FromItem(name=taken)))
        elif isinstance(binding.value, FromDefault | FromLiteral):
            inside.append(binding)
        else:
            handed.append(binding)
            inside.append(Binding(parameter=binding.parameter, value=FromParameter(name=binding.parameter)))
    return tuple(inside), tuple(handed)


def _count(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def conditions_of(members: Mapping[str, Member]) -> dict[str, tuple[str, ...]]:
    """Give the outputs of each step, by its id and by what it was called."""
    found: dict[str, tuple[str, ...]] = {}
    for one in members.values():
        found.setdefault(one.name, one.outputs)
        found[one.id] = one.outputs
    return found
