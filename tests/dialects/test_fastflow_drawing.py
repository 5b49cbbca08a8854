"""What fastflow draws: every way to write a node, an edge and an editor, and how it stands in a plan."""

import pytest
from fastflow_pages import BASE, HEAD, Read, looks, only, page

from icefloe.dialects.fastflow import DIALECT
from icefloe_schema.jsonvalue import JsonObject


@pytest.mark.parametrize(
    ("written", "more"),
    [
        ("Node('a')", {}),
        ("ff.Node('a')", {}),
        ("fastflow.Node(name='a')", {}),
        ("PlainNode('a')", {}),
        ("Node('a', 1, 2, 'A', 'tool', 0, 2, 30, 40)",
         {"x": 1, "y": 2, "label": "A", "kind": "tool", "inputs": 0, "outputs": 2, "width": 30, "height": 40}),
        ("Node('a', label='a')", {}),
        ("Node('a', label=None, icon=None)", {}),
        ("Node('a', label='')", {}),
        ("Node('a', x=100.0, y=0.5)", {"x": 100, "y": {"$float": "0.5"}}),
        ("Node('a', node_type='anything at all')", {"kind": "anything at all"}),
        ("Node('a', shape='ellipse', icon='*', status='running', fill='#ff0000', stroke='red', text_color='#000')",
         {"shape": "ellipse", "icon": "*", "status": "running", "fill": "#ff0000", "stroke": "red",
          "text_color": "#000"}),
        ("Node('a', port_positions={'inputs': 'left', 'outputs': 'right'})",
         {"port_positions": {"inputs": "left", "outputs": "right"}}),
        ("Node('a', data={'model': 'm'}, owner='me', html=unknown())", {"data": {"model": "m"}, "owner": "me"}),
        ("Node('a', edges=[1], kind='k', data={'x': 2})", {"data": {"x": 2, "edges": [1], "kind": "k"}}),
        ("Node('a', data={'größe': 1})", {"data": {"$pairs": [["größe", 1]]}}),
        ("DAGNode('a')", {"width": 100, "height": 50}),
        ("DAGNode('a', 1, 2, 'A', 'join', 'running', None, 2, 1)",
         {"x": 1, "y": 2, "label": "A", "kind": "join", "status": "running", "icon": "🔗", "inputs": 2, "width": 100,
          "height": 50}),
        ("AgentNode('a')", {"kind": "llm", "icon": "🧠"}),
        ("UIAgentNode('a', node_type='db', icon='x')", {"kind": "db", "icon": "x"}),
        ("AgentNode('a', node_type='odd')", {"kind": "odd"}),
        ("FlowchartNode('a')", {"kind": "process", "width": 100, "height": 50}),
        ("FlowchartNode('a', node_type='decision')",
         {"kind": "decision", "shape": "polygon", "width": 100, "outputs": 2}),
        ("FlowchartNode('a', node_type='data')", {"kind": "data", "shape": "polygon", "width": 100, "height": 50}),
        ("FlowchartNode('a', node_type='connector')",
         {"kind": "connector", "shape": "circle", "width": 50, "height": 50}),
        ("FlowchartNode('a', 1, 2, 'Start', 'start')",
         {"x": 1, "y": 2, "label": "Start", "kind": "start", "width": 80, "height": 40}),
        ("TableNode('a', columns=[{'name': 'id', 'pk': True}, {'name': 'b'}], header_fill='#111111')",
         {"kind": "table", "shape": "table", "width": 220, "height": 96,
          "port_positions": {"inputs": "left", "outputs": "right"},
          "data": {"columns": [{"name": "id", "pk": True}, {"name": "b"}], "headerFill": "#111111"}}),
        ("TableNode('a')", {"kind": "table", "shape": "table", "width": 220, "height": 48,
                            "port_positions": {"inputs": "left", "outputs": "right"}}),
        ("node_from_typed(InputNode(id='a', label='In', source='csv'))",
         {"kind": "input", "label": "In", "inputs": 0, "data": {"source": "csv"}}),
        ("node_from_typed(InputNode('a', 1, 2, 30, 40, 'In', {'k': 1}, 'csv'))",
         {"x": 1, "y": 2, "width": 30, "height": 40, "kind": "input", "label": "In", "inputs": 0,
          "data": {"k": 1, "source": "csv"}}),
        ("node_from_typed(Typed(id='a'))",
         {"kind": "agent", "label": "Agent", "data": {"model": "gpt-4", "temperature": {"$float": "0.7"}}}),
        ("node_from_typed(TypedAgentNode(id='a', model='m', temperature=1.0))",
         {"kind": "agent", "label": "Agent", "data": {"model": "m", "temperature": 1}}),
        ("node_from_typed(LLMNode(id='a', label=''))",
         {"kind": "llm", "data": {"model": "gpt-4", "temperature": {"$float": "0.7"}, "max_tokens": 1024}}),
        ("*nodes_from_typed([ConditionNode(id='a')])", {"kind": "condition", "label": "Condition", "outputs": 2}),
        ("node_from_typed(CodeNode(id='a', code='x = 1'))",
         {"kind": "code", "label": "Code", "data": {"language": "python", "code": "x = 1"}}),
        ("node_from_typed(JoinNode(id='a', inputs=3))",
         {"kind": "join", "label": "Join", "inputs": 3, "data": {"join_type": "inner"}}),
        ("{'_type': 'node', 'id': 'a', 'name': 'a', 'x': 5}",
         {"x": 5, "inputs": 0, "outputs": 0, "height": 50}),
        ("Node('a') | {'x': 7}", {"x": 7}),
        ("dict(Node('a'), x=7)", {"x": 7}),
        ("Node('a').copy()", {}),
        ("Node(**{'name': 'a', 'x': 3})", {"x": 3}),
    ],
)  # fmt: skip
def test_a_node_stands_in_the_plan_as_it_is_drawn(read: Read, written: str, more: JsonObject) -> None:
    found = read(DIALECT, page("", written))
    assert found.findings == ()
    assert looks(found) == {"a": {**BASE, **more}}


@pytest.mark.parametrize(
    ("before", "more", "children", "ids"),
    [
        ("make = partial(Node, node_type='tool')", "", "make('a')", ["a"]),
        ("def made(name, **kw):\n    return Node(name, **kw)", "", "made('a', x=1)", ["a"]),
        ("NAMES = ['a', 'b']", "", "*[Node(name, x=100 * i) for i, name in enumerate(NAMES)]", ["a", "b"]),
        ("PARTS = [Node('a'), Node('b'), Edge('a', 'b')]", "", "*PARTS", ["a", "b"]),
        ("", "    parts = []\n    for n in 'ab':\n        parts.append(Node(n))\n", "*parts", ["a", "b"]),
        ("", "    parts = [Node('a')]\n    if 1 > 2:\n        parts += [Node('b')]\n", "*parts", ["a"]),
        ("DEBUG = True", "", "Node('a'), Node('b') if DEBUG else None", ["a", "b"]),
        ("DEBUG = False", "", "Node('a'), Node('b') if DEBUG else None", ["a"]),
        ("", "    a = Node('a')\n    b = Node('b')\n", "a, b, Edge(a['id'], b['name'])", ["a", "b"]),
        ("t = InputNode(id='a')", "", "node_from_typed(t), Node('b'), Edge(t.id, 'b')", ["a", "b"]),
        ("s = ExecutionStep('a')", "", "Node(s.node_id), Node('b'), Edge(s.node_id, 'b')", ["a", "b"]),
        ("", "", "Node(1), Node(2), Edge(1, 2)", ["1", "2"]),
        ("", "", "Node('a'), Div('text'), 'text', None, Button('x', onclick='f()')", ["a"]),
        ("", "", "Node('a'), P('yes') if unknown() else P('no')", ["a"]),
    ],
)
def test_nodes_are_found_wherever_the_program_keeps_them(
    read: Read, before: str, more: str, children: str, ids: list[str]
) -> None:
    found = read(DIALECT, page(before, children, more))
    assert [f.message for f in found.findings] == []
    assert [step.id for step in only(found).steps] == ids


CLASSES = """\
@dataclass
class Scorer(Typed):
    label: str = "Score"
    limit: int = 3

@dataclass
class Plain(FlowNode):
    extra: str = ""
"""


@pytest.mark.parametrize(
    ("written", "look"),
    [
        (
            "Scorer(id='a', x=5)",
            {
                "x": 5,
                "kind": "scorer",
                "label": "Score",
                "data": {"model": "gpt-4", "temperature": {"$float": "0.7"}, "limit": 3},
            },
        ),
        ("Plain(id='a', extra='b')", {"kind": "plain", "data": {"extra": "b"}}),
        ("Plain('a')", {"kind": "plain"}),
    ],
)
def test_typed_nodes_of_the_project(read: Read, written: str, look: JsonObject) -> None:
    found = read(DIALECT, page(CLASSES, f"node_from_typed({written})"))
    assert found.findings == ()
    assert looks(found) == {"a": {**BASE, **look}}


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ("node['x'] = 9", {"x": 9}),
        ("node.update(x=9, label='New')", {"x": 9, "label": "New"}),
        ("node.update({'y': 4})", {"y": 4}),
    ],
)
def test_what_is_set_on_a_node_afterwards(read: Read, change: str, look: JsonObject) -> None:
    found = read(DIALECT, page("", "node", f"    node = Node('a', x=1)\n    {change}\n"))
    assert looks(found)["a"] == {**BASE, "x": 1, **look}


@pytest.mark.parametrize(
    ("written", "look"),
    [
        ("Edge('a', 'b')", {}),
        ("Edge(source='a', target='b', label='yes')", {"label": "yes"}),
        ("Edge('a', 'b', 'yes', 1, 1, True)",
         {"label": "yes", "source_port": 1, "target_port": 1, "dashed": True}),
        ("Edge('a', 'b', None, 0, 0, False, 'rounded', 'manhattan')", {}),
        ("Edge('a', 'b', connector='smooth', router='orth', color='#94a3b8', animated=True, marker='circle')",
         {"connector": "smooth", "router": "orth", "color": "#94a3b8", "animated": True, "marker": "circle"}),
        ("Edge('a', 'b', relationship='1:N')", {"relationship": "1:N", "router": "er"}),
        ("Edge('a', 'b', data={'max_iterations': 3}, weight=2)", {"data": {"max_iterations": 3}, "weight": 2}),
        ("{'_type': 'edge', 'source': 'a', 'target': 'b', 'dashed': True}", {"dashed": True}),
    ],
)  # fmt: skip
def test_an_edge_stands_at_its_source(read: Read, written: str, look: JsonObject) -> None:
    nodes = "Node('a', inputs=2, outputs=2), Node('b', inputs=2, outputs=2), Edge('a', 'b', label='no'),"
    found = read(DIALECT, page("", f"{nodes} {written}"))
    assert [f for f in found.findings if f.code not in ("FLO262", "FLO116")] == []
    drawn = looks(found)["a"]["edges"]
    assert isinstance(drawn, list)
    assert drawn == [{"target": "b", "label": "no"}, {"target": "b", **look}]


@pytest.mark.parametrize(
    ("editor", "name"),
    [
        ("FlowEditor(Node('a'))", "flowgraph"),
        ("FlowEditor(Node('a'), id='g')", "g"),
        ("FlowEditor(Node('a'), id=ID)", "constant"),
        ("FlowEditor(Node('a'), id=f'{ID}-2', grid=False, height='80vh', cls='wide')", "constant-2"),
        ("ff.FlowEditor(Node('a'), id='g')", "g"),
        ("Anything(anything(FlowEditor(Node('a'), id='g')))", "g"),
        ("(Title('x'), Main(FlowEditor(Node('a'), id='g')))", "g"),
        ("[Div(FlowEditor(Node('a'), id='g'))]", "g"),
    ],
)
def test_an_editor_is_found_inside_whatever_it_stands_in(read: Read, editor: str, name: str) -> None:
    names = "from elsewhere import Anything, anything\nID = 'constant'"
    text = f"{HEAD}\n{names}\n\n@rt\ndef index():\n    return {editor}\n"
    graph = only(read(DIALECT, text))
    assert (graph.name, graph.entry, [step.id for step in graph.steps]) == (name, "main:index", ["a"])


def test_an_editor_that_takes_its_id_from_the_executor(read: Read) -> None:
    text = "executor = FlowExecutor('g', [ExecutionStep('a')])\n\n@rt\ndef index():\n"
    graph = only(read(DIALECT, f"{HEAD}\n{text}    return FlowEditor(Node('a', label='A'), id=executor.graph_id)\n"))
    assert [(step.id, step.title) for step in graph.steps] == [("a", "A")]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("editor = FlowEditor(Node('a'), id='g')", ["main:editor"]),
        ("def home():\n    editor = FlowEditor(Node('a'), id='g')\n    return Div(editor)", ["main:home"]),
        ("def one():\n    return FlowEditor(Node('a'), id='1')\n\ndef two():\n    return FlowEditor(Node('a'), id='2')",
         ["main:one", "main:two"]),
        (("def part(name):\n    return FlowEditor(Node(name), id=name)\n\n@rt\ndef index():\n"
         "    return Div(part('1'), part('2'))"), ["main:part", "main:part"]),
        ("class Site:\n    def page(self):\n        return FlowEditor(Node('a'), id='g')", ["main:Site.page"]),
    ],
)  # fmt: skip
def test_where_editors_are_made(read: Read, text: str, entries: list[str]) -> None:
    found = read(DIALECT, f"{HEAD}\n{text}\n")
    assert [pipeline.graph.entry for pipeline in found.pipelines] == entries


def test_a_star_import_and_other_modules(read: Read) -> None:
    parts = "from fastflow import *\n\nNODES = [Node('a'), Node('b')]\n\ndef arrows():\n    return [Edge('a', 'b')]\n"
    main = "from fasthtml.common import *\nfrom fastflow import *\nimport parts\n\ndef index():\n"
    main += "    return Titled('x', FlowEditor(*parts.NODES, *parts.arrows(), id='g'))\n"
    graph = only(read(DIALECT, main, parts__py=parts))
    assert [(step.id, [order.step for order in step.after]) for step in graph.steps] == [("a", []), ("b", ["a"])]


@pytest.mark.parametrize(
    ("children", "direction"),
    [
        ("Node('a'), Node('b')", "TB"),
        ("Node('a', x=0, y=0), Node('b', x=0, y=100), Edge('a', 'b')", "TB"),
        ("Node('a', x=0, y=0), Node('b', x=300, y=0), Edge('a', 'b')", "LR"),
        ("Node('a', x=0, y=0), Node('b', x=150, y=100), Edge('a', 'b')", "TB"),
        ("Node('a', x=0.0, y=0.5), Node('b', x=300.5, y=0), Edge('a', 'b')", "LR"),
        ("Node('a', port_positions={'inputs': 'left', 'outputs': 'right'}), Node('b', y=500), Edge('a', 'b')", "TB"),
        ("*[Node(n, y=i * 500, port_positions={'outputs': 'right'}) for i, n in enumerate('ab')]", "LR"),
        ("*[Node(n, x=i * 500, port_positions={'inputs': 'left'}) for i, n in enumerate('ab')]", "LR"),
    ],
)
def test_a_drawing_runs_the_way_its_nodes_lie(read: Read, children: str, direction: str) -> None:
    header = only(read(DIALECT, page("", children))).header
    assert header is not None
    assert header.display == {"direction": direction}


@pytest.mark.parametrize(
    ("children", "codes"),
    [
        ("unknown()", ["FLO118"]),
        ("*unknown()", ["FLO118"]),
        ("unknown", ["FLO118"]),
        ("**unknown()", ["FLO118"]),
        ("Node('a') if unknown() else Node('b')", ["FLO118"]),
        ("Node(unknown())", ["FLO118"]),
        ("Node('a', *unknown())", ["FLO118"]),
        ("Node('a', x=unknown())", ["FLO118"]),
        ("Node('a', data={'k': 1, 'badge': Div('x')})", ["FLO118"]),
        ("Edge('a', unknown())", ["FLO118"]),
        ("Node('a', größe=1)", ["FLO118"]),
        ("Node('a', label='\\ud800')", ["FLO118"]),
        ("node_from_typed(unknown())", ["FLO118"]),
        ("*nodes_from_typed(unknown())", ["FLO118"]),
        ("{**Node('a'), 'x': 1}", ["FLO118"]),
        ("Node('a'), id=unknown()", ["FLO118"]),
        # What may be drawn by what is not known is no edge to nowhere.
        ("unknown('b'), Node('a'), Edge('a', 'b')", ["FLO118"]),
    ],
)
def test_what_is_not_known_is_said_and_never_dropped(read: Read, children: str, codes: list[str]) -> None:
    found = read(DIALECT, page("", children))
    assert [f.code for f in found.findings if f.code != "FLO104"] == codes


def test_known_data_is_kept_beside_what_is_not(read: Read) -> None:
    found = read(DIALECT, page("", "Node('a', data={'k': 1, 'badge': Div('x')})"))
    assert looks(found)["a"]["data"] == {"k": 1}
