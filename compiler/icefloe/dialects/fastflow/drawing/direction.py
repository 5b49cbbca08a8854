"""Which way a drawing runs."""

from collections.abc import Sequence
from typing import Literal

from icefloe.dialects.fastflow.drawing.drawn import Edge, Node
from icefloe_schema.jsonvalue import Json

# A drawing that is this much wider than it is high is one row.
_ROW = 2


def direction(nodes: Sequence[Node], edges: Sequence[Edge]) -> Literal["LR", "TB"]:
    """From left to right where most ports are at the sides, or where the nodes stand in a row; else downwards."""
    joined = {name for edge in edges for name in (edge.source, edge.target)}
    shown = [node for node in nodes if not joined or node.name in joined]
    sides = sum(_at_sides(node) for node in shown)
    if sides:
        return "LR" if 2 * sides > len(shown) else "TB"
    xs = [x for node in shown if (x := _number(node.display.get("x"))) is not None]
    ys = [y for node in shown if (y := _number(node.display.get("y"))) is not None]
    if not xs or not ys:
        return "TB"
    return "LR" if max(xs) - min(xs) > _ROW * (max(ys) - min(ys)) else "TB"


def _at_sides(node: Node) -> bool:
    ports = node.display.get("port_positions")
    if not isinstance(ports, dict):
        return False
    return ports.get("outputs") in ("left", "right") or ports.get("inputs") in ("left", "right")


def _number(value: Json) -> float | None:
    if isinstance(value, dict):
        try:
            return float(str(value.get("$float")))
        except ValueError:
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
