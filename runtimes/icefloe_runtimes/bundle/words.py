"""What a bundle says of its pipeline."""

from collections.abc import Iterator

from icefloe_runtimes.bundle.opened import Opened
from icefloe_runtimes.edges import incoming
from icefloe_runtimes.locked import modules
from icefloe_runtimes.visible import visible
from icefloe_schema import literals
from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Parameter, Plan, Step


def about(plan: Plan) -> str:
    """What a plan is called, and what it is for."""
    version = f" {plan.version}" if plan.version else ""
    described = f": {' '.join(plan.description.split())}" if plan.description else ""
    return visible(f"The pipeline {plan.name}{version}{described}")


def parameters(plan: Plan) -> Iterator[str]:
    """The parameters that a run can be given, a line each."""
    free = [one for one in plan.parameters if one.origin != "frozen"]
    if free:
        yield "parameters (-p NAME=VALUE):"
    width = max((len(one.name) for one in free), default=0)
    for one in free:
        yield visible(f"  {one.name:<{width}}  {_value(one)}")
    if plan.parameter_sets:
        yield visible(f"sets of parameters (--set NAME): {', '.join(one.name for one in plan.parameter_sets)}")


def steps(plan: Plan) -> Iterator[str]:
    """The steps in their order, with those that each waits for."""
    yield "steps:"
    for number, step in enumerate(plan.steps, 1):
        sources = ", ".join(edge.source for edge in incoming(step))
        yield visible(f"  {number}. {step.id} ({_kind(step)})" + (f", after {sources}" if sources else ""))


def contained(bundle: Opened) -> Iterator[str]:
    """The files of the project that are in the bundle."""
    own = modules(bundle.lock)
    yield f"modules: {', '.join(map(visible, own)) or 'none'}"
    yield f"files: {', '.join(map(visible, bundle.files)) or 'none'}"


def _kind(step: Step) -> str:
    function = getattr(step.run, "function", None)
    return f"{function.module}:{function.qualname}" if function is not None else step.run.tag


def _value(parameter: Parameter) -> str:
    kind = parameter.type.removeprefix("builtins.")
    if parameter.required:
        return f"{kind}, required" if kind else "required"
    default = _shown(parameter.default)
    return f"{kind}, {default}" if kind else default


def _shown(default: Json) -> str:
    try:
        return f"default {literals.decode(default)!r}"
    except SchemaError:
        return "with a default"
