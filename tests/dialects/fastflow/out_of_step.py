"""A page whose drawing, executor, routes and buttons do not agree."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node
from fasthtml.common import *

app, rt = fast_app()


async def load(context, inputs):
    return [1, 2]


async def check(context, inputs):
    return "pass" if inputs["load"] else "fail"


async def deliver(context, inputs):
    return True


executor = FlowExecutor(
    graph_id="delivery",
    steps=[
        ExecutionStep("load", handler=load),
        ExecutionStep("check", depends_on=["load"], handler=check),
        ExecutionStep("deliver", depends_on=["load"], handler=deliver),  # the drawing says: after `check`
        ExecutionStep("report", depends_on=["deliver"]),  # not drawn
    ],
)


@rt
def index():
    return Div(
        Button("Run", onclick="window.fastflow.connectExecution('delivery', '/execute/delivry', {})"),
        Button("Reset", onclick="window.fastflow.resetAllStatus('deliveries')"),
        FlowEditor(
            Node("load", node_type="input", inputs=0),
            Node("check", node_type="condition", outputs=3),
            Node("deliver", node_type="output", outputs=0),
            Node("deliver", node_type="output", outputs=0),
            Node("repair", node_type="tool"),
            Node("lonely", node_type="tool"),
            Edge("load", "check"),
            Edge("check", "deliver", label="pass", source_port=0),
            Edge("check", "repair", label="fail", source_port=5),
            Edge("repair", "lod"),
            Edge("deliver", "load"),
            id="delivery",
        ),
    )


@rt("/execute/delivery")
async def execute():
    return EventStream(executor.run())
