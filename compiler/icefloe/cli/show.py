"""`icefloe show`: what is in a plan, for people."""

from typing import TYPE_CHECKING

import click

from icefloe.cli.plans import one_plan
from icefloe.cli.talk import config_option, defines_option, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icefloe_schema import plan as p
    from icefloe_schema.jsonvalue import Json

QUOTES = "'"


@click.command(short_help="Show what is in a plan.")
@click.argument("target", metavar="PLAN|FILE[:NAME]|NAME@VERSION")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@config_option
@defines_option
def show(target: str, form: str, configuration: str | None, defines: dict[str, str]) -> None:
    """Show what is in a plan: parameters, steps, where each value comes from."""
    from icefloe.cli.planfile import text_of
    from icefloe.report.plain import plain

    plan = one_plan(target, defines, configuration).plan
    put(text_of(plan, "json") if form == "json" else "".join(f"{plain(line)}\n" for line in _plan(plan)))


def _plan(plan: "p.Plan") -> "Iterator[str]":
    version = f" {plan.version}" if plan.version else ""
    yield f"{plan.name}{version} ({plan.dialect}, {plan.entry or 'no entry'})"
    if plan.description:
        yield f"  {plan.description}"
    if plan.parameters:
        yield "parameters"
    for parameter in plan.parameters:
        value = "required" if parameter.required else f"= {_json(parameter.default)}"
        yield f"  {parameter.name}{f': {parameter.type}' if parameter.type else ''} {value}  ({parameter.origin})"
    if plan.parameter_sets:
        yield "sets of parameters"
    for one in plan.parameter_sets:
        yield f"  {one.name}: {', '.join(f'{name} = {_json(value)}' for name, value in one.values.items())}"
    yield "steps"
    for number, step in enumerate(plan.steps, 1):
        yield from _step(number, step)
    if plan.results:
        yield "results"
    for result in plan.results:
        yield f"  {result.name} <- {_value(result.value)}"


def _step(number: int, step: "p.Step") -> "Iterator[str]":
    yield f"  {number}. {step.id}  [{step.run.tag}]"
    if step.title or step.description:
        yield f"       {step.title or step.description}"
    for binding in step.bindings:
        how = "".join(f" ({adapt.how}{f' {adapt.type}' if adapt.type else ''})" for adapt in binding.adapt)
        yield f"       {binding.parameter} <- {_value(binding.value)}{how}"
    for output in step.outputs:
        yield f"       -> {output.name}{f': {output.type}' if output.type else ''}"
    if step.after:
        yield f"       after {', '.join(step.after)}"
    if step.guard is not None:
        yield f"       only if {_guard(step.guard)}"


def _guard(guard: "p.Guard") -> str:
    from icefloe_schema import plan as p

    if isinstance(guard, p.ExpressionGuard):
        return _value(guard.test)
    given = ", ".join(f"{binding.parameter}={_value(binding.value)}" for binding in guard.bindings)
    return f"{'not ' if guard.negate else ''}{guard.function.module}:{guard.function.qualname}({given})"


def _value(value: "p.Value") -> str:
    from icefloe_schema import plan as p

    match value:
        case p.FromOutput(step=step, name=name, item=item):
            return f"{step}.{name}{f'[{_json(item)}]' if item is not None else ''}"
        case p.FromParameter(name=name):
            return f"parameter {name}"
        case p.FromLiteral(value=literal):
            return _json(literal)
        case p.FromItem(name=name):
            return f"item {name}"
        case p.FromDefault():
            return "the function's default"
        case p.FromContext():
            return "the context"
        case p.FromRan(step=step):
            return f"{step} ran"
        case p.FromAtom(name=name, type=type):
            return f"atom {name} ({type})"
        case p.FromExpression(op=op, operands=operands):
            return _expression(op, [_value(operand) for operand in operands])


def _expression(op: str, operands: "list[str]") -> str:
    """Spell an expression as Python would, as far as that is short."""
    if op == "index":
        return f"{operands[0]}[{operands[1]}]"
    if op == "attribute":
        return f"{operands[0]}.{operands[1].strip(QUOTES)}"
    if op in ("list", "tuple"):
        return f"[{', '.join(operands)}]" if op == "list" else f"({', '.join(operands)})"
    if len(operands) == 2 and op not in ("format", "dict", "len"):
        return f"({operands[0]} {op} {operands[1]})"
    return f"{op}({', '.join(operands)})"


def _json(value: "Json") -> str:
    from icefloe_schema import literals

    return repr(literals.decode(value))
