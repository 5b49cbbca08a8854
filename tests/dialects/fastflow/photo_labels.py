"""Label photographs: a drawing, an executor with handlers, and the route that streams what happens."""

from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node, fastflow_headers
from fasthtml.common import *

app, rt = fast_app(hdrs=fastflow_headers())


async def read_photos(context, inputs):
    """The photographs of the album that the context names."""
    return {"photos": [f"{context['album']}/{n}.jpg" for n in range(3)]}


async def find_faces(context, inputs):
    return {"faces": len(inputs["read"]["photos"])}


async def name_places(context, inputs):
    return {"places": ["harbour"] * len(inputs["read"]["photos"])}


async def write_labels(context, inputs):
    return {"labels": inputs["places"]["places"], "faces": inputs["faces"]["faces"]}


executor = FlowExecutor(
    graph_id="photo-labels",
    steps=[
        ExecutionStep("read", handler=read_photos),
        ExecutionStep("faces", depends_on=["read"], handler=find_faces),
        ExecutionStep("places", depends_on=["read"], handler=name_places),
        ExecutionStep("write", depends_on=["faces", "places"], handler=write_labels),
    ],
)


@rt
def index():
    return Titled(
        "Photo labels",
        Div(
            Button("Run", onclick="window.fastflow.connectExecution('photo-labels', '/run/labels', {});"),
            Button("Reset", onclick="window.fastflow.resetAllStatus('photo-labels')"),
            FlowEditor(
                Node("read", x=50, y=150, label="Read photos", node_type="input", inputs=0, outputs=1),
                Node("faces", x=250, y=80, label="Find faces", node_type="llm"),
                Node("places", x=250, y=220, label="Name places", node_type="transform"),
                Node("write", x=450, y=150, label="Write labels", node_type="output", inputs=2, outputs=0),
                Edge("read", "faces"),
                Edge("read", "places"),
                Edge("faces", "write", target_port=0),
                Edge("places", "write", target_port=1),
                id="photo-labels",
                height="400px",
                readonly=True,
            ),
        ),
    )


@rt("/run/labels")
async def run_labels():
    return EventStream(executor.run(context={"album": "summer"}))


serve()
