"""What is drawn of a plan as JSON: nodes and edges, for programs that draw or compare by themselves."""

import json

from icefloe_runtimes.diagram.shape import Arrow, Node, arrows, nodes
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.plan import Plan


def net(plan: Plan) -> str:
    """Nodes by their paths, outer ones before those that are in them, and edges between them.

    A node that stands in a body names the step that runs it (`within`) and the branch, if it has a name. An edge is
    `data` with the outputs that flow along it, `order`, a `branch` into a body, or `failure` into a handler. What a
    drawing shows has its label, and is `dashed` where it is drawn so; what is only drawn is `feedback` where it leads
    back, else `drawn`.
    """
    drawn = nodes(plan.steps)
    listed: list[JsonObject] = []
    for node in drawn:
        _list(node, None, "", listed)
    found: JsonObject = {"name": plan.name, "nodes": [*listed], "edges": [_edge(arrow) for arrow in arrows(drawn)]}
    return f"{json.dumps(found, indent=2, ensure_ascii=False)}\n"


def _list(node: Node, within: Node | None, branch: str, listed: list[JsonObject]) -> None:
    step = node.step
    title = step.display.get("label")
    look = step.display.get("kind")
    named = {"title": title, "drawn": look}
    place = {
        **{key: word for key, word in named.items() if isinstance(word, str)},
        "within": within.path if within else "",
        "branch": branch,
        "ends": step.ends,
    }
    found: JsonObject = {"id": node.path, "step": step.id, "kind": step.run.tag}
    listed.append({**found, **{key: text for key, text in place.items() if text}})
    for inner in node.inner:
        for one in inner.nodes:
            _list(one, node, inner.label, listed)


def _edge(arrow: Arrow) -> JsonObject:
    found: dict[str, Json] = {"source": arrow.source.path, "target": arrow.target.path, "kind": arrow.kind}
    if arrow.outputs:
        found["outputs"] = [*arrow.outputs]
    elif arrow.label:
        found["branch"] = arrow.label
    if arrow.drawn is not None:
        found |= {"label": arrow.drawn.label} if arrow.drawn.label else {}
        found |= {"dashed": True} if arrow.drawn.dashed else {}
    return found
