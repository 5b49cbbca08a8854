"""The outline of a node."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from icefloe_runtimes.diagram.palette import kind
from icefloe_schema.plan import Step

Figure: TypeAlias = Literal["box", "diamond", "pill", "tool", "slanted", "circle", "drum"]

_KINDS: Mapping[str, Figure] = MappingProxyType(
    {
        "condition": "diamond",
        "branch": "diamond",
        "decision": "diamond",
        "tool": "tool",
        "input": "pill",
        "output": "pill",
        "start": "pill",
        "end": "pill",
        "data": "slanted",
        "connector": "circle",
        "kb": "drum",
        "db": "drum",
        "table": "drum",
    }
)
_SHAPES: Mapping[str, Figure] = MappingProxyType(
    {"diamond": "diamond", "polygon": "diamond", "ellipse": "pill", "circle": "circle", "parallelogram": "slanted"}
)


def figure(step: Step) -> Figure:
    """The outline of a step's node: of its drawn shape, else of its kind."""
    drawn, shape = step.display.get("kind"), step.display.get("shape")
    if isinstance(shape, str) and shape in _SHAPES and not (drawn == "data" and shape == "polygon"):
        return _SHAPES[shape]
    if drawn == "loop" and step.display.get("outputs") not in (None, 0, 1):
        return "diamond"
    return _KINDS.get(drawn if isinstance(drawn, str) else kind(step), "box")
