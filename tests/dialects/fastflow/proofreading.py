"""Write and correct a text until the reader is content, at most four times."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node, fastflow_headers
from fasthtml.common import *

app, rt = fast_app(hdrs=fastflow_headers())


async def outline(context, inputs):
    return ["beginning", "middle", "end"]


async def write(context, inputs):
    corrections = inputs.get("correct") or []
    return {"text": " ".join(inputs["outline"]), "corrected": len(corrections)}


async def proofread(context, inputs):
    return "good" if inputs["write"]["corrected"] > 1 else "faulty"


async def correct(context, inputs):
    return ["spelling", "commas"]


async def publish(context, inputs):
    return {"published": True}


executor = FlowExecutor(
    graph_id="proofreading",
    steps=[
        ExecutionStep("outline", handler=outline),
        ExecutionStep("write", depends_on=["outline"], handler=write),
        ExecutionStep("proofread", depends_on=["write"], handler=proofread),
        ExecutionStep("correct", depends_on=["proofread"], handler=correct),
        ExecutionStep("publish", depends_on=["proofread"], handler=publish),
    ],
)


@rt
def index():
    return FlowEditor(
        Node("outline", x=200, y=0, node_type="start", inputs=0),
        Node("write", x=200, y=100, node_type="llm", inputs=2),
        Node("proofread", x=200, y=200, node_type="condition", outputs=2),
        Node("correct", x=400, y=200, node_type="tool"),
        Node("publish", x=200, y=300, node_type="end", outputs=0),
        Edge("outline", "write"),
        Edge("write", "proofread"),
        Edge("proofread", "publish", label="good", source_port=0),
        Edge("proofread", "correct", label="faulty", source_port=1, dashed=True),
        Edge("correct", "write", target_port=1, dashed=True, data={"max_iterations": 4}),
        id="proofreading",
    )


@rt("/proofread")
async def run_proofreading():
    return EventStream(executor.run())
