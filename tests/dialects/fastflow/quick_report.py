"""A report out of a list of dictionaries."""

from fastflow.api import quick_flow


async def fetch(context, inputs):
    return {"rows": [1, 2, 3]}


async def total(context, inputs):
    return {"total": sum(inputs["fetch"]["rows"])}


flow = quick_flow(
    [
        {"id": "fetch", "handler": fetch},
        {"id": "wait", "depends_on": ["fetch"], "duration": 0.2},
        {"id": "total", "depends_on": ["fetch", "wait"], "handler": total},
    ],
    graph_id="report",
)
