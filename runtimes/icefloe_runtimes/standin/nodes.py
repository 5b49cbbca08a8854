"""fastflow's typed nodes: classes of one's own are derived from them, and their fields are read by a step's body."""

from dataclasses import field

from icefloe_schema.records import dataclass


@dataclass
class FlowNode:
    """What every typed node has; its kind is the name of its class without `Node`."""

    id: str
    x: float = 0
    y: float = 0
    width: int = 160
    height: int = 60
    label: str = ""
    data: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def node_type(self) -> str:
        """The kind of the node."""
        return type(self).__name__.removesuffix("Node").lower()


@dataclass
class StartNode(FlowNode):
    """Where a flow begins."""

    label: str = "__start__"
    inputs: int = 0
    outputs: int = 1


@dataclass
class EndNode(FlowNode):
    """Where a flow ends."""

    label: str = "__end__"
    inputs: int = 1
    outputs: int = 0


@dataclass
class AgentNode(FlowNode):
    """An agent."""

    label: str = "Agent"
    model: str = "gpt-4"
    temperature: float = 0.7
    system_prompt: str = ""
    inputs: int = 1
    outputs: int = 1


@dataclass
class ToolNode(FlowNode):
    """A tool that an agent calls."""

    label: str = "Tool"
    tool_name: str = ""
    tool_description: str = ""
    inputs: int = 1
    outputs: int = 1


@dataclass
class LLMNode(FlowNode):
    """A single call of a model."""

    label: str = "LLM"
    model: str = "gpt-4"
    temperature: float = 0.7
    max_tokens: int = 1024
    inputs: int = 1
    outputs: int = 1


@dataclass
class ConditionNode(FlowNode):
    """A choice between two ways."""

    label: str = "Condition"
    condition: str = ""
    inputs: int = 1
    outputs: int = 2


@dataclass
class InputNode(FlowNode):
    """Where data come from."""

    label: str = "Input"
    source: str = ""
    inputs: int = 0
    outputs: int = 1


@dataclass
class OutputNode(FlowNode):
    """Where data go."""

    label: str = "Output"
    destination: str = ""
    inputs: int = 1
    outputs: int = 0


@dataclass
class FilterNode(FlowNode):
    """A filter."""

    label: str = "Filter"
    condition: str = ""
    inputs: int = 1
    outputs: int = 1


@dataclass
class JoinNode(FlowNode):
    """Where two streams meet."""

    label: str = "Join"
    join_type: str = "inner"
    inputs: int = 2
    outputs: int = 1


@dataclass
class TransformNode(FlowNode):
    """A transformation."""

    label: str = "Transform"
    transform_type: str = ""
    inputs: int = 1
    outputs: int = 1


@dataclass
class ProcessNode(FlowNode):
    """A step of a flowchart."""

    label: str = "Process"
    description: str = ""
    inputs: int = 1
    outputs: int = 1


@dataclass
class DecisionNode(FlowNode):
    """A question of a flowchart."""

    label: str = "Decision"
    question: str = ""
    inputs: int = 1
    outputs: int = 2


@dataclass
class CodeNode(FlowNode):
    """Code."""

    label: str = "Code"
    language: str = "python"
    code: str = ""
    inputs: int = 1
    outputs: int = 1
