"""An executor for each customer, made by a function; the context comes from the request."""

from fastflow import ExecutionStep, FlowExecutor
from fasthtml.common import *

app, rt = fast_app()
STAGES = ("collect", "clean", "invoice")


async def work(context, inputs):
    return {"customer": context["customer"], "before": sorted(inputs)}


def flow_for(customer: str) -> FlowExecutor:
    steps = []
    for position, stage in enumerate(STAGES):
        before = [STAGES[position - 1]] if position else []
        steps.append(ExecutionStep(stage, depends_on=before, handler=work))
    return FlowExecutor(graph_id=f"billing-{customer}", steps=steps)


north = flow_for("north")
south = flow_for("south")


@rt("/bill/north")
async def bill_north():
    return EventStream(north.run(context={"customer": "north"}))


@rt("/bill/south")
async def bill_south():
    return EventStream(south.run(context={"customer": "south"}))
