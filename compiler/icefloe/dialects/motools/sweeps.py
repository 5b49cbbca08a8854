"""A sweep as one step: the workflow as the body of a map over the configurations of its grid."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.graph import Graph, MapRun, Port, PythonRun, Result, Step, sources, upstream
from icefloe.source import Span
from icefloe.types import Named
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_ITEM = "config"


def sweep(body: Graph, over: Sequence[Json], concurrency: int | None, span: Span) -> Step:
    """The step that runs the body for each configuration; each step of it takes its section of that."""
    inner = replace(body, steps=tuple(_sectioned(step) for step in body.steps))
    kept = _results(inner)
    return Step(
        id=body.name,
        name=body.name,
        span=span,
        added=span,
        run=MapRun(
            over=plan.FromLiteral(value=list(over)),
            item=_ITEM,
            body=replace(inner, results=tuple(_result(step, port) for step, port in kept)),
            concurrency=concurrency,
        ),
        outputs=tuple(replace(port, type=Named("builtins.list", (port.type,))) for _, port in kept),
    )


def _sectioned(step: Step) -> Step:
    """A step whose configuration is a section of the element, in place of a parameter."""
    run = step.run
    if not isinstance(run, PythonRun) or run.config is None:
        return step
    source = plan.FromExpression(op="index", operands=(plan.FromItem(name=_ITEM), plan.FromLiteral(value=step.name)))
    return replace(step, run=replace(run, config=replace(run.config, source=source)))


def _results(body: Graph) -> list[tuple[Step, Port]]:
    """The outputs that no step takes: what a run of the workflow is for. Of equal names the last one counts."""
    taken = {name for step in body.steps for source in sources(step) for name in upstream(source)}
    found = {port.name: (step, port) for step in body.steps if step.id not in taken for port in step.outputs}
    return list(found.values())


def _result(step: Step, port: Port) -> Result:
    return Result(name=port.name, source=plan.FromOutput(step=step.id, name=port.name), span=port.span)
