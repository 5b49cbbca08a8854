"""Where a drawing is wrong by itself."""

import pytest
from fastflow_pages import ERROR, HEAD, NOTE, WARNING, Read, drawn, told

from icefloe.codes import page as explained
from icefloe.dialects.fastflow import DIALECT
from icefloe.findings import Severity


def test_every_code_has_a_page() -> None:
    for number in (112, 113, 114, 115, *range(259, 270), *range(596, 600), 589):
        assert explained(f"FLO{number}"), number


AB = "Node('a'), Node('b'), "
TWO = "Node('a', outputs=2), Node('b'), Node('c'), "


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ("Node('a'), Node('a')", [("FLO115", ERROR, "node `a` is drawn twice")]),
        ("Node()", [("FLO115", ERROR, "`Node` needs `name`")]),
        ("AgentNode(id='a', model='m')", [("FLO115", ERROR, "`AgentNode` needs `name`")]),
        ("node_from_typed(InputNode(label='x'))", [("FLO115", ERROR, "`InputNode` needs `id`")]),
        (
            "node_from_typed(Node('a'))",
            [("FLO115", ERROR, "`node_from_typed` takes a typed node, and `Node` makes a dictionary")],
        ),
        (
            f"{AB}Edge('a', 'bb')",
            [
                ("FLO115", ERROR, "the edge `a` → `bb` ends at `bb`, which is not drawn; did you mean `b`?"),
                ("FLO268", WARNING, "no edge leads to or from the node `b`"),
            ],
        ),
        (f"{AB}Edge('a', 'b'), Edge('a')", [("FLO115", ERROR, "`Edge` makes an edge without `target`")]),
        (
            "InputNode(id='a')",
            [
                (
                    "FLO263",
                    WARNING,
                    "`InputNode` is no part of the drawing until it is converted: fastflow does not draw it",
                )
            ],
        ),
        (
            "NodeData('a')",
            [
                (
                    "FLO263",
                    WARNING,
                    "`NodeData` is no part of the drawing until it is converted: fastflow does not draw it",
                )
            ],
        ),
        (
            "[[Node('a')]]",
            [("FLO263", WARNING, "nodes and edges in a list are no part of the drawing: fastflow does not draw them")],
        ),
        ("node_from_typed(InputNode(id='a', shape='x'))", [("FLO105", ERROR, "`InputNode` takes no argument `shape`")]),
        ("Node('a', name='b')", [("FLO105", ERROR, "`Node` takes no argument `name`")]),
        (
            f"{AB}Edge('a', 'b', source_port=9)",
            [("FLO261", WARNING, "the edge `a` → `b` leaves by port 9, but `a` has 1: port 0")],
        ),
        (
            f"{AB}Edge('a', 'b', target_port='in_2')",
            [("FLO261", WARNING, "the edge `a` → `b` enters by port 2, but `b` has 1: port 0")],
        ),
        (
            "Node('a'), Node('b', inputs=0), Edge('a', 'b')",
            [("FLO261", WARNING, "the edge `a` → `b` enters by port 0, but `b` has no inputs")],
        ),
        (
            "Node('a', outputs=0), Node('b'), Edge('a', 'b')",
            [("FLO261", WARNING, "the edge `a` → `b` leaves by port 0, but `a` has no outputs")],
        ),
        (
            "Node('a', outputs=2), Node('b'), Edge('a', 'b', source_port=-1)",
            [
                ("FLO261", WARNING, "the edge `a` → `b` leaves by port -1, but `a` has 2: ports 0 to 1"),
                ("FLO262", WARNING, "no edge leaves ports 0, 1 of `a`, which has 2"),
            ],
        ),
        (
            f"{TWO}Edge('a', 'b', 'yes'), Edge('a', 'c', 'no')",
            [("FLO262", WARNING, "no edge leaves port 1 of `a`, which has 2; `yes` and `no` leave port 0 together")],
        ),
        (f"{AB}Edge('a', 'b'), Edge('a', 'b')", [("FLO267", WARNING, "the edge `a` → `b` is drawn twice")]),
        (f"{AB}Node('c'), Edge('a', 'b')", [("FLO268", WARNING, "no edge leads to or from the node `c`")]),
        (
            "Node('a', node_type='llmm')",
            [("FLO259", NOTE, "`llmm` is no kind of node that has a look of its own; did you mean `llm`?")],
        ),
    ],
)
def test_what_is_wrong_in_a_drawing(read: Read, children: str, expected: list[tuple[str, Severity, str]]) -> None:
    found = told(read(DIALECT, drawn(children)))
    assert [one for one in found if one[0] != "FLO104"] == expected


@pytest.mark.parametrize(
    "children",
    [
        # Ports that are there, branches that are all drawn, tables whose sides have names.
        f"{TWO}Edge('a', 'b', 'yes'), Edge('a', 'c', 'no', 1)",
        (
            "TableNode('a'), TableNode('b'), TableNode('c'), "
            "Edge('a', 'b', relationship='1:N', source_port='port_right', target_port='port_left')"
        ),
        f"{AB}",
        "Node('a'), Node('b', inputs=2), Edge('a', 'b'), Edge('a', 'b', target_port=1)",
        "Node('a', outputs=unknown()), Node('b'), Edge('a', 'b', source_port=7)",
        "Node('a', node_type='my own'), Node('b', node_type='agents'), Edge('a', 'b')",
    ],
)
def test_a_drawing_that_is_right_is_clean(read: Read, children: str) -> None:
    assert told(read(DIALECT, drawn(children)), "FLO115", "FLO261", "FLO262", "FLO267", "FLO268") == []


@pytest.mark.parametrize(
    ("before", "edge", "severity"),
    [
        ("n = Node('a')", "Edge(n, 'b')", WARNING),
        ("t = InputNode(id='a')", "Edge(t, 'b')", ERROR),
    ],
)
def test_an_edge_between_nodes_in_place_of_ids(read: Read, before: str, edge: str, severity: Severity) -> None:
    node = "n" if before.startswith("n") else "node_from_typed(t)"
    found = read(DIALECT, drawn(f"{node}, Node('b'), {edge}", before))
    message = "`source` of an edge is the id of a node, and this is the node `a` itself"
    assert told(found) == [("FLO115", severity, message)]
    (pipeline,) = found.pipelines
    assert [order.step for order in pipeline.graph.steps[1].after] == ["a"]


def test_what_a_helper_sets_itself_is_taken_all_the_same(read: Read) -> None:
    found = read(DIALECT, drawn("DAGNode('a', width=200), FlowchartNode('b', inputs=2), FlowchartNode('c', inputs=3)"))
    assert [(f.code, f.severity) for f in found.findings] == [("FLO599", NOTE), ("FLO599", NOTE)]
    (pipeline,) = found.pipelines
    assert [(s.display["width"], s.display["inputs"]) for s in pipeline.graph.steps] == [(200, 1), (100, 2), (100, 3)]


def test_a_label_that_ends_the_script(read: Read) -> None:
    found = read(DIALECT, drawn("Node('a', label='</script><script>'), Node('b'), Edge('a', 'b', '</SCRIPT >')"))
    assert [(f.code, f.severity) for f in found.findings] == [("FLO597", NOTE), ("FLO597", NOTE)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Node('a'),\nNode('b'),\nEdge('a', 'b'),\n",
            "3 nodes and edges stand in no `FlowEditor`: nothing is drawn of them",
        ),
        (
            "def index():\n    n = Node('a')\n    return Div('x')\n",
            "`Node` stands in no `FlowEditor`: nothing is drawn of it",
        ),
        (
            "def index():\n    n = Node('a')\n    return FlowEditor(Node('b'))\n",
            "`Node` stands in no `FlowEditor`: nothing is drawn of it",
        ),
    ],
)
def test_nodes_that_nothing_draws(read: Read, text: str, message: str) -> None:
    found = read(DIALECT, f"{HEAD}\n{text}")
    assert told(found) == [("FLO260", WARNING, message)]


@pytest.mark.parametrize(
    "text",
    [
        "NODES = [Node('a'), Node('b')]\n",
        "def nodes():\n    return [Node('a'), Edge('a', 'b')]\n",
        "def index():\n    n = Node('a')\n    return FlowEditor(*unknown(n))\n",
        "def checked():\n    node = TypedAgentNode(id='a')\n    assert node.model\n",
        "def test_a_node():\n    node = Node('a')\n    assert node['x'] == 0\n",
    ],
)
def test_nodes_that_another_file_may_draw(read: Read, text: str) -> None:
    assert told(read(DIALECT, f"{HEAD}\n{text}"), "FLO260") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "def index():\n    return Div(FlowEditor(Node('a'), id='g'), FlowEditor(Node('b'), id='g'))\n",
            [(WARNING, "two editors of one page have the id `g`: the browser finds the first alone")],
        ),
        (
            "def index():\n    return Div(FlowEditor(Node('a'))), FlowEditor(Node('b'))\n",
            [(WARNING, "two editors of one page have the id `flowgraph`: the browser finds the first alone")],
        ),
        (
            "def a():\n    return FlowEditor(Node('a'), id='g')\n\ndef b():\n    return FlowEditor(Node('b'), id='g')",
            [(NOTE, "two pages draw the graph `g` differently: its executor is compared with the first")],
        ),
        ("def one():\n    return FlowEditor(Node('a'), id='g')\n\ndef two():\n    return FlowEditor(id='g')\n", []),
        ("def index():\n    return Div(FlowEditor(Node('a'), id='g'), FlowEditor(Node('b'), id='h'))\n", []),
    ],
)
def test_editors_of_one_id(read: Read, text: str, expected: list[tuple[Severity, str]]) -> None:
    found = read(DIALECT, f"{HEAD}\n{text}")
    assert [(severity, message) for _, severity, message in told(found, "FLO269")] == expected
