"""A plan as a Mermaid flowchart."""

import re
from collections.abc import Iterator

from icefloe_runtimes.diagram import caption
from icefloe_runtimes.diagram.direction import Direction
from icefloe_runtimes.diagram.palette import PALETTE, TEXT, kind
from icefloe_runtimes.diagram.shape import Arrow, Node, arrows, every, nodes
from icefloe_schema.plan import Plan, Step

# Mermaid reads its texts as Markdown, HTML and its own notation; each of these begins something in one of them.
_SPECIAL = re.compile(r"[#&<>\"'`*~|\\:;%$@]")
_SHAPES = {"condition": ("{", "}"), "tool": ("[[", "]]"), "input": ("([", "])"), "output": ("([", "])")}


def mermaid(plan: Plan, direction: Direction = "TB") -> str:
    """The flowchart's text; ids are numbers, so that no name can be taken for notation."""
    drawn = nodes(plan.steps)
    used = {kind(node.step) for node in every(drawn)}
    lines = [f"flowchart {direction}"]
    for node in drawn:
        lines += _lines(node, "    ")
    lines += [_arrow(arrow) for arrow in arrows(drawn)]
    for name, colour in PALETTE:
        if name in used:
            lines.append(f"    classDef {name} fill:{colour.fill},stroke:{colour.line},color:{TEXT}")
    return "".join(f"{line}\n" for line in lines)


def _lines(node: Node, indent: str) -> Iterator[str]:
    """A node; what it runs stands in a frame with it."""
    framed = any(not inner.handles for inner in node.inner)
    if framed:
        yield f'{indent}subgraph {node.name}f[" "]'
    own = f"{indent}    " if framed else indent
    yield _node(node.name, node.step, own)
    for number, inner in enumerate(node.inner, 1):
        if inner.label:
            yield f'{own}subgraph {node.name}b{number}["{_escaped(caption.short(inner.label))}"]'
        for one in inner.nodes:
            yield from _lines(one, f"{own}    " if inner.label else own)
        if inner.label:
            yield f"{own}end"
    if framed:
        yield f"{indent}end"


def _arrow(arrow: Arrow) -> str:
    label = _escaped(caption.arrow(arrow))
    line = f'-->|"{label}"|' if label else "==>" if arrow.kind == "branch" else "-.->"
    return f"    {arrow.source.name} {line} {arrow.target.name}"


def _node(name: str, step: Step, indent: str) -> str:
    opening, closing = _SHAPES.get(kind(step), ("[", "]"))
    text = "<br>".join(map(_escaped, caption.node(step)))
    return f'{indent}{name}{opening}"{text}"{closing}:::{kind(step)}'


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", text)
