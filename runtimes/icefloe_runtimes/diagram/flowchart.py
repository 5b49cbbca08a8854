"""A plan as a Mermaid flowchart."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from icefloe_runtimes.diagram import caption
from icefloe_runtimes.diagram.direction import Direction
from icefloe_runtimes.diagram.direction import direction as of
from icefloe_runtimes.diagram.figure import Figure, figure
from icefloe_runtimes.diagram.marks import COLOURS, Marks
from icefloe_runtimes.diagram.palette import PALETTE, kind, own
from icefloe_runtimes.diagram.shape import Arrow, Node, arrows, every, nodes
from icefloe_schema.plan import Plan

# Mermaid reads its texts as Markdown, HTML and its own notation; each of these begins something in one of them.
_SPECIAL = re.compile(r"[#&<>\"'`*~|\\:;%$@]")
_FIGURES: Mapping[Figure, tuple[str, str]] = MappingProxyType(
    {
        "box": ("[", "]"),
        "diamond": ("{", "}"),
        "pill": ("([", "])"),
        "tool": ("[[", "]]"),
        "slanted": ("[/", "/]"),
        "circle": ("((", "))"),
        "drum": ("[(", ")]"),
    }
)


def mermaid(plan: Plan, direction: Direction | None = None, marks: Marks | None = None) -> str:
    """The flowchart's text; ids are numbers, so that no name can be taken for notation.

    With `marks` steps and edges are coloured by what has changed, and not by kind.
    """
    drawn = nodes(plan.steps)
    lines = [f"flowchart {direction or of(plan)}"]
    for node in drawn:
        lines += _lines(node, "    ", marks)
    shown = [*arrows(drawn)]
    lines += [_arrow(arrow) for arrow in shown]
    if marks is not None:
        return "".join(f"{line}\n" for line in (*lines, *_marked(drawn, shown, marks)))
    used = {kind(node.step) for node in every(drawn)}
    for name, colour in PALETTE:
        if name in used:
            lines.append(f"    classDef {name} fill:{colour.fill},stroke:{colour.line},color:{colour.text}")
    lines += [line for node in every(drawn) for line in _own(node)]
    return "".join(f"{line}\n" for line in lines)


def _marked(drawn: tuple[Node, ...], shown: list[Arrow], marks: Marks) -> Iterator[str]:
    """The edges that are gone, and the colours of what changed."""
    names = {node.path: node.name for node in every(drawn)}
    looks = [marks.edges.get((arrow.source.path, arrow.target.path), "") for arrow in shown]
    for source, target, label in marks.gone:
        if source in names and target in names:
            words = escaped(caption.short(label))
            between = f'|"{words}"|' if words else ""
            yield f"    {names[source]} -.->{between} {names[target]}"
            looks.append("removed")
    used = {marks.nodes[path].look if path in marks.nodes else "unchanged" for path in names}
    for look, colour in COLOURS.items():
        if look in used:
            yield f"    classDef {look} fill:{colour.fill},stroke:{colour.line},color:{colour.text}{colour.border}"
    for look, colour in COLOURS.items():
        numbers = ",".join(str(number) for number, own in enumerate(looks) if own == look)
        if numbers:
            yield f"    linkStyle {numbers} stroke:{colour.line},stroke-width:2px{colour.dashes}"


def _lines(node: Node, indent: str, marks: Marks | None) -> Iterator[str]:
    """A node; what it runs stands in a frame with it."""
    framed = any(not inner.handles for inner in node.inner)
    if framed:
        yield f'{indent}subgraph {node.name}f[" "]'
    inside = f"{indent}    " if framed else indent
    yield _node(node, inside, marks)
    for number, inner in enumerate(node.inner, 1):
        if inner.label:
            yield f'{inside}subgraph {node.name}b{number}["{escaped(caption.short(inner.label))}"]'
        for one in inner.nodes:
            yield from _lines(one, f"{inside}    " if inner.label else inside, marks)
        if inner.label:
            yield f"{inside}end"
    if framed:
        yield f"{indent}end"


def _own(node: Node) -> Iterator[str]:
    """The colours and the border of one node, where they are not those of its kind."""
    colour = own(node.step)
    looks = [] if colour is None else [f"fill:{colour.fill}", f"stroke:{colour.line}", f"color:{colour.text}"]
    if caption.simulated(node.step):
        looks.append("stroke-dasharray:4 3")
    if looks:
        yield f"    style {node.name} {','.join(looks)}"


def _arrow(arrow: Arrow) -> str:
    label = escaped(caption.arrow(arrow))
    words = f'|"{label}"|' if label else ""
    if arrow.drawn is not None:
        line = "-.->" if arrow.drawn.dashed or arrow.kind in {"feedback", "drawn"} else "-->"
        return f"    {arrow.source.name} {line}{words} {arrow.target.name}"
    line = "-->" if label else "==>" if arrow.kind == "branch" else "-.->"
    return f"    {arrow.source.name} {line}{words} {arrow.target.name}"


def _node(node: Node, indent: str, marks: Marks | None) -> str:
    opening, closing = _FIGURES[figure(node.step)]
    words = caption.node(node.step, told=node.told)
    look = kind(node.step)
    if marks is not None:
        mark = marks.nodes.get(node.path)
        look = "unchanged" if mark is None else mark.look
        words = words if mark is None or not mark.words else (*words, caption.short(mark.words))
    text = "<br>".join(map(escaped, words))
    return f'{indent}{node.name}{opening}"{text}"{closing}:::{look}'


def escaped(text: str) -> str:
    """A text of which nothing is notation."""
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", text)
