"""Branches: a node with several ways out is left by those that the result of its handler names."""

from collections.abc import Mapping

from icefloe.dialects.fastflow.conditions import Way
from icefloe.dialects.fastflow.drawing import Drawing, Edge
from icefloe.dialects.fastflow.picks import NEGATIVE, POSITIVE, Pick, pick
from icefloe.dialects.fastflow.said import Findings
from icefloe.graph import Step
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_ASK = 'return `{"port": "<label>", …}` or the label itself from every `return`'


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """The ways out of the decisions of a drawing: which way each edge is, and when it is taken.

    A way of a decision that nobody takes stands here too, with the test that is always true, or never: that two ways
    exclude each other is known all the same. `complete` are the ways of those decisions that surely take one of them.
    """

    ways: Mapping[int, Way]
    tests: Mapping[Way, plan.Value]
    complete: Mapping[str, frozenset[Way]]

    def way(self, edge: Edge) -> Way | None:
        """The way that an edge is; None if nothing decides on it."""
        return self.ways.get(id(edge))


def branches(drawn: Drawing, steps: Mapping[str, Step], findings: Findings) -> Branches:
    """The branches of a drawing."""
    ways: dict[int, Way] = {}
    tests: dict[Way, plan.Value] = {}
    complete: dict[str, frozenset[Way]] = {}
    for source, step in steps.items():
        leaving = drawn.leaving(source)
        found = _decision(leaving, drawn, step, findings)
        if found is None:
            continue
        picked, by_port = found
        whole = by_port and _is_complete(source, leaving, drawn)
        if whole:
            complete[source] = frozenset(Way(source=source, key=edge.port) for edge in leaving)
        for edge in leaving:
            key: str | int = edge.port if by_port else edge.label
            test = _test(key, leaving, step, picked, by_port=by_port, whole=whole)
            way = Way(source=source, key=key)
            ways[id(edge)] = way
            tests[way] = test
    return Branches(ways=ways, tests=tests, complete=complete)


def _is_complete(source: str, leaving: tuple[Edge, ...], drawn: Drawing) -> bool:
    """Whether an edge leaves each port of a node, the first one among them."""
    node = drawn.node(source)
    ports = {edge.port for edge in leaving}
    return {0, *range((node.outputs if node is not None else None) or 1)} <= ports and len(ports) > 1


def _decision(leaving: tuple[Edge, ...], drawn: Drawing, step: Step, findings: Findings) -> tuple[Pick, bool] | None:
    """How a step decides between the edges that leave it, and whether by port; None if it does not."""
    labels = {edge.label for edge in leaving if edge.label}
    node = drawn.node(step.id)
    several = len({edge.port for edge in leaving}) > 1 or (node is not None and (node.outputs or 1) > 1)
    picked = pick(step, labels)
    if not several:
        # Edges of one port are told apart by their labels, where the handler names these.
        named = picked.how in ("whole", "key") and picked.values is not None and bool(picked.values & labels)
        return (picked, False) if len(labels) > 1 and named else None
    if not leaving:
        return None
    if not picked.says or (picked.how == "truth" and len({edge.port for edge in leaving}) > 2):
        message = f"the handler of `{step.id}` does not say which branch is taken: it is always the first port"
        findings.say("FLO116", message, step.span, help=_ASK)
        return Pick(how="first"), True
    return picked, True


def _test(
    key: str | int, leaving: tuple[Edge, ...], step: Step, picked: Pick, *, by_port: bool, whole: bool
) -> plan.Value:
    """When the edges of one way are taken."""
    result = plan.FromOutput(step=step.id, name=step.id)
    own = [edge.label for edge in leaving if (edge.port if by_port else edge.label) == key]
    if picked.how == "first":
        return plan.FromLiteral(value=key == 0)
    if picked.how == "truth":
        words = {label.lower() for label in own}
        yes = bool(words & POSITIVE) or (not words & NEGATIVE and key == 0)
        return result if yes else plan.FromExpression(op="not", operands=(result,))
    value: plan.Value = result
    if picked.how == "key":
        value = plan.FromExpression(op="index", operands=(result, plan.FromLiteral(value=picked.key)))
    if picked.how == "open":
        value = _opened(result)
    labels: list[str | int] = list(dict.fromkeys(label for label in own if label))
    nameless = not labels and any(edge.label for edge in leaving)
    every = {name for edge in leaving for name in (edge.label, edge.port)}
    surely = picked.values is not None and picked.values <= every
    if (whole and key == 0 and not surely) or (by_port and nameless):
        # The first port is left when no other is named, and so is one without a label.
        others = [edge for edge in leaving if edge.port != key]
        names: list[str | int] = [name for edge in others for name in (edge.label, edge.port) if name != ""]
        return plan.FromExpression(op="not", operands=(_among(value, names),))
    return _among(value, [*labels, key] if by_port else labels)


def _opened(result: plan.Value) -> plan.Value:
    """What a result names that is only known in a run: its `port` if it has one, else itself; nothing is port 0."""
    port = plan.FromLiteral(value="port")
    has = plan.FromExpression(op="in", operands=(port, result))
    inner = plan.FromExpression(op="index", operands=(result, port))
    named = plan.FromExpression(op="choice", operands=(has, inner, result))
    return plan.FromExpression(op="choice", operands=(result, named, plan.FromLiteral(value=0)))


def _among(value: plan.Value, names: list[str | int]) -> plan.Value:
    found = tuple(plan.FromLiteral(value=name) for name in dict.fromkeys(names))
    return plan.FromExpression(op="in", operands=(value, plan.FromExpression(op="tuple", operands=found)))
