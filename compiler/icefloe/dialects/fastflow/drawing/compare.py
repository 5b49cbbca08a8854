"""What the drawing shows and the executor does not do, and the other way round."""

from collections.abc import Mapping

from icefloe.dialects.fastflow.drawing.calls import called
from icefloe.dialects.fastflow.drawing.decisions import decisions
from icefloe.dialects.fastflow.drawing.drawn import Drawing, Edge, Node
from icefloe.dialects.fastflow.drawing.fragments import fragments
from icefloe.dialects.fastflow.drawing.meant import meant, respelt
from icefloe.dialects.fastflow.drawing.same import same
from icefloe.dialects.fastflow.executed import Executor
from icefloe.dialects.fastflow.page import Page
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.ways import needs, reaches
from icefloe.findings import Note
from icefloe.graph import Step


def shown(executor: Executor, drawn: tuple[Drawing, ...]) -> Drawing | None:
    """The drawing that shows an executor: the one of its graph id; one of this file is preferred."""
    return next((one for one in drawn if executor.name and one.name == executor.name and one.nodes), None)


def compare(executors: tuple[Executor, ...], drawn: tuple[Drawing, ...], page: Page, findings: Findings) -> None:
    """Say where the drawings of a file, its executors, their routes and the page's JavaScript disagree."""
    for executor in executors:
        drawing = shown(executor, drawn)
        if drawing is not None:
            _one(executor, drawing, findings)
        else:
            _unshown(executor, tuple(one for one in drawn if one.is_editor), executors, findings)
    editors = tuple(one for one in drawn if one.is_editor)
    same(editors, page, findings)
    fragments(editors, page, findings)
    called(executors, editors, page, findings)


def _unshown(
    executor: Executor, drawn: tuple[Drawing, ...], executors: tuple[Executor, ...], findings: Findings
) -> None:
    """An executor whose graph id no editor has, although there are editors."""
    ids = {one.name: one for one in drawn if one.name}
    if not executor.name or executor.name in ids or not ids or any(not one.name for one in drawn):
        return
    free = [one for name, one in ids.items() if name not in {other.name for other in executors}]
    guess = meant(executor.name, ids)
    if not guess and len(free) == 1 and len(executors) == 1:
        guess = f"; did you mean `{free[0].name}`?"
    message = f"no editor has the graph id `{executor.name}` of the executor{guess}"
    notes = tuple(Note(message=f"the editor `{one.name}`", span=one.named) for one in ids.values())
    help_ = "the id of the `FlowEditor` and `graph_id` must be the same, else the page shows nothing of the run"
    findings.say("FLO264", message, executor.named, related=notes[:4], help=help_)


def _one(executor: Executor, drawn: Drawing, findings: Findings) -> None:
    """One executor beside the drawing that shows it."""
    known = {step.id: step for step in executor.steps}
    nodes = {node.name: node for node in drawn.nodes}
    needed = needs(executor.steps)
    if drawn.whole:
        _undrawn(executor.steps, drawn, nodes, findings)
    if executor.whole:
        _unrun(executor, drawn, known, findings)
    _arrows(drawn, known, nodes, needed, findings)
    if drawn.whole:
        _dependencies(executor.steps, drawn, nodes, needed, findings)
    decisions(drawn, known, needed, findings)


def _undrawn(steps: tuple[Step, ...], drawn: Drawing, nodes: Mapping[str, Node], findings: Findings) -> None:
    """Steps without a node."""
    free = nodes.keys() - {one.id for one in steps}
    for step in steps:
        if step.id not in nodes:
            note = Note(message="the drawing", span=drawn.named)
            message = f"step `{step.id}` is run but not drawn{meant(step.id, free)}"
            help_ = f'draw `Node("{step.id}")` in it, or remove the step'
            findings.say("FLO112", message, step.span, related=(note,), help=help_)


def _unrun(executor: Executor, drawn: Drawing, known: Mapping[str, Step], findings: Findings) -> None:
    """Nodes without a step."""
    free = known.keys() - {node.name for node in drawn.nodes}
    for node in drawn.nodes:
        if node.name not in known:
            guess = meant(node.name, free)
            message = f"node `{node.name}` is drawn, but no step runs it{guess}"
            note = Note(message="the executor", span=executor.named)
            help_ = "it becomes a step that does nothing; add an `ExecutionStep` for it, or remove it"
            fix = respelt(node.span, node.name, free)
            findings.say("FLO113", message, node.span, related=(note,), help=help_, fix=fix)


def _arrows(
    drawn: Drawing,
    known: Mapping[str, Step],
    nodes: Mapping[str, Node],
    needed: Mapping[str, set[str]],
    findings: Findings,
) -> None:
    """Edges between steps that do not depend on one another."""
    for edge in drawn.edges:
        if edge.source not in known or edge.target not in known or edge.source in needed[edge.target]:
            continue
        if not (edge.source in nodes and edge.target in nodes) or reaches(needed, edge.source, edge.target):
            continue
        message = f"an edge leads from `{edge.source}` to `{edge.target}`, but the step does not depend on it"
        note = Note(message=f"the step `{edge.target}`", span=known[edge.target].span)
        help_ = f'add `depends_on=["{edge.source}"]`, or remove the edge'
        findings.say("FLO114", message, edge.span, related=(note,), help=help_)


def _dependencies(
    steps: tuple[Step, ...],
    drawn: Drawing,
    nodes: Mapping[str, Node],
    needed: Mapping[str, set[str]],
    findings: Findings,
) -> None:
    """What steps depend on and no edge shows."""
    arrows: dict[tuple[str, str], Edge] = {(edge.source, edge.target): edge for edge in drawn.edges}
    for step in steps:
        for need in sorted(needed[step.id]):
            if (need, step.id) in arrows or need not in nodes or step.id not in nodes:
                continue
            message = f"step `{step.id}` depends on `{need}`, but no edge shows it"
            notes = [Note(message=f"the node `{step.id}`", span=nodes[step.id].span)]
            back = arrows.get((step.id, need))
            if back is not None:
                notes.append(Note(message="an edge leads the other way", span=back.span))
            help_ = f'draw `Edge("{need}", "{step.id}")`' + (" in place of it" if back is not None else "")
            findings.say("FLO114", message, step.span, related=tuple(notes), help=help_)
