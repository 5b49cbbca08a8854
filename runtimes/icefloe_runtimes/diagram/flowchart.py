"""A plan as a Mermaid flowchart."""

import re

from icefloe_runtimes.diagram import caption
from icefloe_runtimes.diagram.direction import Direction
from icefloe_runtimes.diagram.palette import PALETTE, TEXT, kind
from icefloe_runtimes.edges import edges
from icefloe_schema.plan import Plan, Step

# Mermaid reads its texts as Markdown, HTML and its own notation; each of these begins something in one of them.
_SPECIAL = re.compile(r"[#&<>\"'`*~|\\:;%$@]")
_SHAPES = {"condition": ("{", "}"), "tool": ("[[", "]]"), "input": ("([", "])"), "output": ("([", "])")}


def mermaid(plan: Plan, direction: Direction = "TB") -> str:
    """The flowchart's text; ids are numbers, so that no name can be taken for notation."""
    ids = {step.id: f"s{number}" for number, step in enumerate(plan.steps, 1)}
    used = {kind(step) for step in plan.steps}
    lines = [f"flowchart {direction}"]
    lines += [_node(ids[step.id], step) for step in plan.steps]
    for edge in edges(plan.steps):
        label = _escaped(caption.edge(edge))
        arrow = f'-->|"{label}"|' if label else "-.->"
        if edge.source in ids:
            lines.append(f"    {ids[edge.source]} {arrow} {ids[edge.target]}")
    for name, colour in PALETTE:
        if name in used:
            lines.append(f"    classDef {name} fill:{colour.fill},stroke:{colour.line},color:{TEXT}")
    return "".join(f"{line}\n" for line in lines)


def _node(name: str, step: Step) -> str:
    opening, closing = _SHAPES.get(kind(step), ("[", "]"))
    text = "<br>".join(map(_escaped, caption.node(step)))
    return f'    {name}{opening}"{text}"{closing}:::{kind(step)}'


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", text)
