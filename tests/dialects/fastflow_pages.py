"""Pages of fastflow that the tests of drawings read, and what they look at in them."""

from collections.abc import Callable

from icefloe.findings import Severity
from icefloe.graph import Graph
from icefloe.survey import FileSurvey
from icefloe_schema.jsonvalue import JsonObject

Read = Callable[..., FileSurvey]
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

HEAD = """\
from fasthtml.common import *
import fastflow
import fastflow as ff
import json
from dataclasses import dataclass
from functools import partial
from fastflow import (
    AgentNode, AgentNode as UIAgentNode, ConditionNode, DAGNode, Edge, EdgeData, ExecutionStep, Flow, FlowchartNode,
    FlowControls, FlowEditor, FlowExecutor, FlowNode, InputNode, JoinNode, Node, NodeData, NodePalette, TableNode,
    TypedAgentNode, flow_from_steps, from_dict, node_from_typed, nodes_from_typed, to_dict,
)
from fastflow.components import Node as PlainNode
from fastflow.types import AgentNode as Typed, CodeNode, LLMNode
from elsewhere import unknown

app, rt = fast_app()
"""

A_B = 'ExecutionStep("a"), ExecutionStep("b", depends_on=["a"])'
DRAWN = "Node('a'), Node('b'), Edge('a', 'b'),"
BASE = {"x": 0, "y": 0, "width": 160, "height": 60, "inputs": 1, "outputs": 1, "kind": "default"}


def page(before: str, children: str, more: str = "") -> str:
    """A file whose only route shows an editor with these children."""
    return f"{HEAD}\n{before}\n\n@rt\ndef index():\n{more}    return Titled('x', Div(FlowEditor({children})))\n"


def only(found: FileSurvey) -> Graph:
    (pipeline,) = found.pipelines
    return pipeline.graph


def looks(found: FileSurvey) -> dict[str, JsonObject]:
    return {step.id: step.display for step in only(found).steps}


def told(found: FileSurvey, *codes: str) -> list[tuple[str, Severity, str]]:
    """The findings, or those of these codes alone."""
    return [(f.code, f.severity, f.message) for f in found.findings if not codes or f.code in codes]


def drawn(children: str, before: str = "") -> str:
    return f"{HEAD}\n{before}\n\n@rt\ndef index():\n    return Titled('x', FlowEditor({children}))\n"


def run(steps: str, children: str, *, more: str = "", page: str = "", route: str = '@rt("/run")\n') -> str:
    """A file with an executor `g`, its drawing and its route."""
    return f"""{HEAD}
{more}

executor = FlowExecutor("g", [{steps}])

@rt
def index():
    return Titled("x", FlowEditor({children} id="g"){page})

{route}async def go():
    return EventStream(executor.run())
"""
