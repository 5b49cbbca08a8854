"""A flow that was saved as JSON, and one that is put together."""

import json
from pathlib import Path

from fastflow import EdgeData, Flow, FlowEditor, NodeData
from fastflow.api import from_dict, to_dict
from fasthtml.common import *

app, rt = fast_app()

saved = from_dict(json.loads(Path("saved_flow.json").read_text()), flow_id="saved", name="Saved flow")

built = Flow(id="built", name="Built flow", nodes=[NodeData(id="in", x=0, y=0, label="In", node_type="input")])
built.add_node(NodeData(id="out", x=200, y=0, label="Out", node_type="output"))
built.add_edge(EdgeData(source="in", target="out"))


@rt("/saved")
def show_saved():
    return FlowEditor(id="saved", initial_data=to_dict(saved))


@rt("/built")
def show_built():
    return FlowEditor(id="built", initial_data=built.to_x6())
