"""The dialect of fastflow (0.2): an executor gives steps and order, a drawing gives kinds, labels and branches."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from icefloe.dialect import Dialect, Reader, Reading, Word
from icefloe.dialects.fastflow import branches, executor
from icefloe.dialects.fastflow.drawing import Drawing, Edge, Findings, Node, drawing, word
from icefloe.findings import Note
from icefloe.graph import Graph, Guard, Hole, Order, Step
from icefloe.reach import around, effects, given, records, text, traces, variable, why
from icefloe.trace import Trace
from icefloe.values import Function, Record
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_UNREAD = frozenset(
    {"quick_flow", "run_pipeline", "run_sequential", "flow_from_steps", "from_langgraph", "Flow", "from_dict"}
)


def read(trace: Trace, reader: Reader) -> Reading:
    """The executors of one file, each with its drawing, and the drawings that have no executor."""
    found = traces(trace, reader, ("fastflow",))
    calls = records(effects(found), trace.path)
    functions = [function for one in found for function in one.functions]
    findings = Findings()
    drawings = [drawing(call, findings) for call in calls if word(call) == "FlowEditor"]
    graphs: list[Graph] = []
    used: set[str] = set()
    for call in calls:
        if word(call) == "FlowExecutor":
            owner = _owner(call, trace, functions)
            graph, drawn = _executed(call, owner, calls, drawings, reader, findings)
            graphs.append(replace(graph, entry=f"{trace.module}:{owner}"))
            used |= {drawn.name} if drawn is not None else set()
        elif word(call) in _UNREAD:
            findings.say("FLO118", f"`{word(call)}` is not read yet", call.span, help="write a `FlowExecutor`")
    for drawn in drawings:
        if drawn.name not in used and (drawn.nodes or not graphs):
            function = around(drawn.span, functions)
            entry = f"{trace.module}:{function.qualname if function is not None else ''}"
            graphs.append(replace(_drawn_only(drawn, findings), entry=entry))
    extra = [finding for one in found[1:] for finding in one.findings]
    return Reading(graphs=tuple(graphs), findings=(*extra, *findings.found))


def _owner(record: Record, trace: Trace, functions: list[Function]) -> str:
    """The function that makes an object, or the variable that holds it."""
    function = around(record.span, functions)
    return function.qualname if function is not None else variable(record.token, trace)


def _executed(
    record: Record,
    owner: str,
    calls: tuple[Record, ...],
    drawings: list[Drawing],
    reader: Reader,
    findings: Findings,
) -> tuple[Graph, Drawing | None]:
    """The graph of an executor and the drawing that shows it."""
    holes: list[Hole] = []
    value = given(record, "graph_id", 0)
    name = text(value)
    if name is None and value is not None:
        holes.append(Hole(what="the id of the graph", why=why(value), span=value.span))
    made = executor.steps(record, reader, findings, holes)
    given_parameters = executor.parameters(record, calls, reader, holes)
    drawn = next((one for one in drawings if name is not None and one.name == name and one.nodes), None)
    if drawn is not None:
        _compare(made, drawn, findings)
        made = _dressed(made, drawn, findings)
    graph = Graph(
        name=name or owner,
        dialect="fastflow",
        span=record.span,
        steps=made,
        parameters=given_parameters,
        holes=tuple(dict.fromkeys(holes)),
    )
    return graph, drawn


def _drawn_only(drawn: Drawing, findings: Findings) -> Graph:
    """The graph of a drawing that nothing executes: every node is a stub."""
    steps = _dressed((), drawn, findings)
    return Graph(name=drawn.name or "drawing", dialect="fastflow", span=drawn.span, steps=steps)


def _compare(steps: tuple[Step, ...], drawn: Drawing, findings: Findings) -> None:
    """What the drawing shows and the executor does not do, and the other way round."""
    known = {step.id: step for step in steps}
    nodes = {node.name: node for node in drawn.nodes}
    needs = {step.id: {order.step for order in step.after} | _read(step) for step in steps}
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
        if both and edge.source not in needs[edge.target] and not _reaches(needs, edge.source, edge.target):
            message = f"an edge leads from `{edge.source}` to `{edge.target}`, but the step does not depend on it"
            findings.say("FLO114", message, edge.span, help=f'add `depends_on=["{edge.source}"]`, or remove the edge')
    for step in steps:
        for need in sorted(needs[step.id]):
            if (need, step.id) not in arrows and need in nodes and step.id in nodes and drawn.whole:
                message = f"step `{step.id}` depends on `{need}`, but no edge shows it"
                findings.say("FLO114", message, step.span, help=f'draw `Edge("{need}", "{step.id}")`')


def _read(step: Step) -> set[str]:
    """The steps whose results a step reads."""
    return {binding.source.step for binding in step.bindings if isinstance(binding.source, plan.FromOutput)}


def _dressed(steps: tuple[Step, ...], drawn: Drawing, findings: Findings) -> tuple[Step, ...]:
    """The steps with their looks, the nodes that are only drawn as stubs, and the branches as guards."""
    known = {step.id for step in steps}
    needs = {step.id: {order.step for order in step.after} | _read(step) for step in steps}
    stubs: dict[str, Step] = {}
    for node in drawn.nodes:
        if node.name not in known and node.name not in stubs:
            stubs[node.name] = Step(id=node.name, name=node.name, span=node.span, added=node.span, run=plan.StubRun())
            needs[node.name] = set()
    everything = {**{step.id: step for step in steps}, **stubs}
    arrows: list[Edge] = []
    for edge in drawn.edges:
        if edge.source not in everything or edge.target not in everything:
            continue
        if _reaches(needs, edge.source, edge.target):
            _feedback(edge, findings)
            continue
        arrows.append(edge)
        if edge.target in stubs:
            needs[edge.target].add(edge.source)
            order = Order(step=edge.source, why="an edge leads from it", span=edge.span)
            stub = everything[edge.target]
            everything[edge.target] = replace(stub, after=(*stub.after, order))
    forward = replace(drawn, edges=tuple(arrows))
    # Two steps of one id are another rule's matter: each keeps its place.
    listed = (*steps, *(everything[name] for name in stubs))
    return tuple(_dress(step, listed, drawn, forward, needs, findings) for step in listed)


def _dress(
    step: Step, steps: Iterable[Step], drawn: Drawing, forward: Drawing, needs: dict[str, set[str]], findings: Findings
) -> Step:
    """One step with its look, and the branches that lead to it."""
    node: Node | None = drawn.node(step.id)
    leaving: list[Json] = [{"target": edge.target, **edge.display} for edge in drawn.edges if edge.source == step.id]
    display = {**(node.display if node is not None else {}), **({"edges": leaving} if leaving else {})}
    real = replace(forward, edges=tuple(edge for edge in forward.edges if edge.source in needs.get(edge.target, ())))
    guard: Guard | None = branches.guard(step, steps, real, findings)
    return replace(step, display=display, title=node.label if node is not None else "", guard=guard)


def _reaches(needs: dict[str, set[str]], source: str, target: str) -> bool:
    """Whether the source already needs the target, at any distance: then an edge back closes a circle."""
    seen: set[str] = set()
    waiting = [source]
    while waiting:
        name = waiting.pop()
        if name == target:
            return True
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, ())
    return False


def _feedback(edge: Edge, findings: Findings) -> None:
    """Say that a loop is drawn and not run."""
    message = f"the edge `{edge.source}` → `{edge.target}` leads back: it is drawn, but not run"
    findings.say("FLO117", message, edge.span, help="loops of a drawing are kept in the picture only")


DIALECT = Dialect(
    name="fastflow",
    packages=("fastflow",),
    words=MappingProxyType(
        {f"fastflow.{name}": Word() for name in ("FlowExecutor", "ExecutionStep", "FlowEditor", "Node", "Edge")}
    ),
    read=read,
)
