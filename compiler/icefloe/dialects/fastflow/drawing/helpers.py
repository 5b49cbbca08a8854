"""The helpers that make a node: their parameters in order, and how a node of theirs looks when nothing is said."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

_NODE = (
    "name", "x", "y", "label", "node_type", "inputs", "outputs", "width", "height", "data", "html", "shape", "icon",
    "status", "port_positions", "fill", "stroke", "text_color",
)  # fmt: skip
_COMMON: JsonObject = MappingProxyType(
    {"x": 0, "y": 0, "node_type": "default", "inputs": 1, "outputs": 1, "width": 160, "height": 60, "shape": "rect"}
)
_SIDES: JsonObject = MappingProxyType({"inputs": "left", "outputs": "right"})
_HEADER, _ROW, _FOOT = 36, 24, 12

KINDS = (
    "start", "end", "agent", "tool", "llm", "condition", "input", "output", "filter", "join", "union", "agg",
    "transform", "code", "branch", "loop", "kb", "mcp", "db", "process", "decision", "data", "connector", "table",
    "default",
)  # fmt: skip
EDGE = (
    "source", "target", "label", "source_port", "target_port", "dashed", "connector", "router", "color", "animated",
    "marker", "relationship",
)  # fmt: skip
EDGE_DEFAULTS: JsonObject = MappingProxyType(
    {
        "source_port": 0,
        "target_port": 0,
        "dashed": False,
        "connector": "rounded",
        "router": "manhattan",
        "animated": False,
        "marker": "block",
    }
)

NODE_DATA = ("id", "x", "y", "width", "height", "label", "node_type", "inputs", "outputs", "data")
NODE_DATA_DEFAULTS: JsonObject = _COMMON
EDGE_DATA = ("source", "target", "source_port", "target_port", "label", "dashed", "data")
EDGE_DATA_DEFAULTS: JsonObject = MappingProxyType({"source_port": "out_0", "target_port": "in_0", "dashed": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One helper: its parameters, what it says where the program does not, and what it lets nobody else say."""

    parameters: tuple[str, ...]
    defaults: JsonObject = field(default_factory=dict[str, Json])
    fixed: frozenset[str] = frozenset()
    icons: Mapping[str, str] = field(default_factory=dict[str, str])
    by_kind: Mapping[str, JsonObject] = field(default_factory=dict[str, JsonObject])


HELPERS: Mapping[str, Helper] = MappingProxyType(
    {
        "Node": Helper(parameters=_NODE, defaults=_COMMON),
        "DAGNode": Helper(
            parameters=("name", "x", "y", "label", "node_type", "status", "icon", "inputs", "outputs"),
            defaults={**_COMMON, "width": 100, "height": 50},
            fixed=frozenset({"width", "height"}),
            icons={
                "input": "📥", "output": "📤", "filter": "🔍", "join": "🔗", "union": "⊕", "agg": "∑",
                "transform": "🔄",
            },
        ),
        "AgentNode": Helper(
            parameters=("name", "x", "y", "label", "node_type", "icon", "inputs", "outputs"),
            defaults={**_COMMON, "node_type": "llm"},
            icons={
                "llm": "🧠", "code": "💻", "branch": "🔀", "loop": "🔄", "kb": "📚", "mcp": "🔌", "db": "🗄️",
                "tool": "🛠️",
            },
        ),
        "FlowchartNode": Helper(
            parameters=("name", "x", "y", "label", "node_type"),
            defaults={**_COMMON, "node_type": "process", "width": 100, "height": 50},
            fixed=frozenset({"width", "height", "shape", "inputs", "outputs"}),
            by_kind={
                "decision": {"shape": "polygon", "height": 60, "outputs": 2},
                "data": {"shape": "polygon"},
                "connector": {"shape": "circle", "width": 50},
                "start": {"width": 80, "height": 40},
                "end": {"width": 80, "height": 40},
            },
        ),
        "TableNode": Helper(
            parameters=(
                "name", "x", "y", "label", "columns", "width", "fill", "stroke", "header_fill", "header_color",
            ),
            defaults={**_COMMON, "node_type": "table", "width": 220, "shape": "table", "port_positions": _SIDES},
        ),
    }
)  # fmt: skip


def table_height(columns: int) -> int:
    """How high a table of so many columns is."""
    return _HEADER + _ROW * columns + _FOOT
