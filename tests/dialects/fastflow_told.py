"""Graphs of fastflow as text, and what is said of them."""

from collections.abc import Iterator

from icefloe.graph import Graph, LoopRun, PythonRun, Source, Step
from icefloe.survey import FileSurvey
from icefloe.values import Function
from icefloe_schema import plan


def spelled(source: Source) -> str:
    """Where a value comes from, in short.

    `step`, `step.output`, `step?` (whether it ran), `$parameter`, `(op operands)`.
    """
    match source:
        case plan.FromOutput(step=step, name=name):
            return step if step == name else f"{step}.{name}"
        case plan.FromRan(step=step):
            return f"{step}?"
        case plan.FromParameter(name=name):
            return f"${name}"
        case plan.FromLiteral(value=value):
            return repr(value)
        case plan.FromExpression(op=op, operands=operands):
            return f"({' '.join([op, *map(spelled, operands)])})"
        case _:
            return str(getattr(source, "tag", "?"))


def lines(graph: Graph) -> list[str]:
    """A line for each step, those inside loops indented: what it runs, takes, waits for, and under which condition."""
    return [line for step in graph.steps for line in _lines(step, "")]


def _lines(step: Step, indent: str) -> Iterator[str]:
    inputs = [f"{one.parameter}={spelled(one.source)}" for one in step.bindings if one.source != plan.FromContext()]
    text = f"{indent}{step.id}"
    if isinstance(step.run, PythonRun):
        function = step.run.function
        text += f": {function.qualname if isinstance(function, Function) else function.path}"
    text += f"({', '.join(inputs)})" if inputs or isinstance(step.run, PythonRun) else ""
    text += f" after {', '.join(order.step for order in step.after)}" if step.after else ""
    if step.guard is not None and not isinstance(step.guard.test, Function):
        text += f" if {spelled(step.guard.test)}"
    if isinstance(step.run, LoopRun):
        carried = f", carries {', '.join(step.run.carry)}" if step.run.carry else ""
        text += f" up to {step.run.maximum} until {spelled(step.run.until)}{carried}"
    yield text
    if isinstance(step.run, LoopRun):
        for inner in step.run.body.steps:
            yield from _lines(inner, f"{indent}  ")


def told(found: FileSurvey, *, originals: bool = False) -> list[str]:
    """What is said: severity, code, line, message; the notes that the original would do otherwise, and that
    steps have no handler, are left out."""
    kept = (one for one in sorted(dict.fromkeys(found.findings), key=lambda one: one.order))
    return [
        f"{one.severity.value} {one.code} at {one.span.line}: {one.message}"
        for one in kept
        if originals or not one.code.startswith(("FLO5", "FLO256"))
    ]
