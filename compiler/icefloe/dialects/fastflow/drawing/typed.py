"""Typed nodes: the dataclasses whose kind is their class, and which only a converter makes part of a drawing."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from icefloe.values import Class, Instance, Record, Reference, Value
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

_BASE = ("id", "x", "y", "width", "height", "label", "data")
_DEFAULTS: JsonObject = MappingProxyType({"x": 0, "y": 0, "width": 160, "height": 60, "label": ""})
_DEPTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One class of typed nodes: its kind, what stands in its node, its ports, and the defaults of its own fields."""

    kind: str
    label: str = ""
    inputs: int = 1
    outputs: int = 1
    own: JsonObject = field(default_factory=dict[str, Json])

    @property
    def parameters(self) -> tuple[str, ...]:
        """The fields in the order of the constructor."""
        ports = () if self.kind == "flow" else ("inputs", "outputs")
        return (*_BASE, *self.own, *ports)

    @property
    def defaults(self) -> JsonObject:
        """What a node says where the program does not."""
        return {**_DEFAULTS, "label": self.label, "inputs": self.inputs, "outputs": self.outputs, **self.own}


TYPED: Mapping[str, Typed] = MappingProxyType(
    {
        "FlowNode": Typed(kind="flow"),
        "StartNode": Typed(kind="start", label="__start__", inputs=0),
        "EndNode": Typed(kind="end", label="__end__", outputs=0),
        "AgentNode": Typed(
            kind="agent", label="Agent", own={"model": "gpt-4", "temperature": {"$float": "0.7"}, "system_prompt": ""}
        ),
        "ToolNode": Typed(kind="tool", label="Tool", own={"tool_name": "", "tool_description": ""}),
        "LLMNode": Typed(
            kind="llm", label="LLM", own={"model": "gpt-4", "temperature": {"$float": "0.7"}, "max_tokens": 1024}
        ),
        "ConditionNode": Typed(kind="condition", label="Condition", outputs=2, own={"condition": ""}),
        "InputNode": Typed(kind="input", label="Input", inputs=0, own={"source": ""}),
        "OutputNode": Typed(kind="output", label="Output", outputs=0, own={"destination": ""}),
        "FilterNode": Typed(kind="filter", label="Filter", own={"condition": ""}),
        "JoinNode": Typed(kind="join", label="Join", inputs=2, own={"join_type": "inner"}),
        "TransformNode": Typed(kind="transform", label="Transform", own={"transform_type": ""}),
        "ProcessNode": Typed(kind="process", label="Process", own={"description": ""}),
        "DecisionNode": Typed(kind="decision", label="Decision", outputs=2, own={"question": ""}),
        "CodeNode": Typed(kind="code", label="Code", own={"language": "python", "code": ""}),
    }
)


def typed(value: Value) -> Typed | None:
    """The class of typed nodes that a value is an object of; None if it is none."""
    match value:
        case Record():
            return _named(value.path)
        case Instance(of=of):
            return _of(of, 0)
        case _:
            return None


def _named(path: str) -> Typed | None:
    """The class of that dotted path; `AgentNode` outside of `types` is a helper that makes a node at once."""
    package, _, name = path.rpartition(".")
    if package.split(".")[0] != "fastflow":
        return None
    if name == "AgentNode" and package != "fastflow.types":
        return None
    return TYPED.get("AgentNode" if name == "TypedAgentNode" else name)


def _of(of: Class, depth: int) -> Typed | None:
    """A class of the project that has one of fastflow's as its base."""
    if depth > _DEPTH:
        return None
    for base in of.bases:
        above = _of(base, depth + 1) if isinstance(base, Class) else None
        if isinstance(base, Reference):
            above = _named(base.path)
        if above is not None:
            kind = of.name.removesuffix("Node").lower()
            return Typed(kind=kind, label=above.label, inputs=above.inputs, outputs=above.outputs, own=above.own)
    return None


def declared(of: Class, depth: int = 0) -> Iterator[tuple[str, Value]]:
    """The defaults that the fields of a class of the project have, those of its bases first."""
    if depth > _DEPTH:
        return
    for base in of.bases:
        if isinstance(base, Class):
            yield from declared(base, depth + 1)
    for one in of.fields:
        if one.default is not None:
            yield one.name, one.default
