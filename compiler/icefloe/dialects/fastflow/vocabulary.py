"""The words of fastflow, and how calls spell them."""

from collections.abc import Mapping
from types import MappingProxyType

from icefloe.reach import given, text
from icefloe.values import Record, Symbol, Value

EXECUTES: Mapping[str, str] = MappingProxyType(
    {
        "FlowExecutor": "steps",
        "quick_flow": "steps",
        "run_pipeline": "handlers",
        "run_sequential": "node_ids",
    }
)
"""What makes an executor, and the argument that gives its steps."""

PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "FlowExecutor": ("graph_id", "steps", "callbacks"),
        "quick_flow": ("steps", "graph_id", "callbacks"),
        "run_pipeline": ("handlers", "graph_id", "callbacks"),
        "run_sequential": ("node_ids", "graph_id", "duration"),
        "ExecutionStep": ("node_id", "node", "depends_on", "duration", "handler"),
        "run": ("context", "reset_first", "pre_delay", "post_delay"),
        "run_with_results": ("context",),
    }
)
"""The parameters of each word, in their order."""

GRAPH_IDS: Mapping[str, str] = MappingProxyType(
    {"quick_flow": "quick-flow", "run_pipeline": "pipeline", "run_sequential": "sequential"}
)
"""The id of the graph where none is given."""

STREAMS = frozenset({"node_status", "raw_node_status"})
RUNS = frozenset({"run", "run_with_results"})
_OWNERS = frozenset({*EXECUTES, "ExecutionStep", "Flow", "NodeData", "EdgeData"})


def word(record: Record) -> str:
    """Which word of fastflow a call spells; nothing if it is none."""
    return name_of(record.path)


def name_of(path: str) -> str:
    """The last name of a dotted path of fastflow; nothing if it is of another package."""
    package, _, name = path.rpartition(".")
    return name if package.split(".")[0] == "fastflow" else ""


def method(record: Record) -> tuple[str, str]:
    """What a method is called of, and its name: `fastflow.FlowExecutor.steps.append` is that of an executor's list."""
    parts = record.path.split(".")
    if parts[0] != "fastflow":
        return "", ""
    at = next((index for index, part in enumerate(parts) if part in _OWNERS), len(parts))
    return (parts[at], ".".join(parts[at + 1 :])) if at + 1 < len(parts) else ("", "")


def said(value: Value | None) -> str | None:
    """The text that a value is, also as what an object of fastflow was made with: `step.node_id`, `node.id`."""
    match value:
        case Symbol(op="attribute", operands=(Record() as record, name)):
            asked = text(name) or ""
            names = PARAMETERS.get(word(record), ())
            if asked in names:
                return text(given(record, asked, names.index(asked)))
            return text(given(record, "id", 0)) if asked == "id" and word(record) else None
        case _:
            return text(value)


_DEFINED: Mapping[str, str] = MappingProxyType(
    {
        "execution": "FlowExecutor ExecutionStep node_status edge_status execution_complete execution_error "
        "run_sequential",
        "api": "quick_flow run_pipeline from_dict to_dict from_langgraph flow_from_steps",
        "components": "FlowEditor Node Edge NodePalette PaletteItem PaletteGroup FlowControls StatusBadge TableNode "
        "DAGNode AgentNode FlowchartNode node_from_typed nodes_from_typed validate_typed_node",
        "types": "FlowNode StartNode EndNode AgentNode ToolNode LLMNode ConditionNode InputNode OutputNode FilterNode "
        "JoinNode TransformNode ProcessNode DecisionNode CodeNode execute render validate node_to_x6 node_from_x6 "
        "can_connect get_node_style register_node_type",
        "callbacks": "FlowState FlowCallback SSECallback LoggingCallback TimingCallback RetryCallback ProgressCallback "
        "ValidationCallback CancelFlowException SkipNodeException RetryNodeException",
        "state": "NodeData EdgeData Flow",
        "headers": "fastflow_headers",
        "core": "raw_node_status raw_edge_status raw_complete raw_error",
    }
)


def words() -> tuple[str, ...]:
    """The addresses of fastflow's names: in the package itself, and where each is defined."""
    apart = [f"fastflow.{module}.{name}" for module, names in _DEFINED.items() for name in names.split()]
    return tuple(dict.fromkeys([*(f"fastflow.{path.rpartition('.')[2]}" for path in apart), *apart]))
