"""`icefloe show`: what is in a plan, and what a run has left, for people."""

from typing import TYPE_CHECKING

import click

from icefloe.cli.options import config_option, defines_option
from icefloe.cli.plans import one_plan
from icefloe.cli.talk import Refusal, put
from icefloe.cli.workspaces import workspace_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icefloe_schema import plan as p


@click.command(short_help="Show what is in a plan, or what a run has left.")
@click.argument("target", metavar="PLAN|FILE[:NAME]|NAME@VERSION|RUN")
@click.argument("what", required=False, default="", metavar="[STEP[.OUTPUT]]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write it there; a value of a run as it is stored.")
@workspace_option
@config_option
@defines_option
def show(
    target: str,
    what: str,
    form: str,
    output: str | None,
    workspace: str | None,
    configuration: str | None,
    defines: dict[str, str],
) -> None:
    """Show what is in a plan: parameters, steps, where each value comes from.

    Of a RUN (an id, the beginning of one, `last`) show how it went, of a STEP what it took and gave, of an OUTPUT its
    value. No line of the pipeline is run for that: a value that could only be loaded by running code is told of.
    """
    from icefloe.cli.kept import is_run, show_run
    from icefloe.cli.planfile import text_of
    from icefloe.report.plain import plain

    if is_run(target, workspace):
        show_run(target, what, form, output, workspace)
        return
    if what:
        raise Refusal(f"{target} is no run: {what} can be shown of a run alone (`icefloe runs` lists them)")
    plan = one_plan(target, defines, configuration).plan
    put(text_of(plan, "json") if form == "json" else "".join(f"{plain(line)}\n" for line in _plan(plan)), output)


def _plan(plan: "p.Plan") -> "Iterator[str]":
    from icefloe_schema import words

    version = f" {plan.version}" if plan.version else ""
    yield f"{plan.name}{version} ({plan.dialect}, {plan.entry or 'no entry'})"
    if plan.description:
        yield f"  {plan.description}"
    if plan.parameters:
        yield "parameters"
    for parameter in plan.parameters:
        value = "required" if parameter.required else f"= {words.literal(parameter.default)}"
        yield f"  {parameter.name}{f': {parameter.type}' if parameter.type else ''} {value}  ({parameter.origin})"
    if plan.parameter_sets:
        yield "sets of parameters"
    for one in plan.parameter_sets:
        yield f"  {one.name}: {', '.join(f'{name} = {words.literal(value)}' for name, value in one.values.items())}"
    yield "steps"
    for number, step in enumerate(plan.steps, 1):
        yield from _step(number, step)
    if plan.results:
        yield "results"
    for result in plan.results:
        yield f"  {result.name} <- {words.value(result.value)}"


def _step(number: int, step: "p.Step") -> "Iterator[str]":
    from icefloe_schema import words

    yield f"  {number}. {step.id}  [{step.run.tag}]"
    if step.title or step.description:
        yield f"       {step.title or step.description}"
    for binding in step.bindings:
        how = "".join(f" ({adapt.how}{f' {adapt.type}' if adapt.type else ''})" for adapt in binding.adapt)
        yield f"       {binding.parameter} <- {words.value(binding.value)}{how}"
    for output in step.outputs:
        yield f"       -> {output.name}{f': {output.type}' if output.type else ''}"
    if step.after:
        yield f"       after {', '.join(step.after)}"
    if step.guard is not None:
        yield f"       only if {words.guard(step.guard)}"
