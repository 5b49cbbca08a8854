"""Train a model on last week's orders, behind a drawing."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node, fastflow_headers
from fasthtml.common import EventStream, Titled, fast_app, serve

app, rt = fast_app(hdrs=fastflow_headers())


async def load_orders(context, inputs):
    """Read the orders."""
    return [{"id": 1, "price": 10}, {"id": 2, "price": 12}]


async def make_features(context, inputs):
    """Say each order in numbers."""
    return [order["price"] / 100 for order in inputs["load"]]


async def train(context, inputs):
    """Fit a line."""
    weight = 0.0
    for feature in inputs["features"]:
        weight += 0.1 * (feature - weight)
    return {"weight": weight}


executor = FlowExecutor(
    graph_id="orders",
    steps=[
        ExecutionStep("load", handler=load_orders),
        ExecutionStep("features", depends_on=["load"], handler=make_features),
        ExecutionStep("train", depends_on=["features"], handler=train),
    ],
)


@rt
def index():
    """The page with the drawing."""
    return Titled(
        "Orders",
        FlowEditor(
            Node("load", x=100, y=50, label="Load", node_type="input", inputs=0, outputs=1),
            Node("features", x=300, y=50, label="Features", node_type="transform"),
            Node("train", x=500, y=50, label="Train", node_type="output", inputs=1, outputs=0),
            Edge(source="load", target="features"),
            Edge(source="features", target="train"),
            id="orders",
        ),
    )


@rt("/execute/orders")
async def execute_pipeline():
    """Run the pipeline and stream its state."""
    return EventStream(executor.run_with_results())


serve()
