"""Drawings that are data or objects: what an editor begins with, and a `Flow`."""

import pytest
from fastflow_pages import BASE, HEAD, Read, looks, only, page

from icefloe.dialects.fastflow import DIALECT
from icefloe.findings import Severity

X6 = {
    "nodes": [
        {
            "id": "a",
            "x": 1,
            "y": 2,
            "width": 80,
            "height": 40,
            "data": {"label": "A", "nodeType": "input", "inputs": 0},
        },
        {"id": "b", "data": {"label": "b", "model": "m"}},
    ],
    "edges": [
        {
            "source": "a",
            "target": "b",
            "sourcePort": "out_0",
            "targetPort": "in_0",
            "labels": [{"attrs": {"text": {"text": "go"}}}],
        }
    ],
}
OF_X6 = {
    "a": {
        "x": 1,
        "y": 2,
        "label": "A",
        "width": 80,
        "height": 40,
        "inputs": 0,
        "outputs": 1,
        "kind": "input",
        "edges": [{"target": "b", "label": "go"}],
    },
    "b": {**BASE, "data": {"model": "m"}},
}


@pytest.mark.parametrize(
    "value",
    [
        "DATA",
        "json.dumps(DATA)",
        "to_dict(from_dict(DATA))",
        "from_dict(DATA, flow_id='g').to_x6()",
        "Flow.from_x6(DATA).to_json()",
        "Flow.from_json(json.dumps(DATA)).to_x6()",
        "json.dumps(from_dict(DATA).to_x6())",
    ],
)
def test_the_data_that_an_editor_begins_with_is_part_of_the_drawing(read: Read, value: str) -> None:
    found = read(DIALECT, page(f"DATA = {X6!r}", f"id='g', initial_data={value}"))
    assert [(f.code, f.severity) for f in found.findings] == [("FLO598", Severity.NOTE)]
    assert looks(found) == OF_X6


def test_data_that_is_not_known(read: Read) -> None:
    found = read(DIALECT, page("", "Node('a'), Edge('a', 'b'), initial_data=unknown()"))
    assert [f.code for f in found.findings] == ["FLO598", "FLO118"]


FLOW = """\
flow = Flow("f", nodes=[NodeData("a", label="A", node_type="input"), NodeData(id="b")], edges=[EdgeData("a", "b")])
"""


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (FLOW, [("a", []), ("b", ["a"])]),
        (f"{FLOW}flow.add_node(NodeData('c'))\nflow.add_edge(EdgeData('b', 'c'))\n",
         [("a", []), ("b", ["a"]), ("c", ["b"])]),
        (f"{FLOW}flow.nodes.append(NodeData('c'))\nflow.edges.append(EdgeData('b', 'c'))\n",
         [("a", []), ("b", ["a"]), ("c", ["b"])]),
        (f"{FLOW}flow.remove_node('a')\n", [("b", [])]),
        (f"{FLOW}flow.remove_edge('a', 'b')\n", [("a", []), ("b", [])]),
        ("flow = flow_from_steps([{'id': 'a', 'node_type': 'start'}, {'id': 'b', 'depends_on': ['a']}], 'f')\n",
         [("a", []), ("b", ["a"])]),
        (("flow = from_dict({'nodes': [{'id': 'a'}, {'id': 'b'}], 'edges': [{'source': {'cell': 'a', 'port': 'out_0'}, "
         "'target': {'cell': 'b', 'port': 'in_0'}}]}, flow_id='f')\n"), [("a", []), ("b", ["a"])]),
    ],
)  # fmt: skip
def test_a_flow_is_a_drawing(read: Read, text: str, steps: list[tuple[str, list[str]]]) -> None:
    found = read(DIALECT, f"{HEAD}\n{text}")
    graph = only(found)
    assert found.findings == ()
    assert (graph.name, graph.entry) == ("f", "main:flow")
    assert [(step.id, [order.step for order in step.after]) for step in graph.steps] == steps


def test_steps_lie_in_a_row_or_a_column(read: Read) -> None:
    steps = "[{'id': 'a', 'node_type': 'start'}, {'id': 'b', 'depends_on': ['a'], 'edge_label': 'go', 'label': 'B'}]"
    down = looks(read(DIALECT, f"{HEAD}\nflow = flow_from_steps({steps})\n"))
    assert down["a"] == {
        **BASE,
        "x": 200,
        "y": 50,
        "inputs": 0,
        "kind": "start",
        "edges": [{"target": "b", "label": "go"}],
    }
    assert down["b"] == {**BASE, "x": 200, "y": 170, "kind": "process", "label": "B"}
    across = looks(read(DIALECT, f"{HEAD}\nflow = flow_from_steps({steps}, layout='horizontal')\n"))
    assert [(one["x"], one["y"]) for one in across.values()] == [(50, 200), (250, 200)]


def test_an_updated_node_of_a_flow(read: Read) -> None:
    found = read(DIALECT, f"{HEAD}\n{FLOW}flow.update_node('a', label='New', x=5)\n")
    assert (looks(found)["a"]["label"], looks(found)["a"]["x"]) == ("New", 5)


def test_a_graph_of_langgraph_is_said(read: Read) -> None:
    found = read(DIALECT, "from fastflow.api import from_langgraph\n\nflow = from_langgraph(make())\n")
    assert found.pipelines == ()
    assert [f.code for f in found.findings if f.code == "FLO118"] == ["FLO118"]


def test_a_flow_that_comes_with_a_request_is_no_pipeline(read: Read) -> None:
    text = "@rt('/save')\ndef post(flow: str):\n    return len(Flow.from_json(flow))\n"
    found = read(DIALECT, f"{HEAD}\n{text}")
    assert (found.pipelines, found.findings) == ((), ())


def test_a_flow_that_an_editor_shows_is_one_pipeline(read: Read) -> None:
    found = read(DIALECT, page(FLOW, "id='f', initial_data=flow.to_x6()"))
    assert [pipeline.graph.entry for pipeline in found.pipelines] == ["main:index"]
