"""What the drawing shows and the executor does not do, and the other way round."""

from icefloe.dialects.fastflow.drawing.drawn import Drawing
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.ways import reaches, reads
from icefloe.findings import Note
from icefloe.graph import Step
from icefloe.values import Record


def shown(executor: Executor, drawn: tuple[Drawing, ...]) -> Drawing | None:
    """The drawing that shows an executor: the one of its graph id."""
    return next((one for one in drawn if executor.name and one.name == executor.name and one.nodes), None)


def compare(
    executors: tuple[Executor, ...], drawn: tuple[Drawing, ...], calls: tuple[Record, ...], findings: Findings
) -> None:
    """Say where the drawings of a file, its executors, their routes and the page's JavaScript disagree."""
    for executor in executors:
        drawing = shown(executor, drawn)
        if drawing is not None:
            _one(executor.steps, drawing, findings)


def _one(steps: tuple[Step, ...], drawn: Drawing, findings: Findings) -> None:
    """What the drawing shows and the executor does not do, and the other way round."""
    known = {step.id: step for step in steps}
    nodes = {node.name: node for node in drawn.nodes}
    needs = {step.id: {order.step for order in step.after} | reads(step) for step in steps}
    for step in steps:
        if step.id not in nodes and drawn.whole:
            note = Note(message="the drawing", span=drawn.span)
            findings.say("FLO112", f"step `{step.id}` is run but not drawn", step.span, related=(note,))
    for node in drawn.nodes:
        if node.name not in known:
            help_ = "it becomes a step that does nothing; add an `ExecutionStep` for it, or remove it"
            findings.say("FLO113", f"node `{node.name}` is drawn, but no step runs it", node.span, help=help_)
    arrows = {(edge.source, edge.target) for edge in drawn.edges}
    for edge in drawn.edges:
        both = edge.source in known and edge.target in known
        if both and edge.source not in needs[edge.target] and not reaches(needs, edge.source, edge.target):
            message = f"an edge leads from `{edge.source}` to `{edge.target}`, but the step does not depend on it"
            findings.say("FLO114", message, edge.span, help=f'add `depends_on=["{edge.source}"]`, or remove the edge')
    for step in steps:
        for need in sorted(needs[step.id]):
            if (need, step.id) not in arrows and need in nodes and step.id in nodes and drawn.whole:
                message = f"step `{step.id}` depends on `{need}`, but no edge shows it"
                findings.say("FLO114", message, step.span, help=f'draw `Edge("{need}", "{step.id}")`')
