"""An agent with tools; the two classes called `AgentNode` under names of their own."""

from fastflow import AgentNode as UIAgentNode
from fastflow import DAGNode, Edge, ExecutionStep, FlowEditor, FlowExecutor, ToolNode, nodes_from_typed
from fastflow.types import AgentNode, EndNode, StartNode
from fasthtml.common import *

app, rt = fast_app()

planner = AgentNode(id="planner", x=200, y=100, label="Planner", model="gpt-4", temperature=0.2)
flights = ToolNode(id="flights", x=100, y=220, label="Flights", tool_name="search_flights")
hotels = ToolNode(id="hotels", x=300, y=220, label="Hotels", tool_name="search_hotels")
typed = [StartNode(id="start", x=200, y=0), planner, flights, hotels, EndNode(id="end", x=200, y=440)]

executor = FlowExecutor(
    graph_id="travel",
    steps=[
        ExecutionStep("start", node=typed[0]),
        ExecutionStep("planner", node=planner, depends_on=["start"]),
        ExecutionStep("flights", node=flights, depends_on=["planner"]),
        ExecutionStep("hotels", node=hotels, depends_on=["planner"]),
        ExecutionStep("summary", depends_on=["flights", "hotels"], duration=0.1),
        ExecutionStep("end", depends_on=["summary"]),
    ],
)


@rt("/")
def home():
    return Main(
        FlowEditor(
            *nodes_from_typed(typed),
            UIAgentNode("summary", x=200, y=330, label="Summary", node_type="llm"),
            Edge("start", "planner"),
            Edge("planner", "flights"),
            Edge("planner", "hotels"),
            Edge("flights", "summary"),
            Edge("hotels", "summary"),
            Edge("summary", "end"),
            id="travel",
        )
    )


@rt("/travel/run")
async def travel():
    return EventStream(executor.run(context={"tools": {}}))
