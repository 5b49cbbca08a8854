"""Branches: a node with several ports is left by one of them, which the result of its handler names."""

from collections.abc import Iterable

from icefloe.dialects.fastflow.drawing import Drawing, Edge
from icefloe.dialects.fastflow.said import Findings
from icefloe.graph import Guard, PythonRun, Step
from icefloe.reach import text
from icefloe.values import Symbol, Table, Value
from icefloe_schema import plan


def guard(step: Step, steps: Iterable[Step], drawing: Drawing, findings: Findings) -> Guard | None:
    """The condition on a step that the branches leading to it make: any of them is enough; None if it has none."""
    known = {one.id: one for one in steps}
    tests: list[plan.Value] = []
    arriving = [edge for edge in drawing.edges if edge.target == step.id and edge.source in known]
    for edge in arriving:
        leaving = [other for other in drawing.edges if other.source == edge.source]
        test = _test(edge, leaving, drawing, known[edge.source], findings)
        if test is None:
            return None
        tests.append(test)
    if not tests:
        return None
    whole = tests[0] if len(tests) == 1 else plan.FromExpression(op="or", operands=tuple(tests))
    return Guard(test=whole, span=arriving[0].span)


def _test(edge: Edge, leaving: list[Edge], drawing: Drawing, source: Step, findings: Findings) -> plan.Value | None:
    """When an edge is taken; None for always."""
    node = drawing.node(edge.source)
    ports = node.display.get("outputs") if node is not None else None
    several = len({other.port for other in leaving}) > 1 or (isinstance(ports, int) and ports > 1)
    if not several:
        return None
    result = plan.FromOutput(step=source.id, name=source.id)
    how = _how(source)
    if how == "port":
        picked: plan.Value = plan.FromExpression(op="index", operands=(result, plan.FromLiteral(value="port")))
    elif how == "text":
        picked = result
    else:
        if how == "unknown":
            message = f"which branch `{source.id}` takes cannot be told from its handler: it is always the first port"
            help_ = 'return `{"port": "<label>", …}` or the label itself from every `return`'
            findings.say("FLO116", message, source.span, help=help_)
        return None if edge.port == 0 else plan.FromLiteral(value=False)
    names: list[plan.Value] = [plan.FromLiteral(value=edge.port)]
    if edge.label:
        names.insert(0, plan.FromLiteral(value=edge.label))
    return plan.FromExpression(op="in", operands=(picked, plan.FromExpression(op="tuple", operands=tuple(names))))


def _how(source: Step) -> str:
    """How the handler of a step names the port: in a dictionary, as a text, not at all, or in a way not known."""
    if not isinstance(source.run, PythonRun) or source.body is None or not source.body.returns:
        return "never"
    ways = {_way(back.value) for back in source.body.returns}
    return ways.pop() if len(ways) == 1 else "unknown"


def _way(value: Value) -> str:
    """How one returned value names the port."""
    if isinstance(value, Table):
        return "port" if any(text(key) == "port" for key, _ in value.entries) else "never"
    if text(value) is not None:
        return "text"
    if isinstance(value, Symbol) and value.op == "choice":
        ways = {_way(operand) for operand in value.operands[1:]}
        return ways.pop() if len(ways) == 1 else "unknown"
    return "unknown"
