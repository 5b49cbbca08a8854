"""The drawing side of fastflow: what is drawn, how it looks, and whether it agrees with what is executed."""

from dataclasses import replace

from icefloe.dialect import Reader
from icefloe.dialects.fastflow.drawing.compare import compare as compare
from icefloe.dialects.fastflow.drawing.compare import shown as shown
from icefloe.dialects.fastflow.drawing.drawn import Drawing as Drawing
from icefloe.dialects.fastflow.drawing.drawn import Edge as Edge
from icefloe.dialects.fastflow.drawing.drawn import Node as Node
from icefloe.dialects.fastflow.drawing.editor import drawing
from icefloe.dialects.fastflow.said import Findings
from icefloe.dialects.fastflow.vocabulary import word
from icefloe.graph import Step
from icefloe.values import Record
from icefloe_schema.jsonvalue import Json


def drawings(calls: tuple[Record, ...], reader: Reader, findings: Findings) -> tuple[Drawing, ...]:
    """Every drawing of a file, in the order of the calls that make them."""
    return tuple(drawing(call, findings) for call in calls if word(call) == "FlowEditor")


def look(step: Step, drawn: Drawing) -> Step:
    """The step with how it is drawn: its node, and the edges that leave it."""
    node = drawn.node(step.id)
    leaving: list[Json] = [{"target": edge.target, **edge.display} for edge in drawn.edges if edge.source == step.id]
    display = {**(node.display if node is not None else {}), **({"edges": leaving} if leaving else {})}
    return replace(step, display=display, title=node.label if node is not None else "")
