"""A route that says itself what runs, without an executor."""

import asyncio

from fastflow import Edge, FlowEditor, Node, edge_status, execution_complete, node_status
from fasthtml.common import *

app, rt = fast_app()


@rt
def index():
    return FlowEditor(Node("boil", x=0, y=0), Node("brew", x=0, y=100), Edge("boil", "brew"), id="tea")


async def make_tea():
    yield node_status("boil", "running")
    await asyncio.sleep(1)
    yield node_status("boil", "success")
    yield edge_status("boil", "brew", "running", animated=True)
    yield node_status("brew", "running")
    await asyncio.sleep(1)
    yield node_status("brew", "success")
    yield execution_complete()


@rt("/tea")
async def tea():
    return EventStream(make_tea())
