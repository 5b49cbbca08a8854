"""Where a drawing is wrong by itself, and where drawing, executor, routes and JavaScript of a file disagree."""

from collections.abc import Callable

import pytest

from icefloe.codes import page as explained
from icefloe.dialects.fastflow import DIALECT
from icefloe.findings import Severity
from icefloe.survey import FileSurvey

Read = Callable[..., FileSurvey]

HEAD = """\
from fasthtml.common import *
from fastflow import (
    AgentNode, DAGNode, Edge, EdgeData, ExecutionStep, FlowchartNode, FlowControls, FlowEditor, FlowExecutor, InputNode,
    Node, NodeData, NodePalette, TableNode, TypedAgentNode, node_from_typed,
)
from elsewhere import unknown

app, rt = fast_app()
"""
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def told(found: FileSurvey, *codes: str) -> list[tuple[str, Severity, str]]:
    """The findings, or those of these codes alone."""
    return [(f.code, f.severity, f.message) for f in found.findings if not codes or f.code in codes]


def drawn(children: str, before: str = "") -> str:
    return f"{HEAD}\n{before}\n\n@rt\ndef index():\n    return Titled('x', FlowEditor({children}))\n"


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


def run(steps: str, children: str, *, more: str = "", page: str = "", route: str = '@rt("/run")\n') -> str:
    """A file with an executor `g`, its drawing and its route."""
    return f"""{HEAD}
{more}

executor = FlowExecutor("g", [{steps}])

@rt
def index():
    return Titled("x", FlowEditor({children} id="g"){page})

{route}async def go():
    return EventStream(executor.run())
"""


A_B = 'ExecutionStep("a"), ExecutionStep("b", depends_on=["a"])'
APART = 'ExecutionStep("a"), ExecutionStep("b")'
DRAWN = "Node('a'), Node('b'), Edge('a', 'b'),"


@pytest.mark.parametrize(
    ("steps", "children", "expected"),
    [
        (A_B, DRAWN, []),
        (A_B, "Node('a'),", [("FLO112", "step `b` is run but not drawn")]),
        ('ExecutionStep("a")', DRAWN, [("FLO113", "node `b` is drawn, but no step runs it")]),
        (
            'ExecutionStep("load")',
            "Node('laod'),",
            [
                ("FLO112", "step `load` is run but not drawn; did you mean `laod`?"),
                ("FLO113", "node `laod` is drawn, but no step runs it; did you mean `load`?"),
            ],
        ),
        (APART, DRAWN, [("FLO114", "an edge leads from `a` to `b`, but the step does not depend on it")]),
        (A_B, "Node('a'), Node('b'),", [("FLO114", "step `b` depends on `a`, but no edge shows it")]),
        # The same arrow, the other way round: both ends say so.
        (A_B, "Node('a'), Node('b'), Edge('b', 'a'),", [("FLO114", "step `b` depends on `a`, but no edge shows it")]),
        # What is not known is not missing.
        ('ExecutionStep("a"), ExecutionStep("b")', "Node('a'), *unknown(),", []),
        ('ExecutionStep("a"), *unknown()', "Node('a'), Node('b'),", []),
    ],
)
def test_drawing_and_executor(read: Read, steps: str, children: str, expected: list[tuple[str, str]]) -> None:
    found = read(DIALECT, run(steps, children))
    assert [(code, text) for code, _, text in told(found, "FLO112", "FLO113", "FLO114")] == expected
    for finding in found.findings:
        if finding.code in ("FLO112", "FLO113", "FLO114"):
            assert finding.severity is WARNING
            assert finding.related, "both ends are told"
            assert finding.help


BRANCHES = 'ExecutionStep("a", handler=h), ExecutionStep("b", depends_on=["a"]), ExecutionStep("c", depends_on=["a"])'
FORK = "Node('a', outputs=2), Node('b'), Node('c'), Edge('a', 'b', 'pass'), Edge('a', 'c', 'fail', 1),"


def handler(body: str) -> str:
    return f"async def h(context, inputs):\n    {body}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return 'pass' if inputs else 'fail'", []),
        ("return {'port': 'pass' if inputs else 'fail'}", []),
        ("return {'port': 1 if inputs else 0}", []),
        ("return inputs['x'] > 3", []),
        ("return 'pass'", ["the branch `fail` of `a` is never taken: its handler returns `pass` alone"]),
        ("return {'port': 0}", ["the branch `fail` of `a` is never taken: its handler returns `0` alone"]),
        (
            "return 'pass' if inputs else 'fial'",
            [
                "the branch `fail` of `a` is never taken: its handler returns `fial` and `pass` alone",
                "the handler of `a` returns `fial`, which is no branch of it; did you mean `fail`?",
            ],
        ),
    ],
)
def test_branches_that_no_result_takes(read: Read, body: str, expected: list[str]) -> None:
    found = read(DIALECT, run(BRANCHES, FORK, more=handler(body)))
    assert [text for _, _, text in told(found, "FLO262")] == expected
    assert [severity for _, severity, _ in told(found, "FLO262")] == [WARNING] * len(expected)
    assert [f.code for f in found.findings if f.code == "FLO589"] == ["FLO589"]


def test_the_branch_without_a_label_is_the_rest(read: Read) -> None:
    rest = "Node('a', outputs=2), Node('b'), Node('c'), Edge('a', 'b', 'pass'), Edge('a', 'c', source_port=1),"
    more = handler("return 'pass' if inputs else 'anything'")
    assert told(read(DIALECT, run(BRANCHES, rest, more=more)), "FLO262") == []


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            'ExecutionStep("a"), ExecutionStep("b", depends_on=["a"])',
            ["nothing decides at `a`, which has no handler: `b` always follows, and the branch `fail` is never taken"],
        ),
        (
            'ExecutionStep("a"), ExecutionStep("b", depends_on=["a"]), ExecutionStep("c", depends_on=["a"])',
            ["nothing decides at `a`, which has no handler: `b` and `c` always follow"],
        ),
        ('ExecutionStep("a")', []),
    ],
)
def test_a_branch_that_nothing_decides(read: Read, steps: str, expected: list[str]) -> None:
    found = read(DIALECT, run(steps, FORK))
    assert [text for _, _, text in told(found, "FLO266")] == expected


@pytest.mark.parametrize(
    ("graph", "editors", "expected"),
    [
        ("g", "FlowEditor(Node('a'), id='g')", []),
        ("pipeline", "FlowEditor(Node('a'), id='pipelin')",
         ["no editor has the graph id `pipeline` of the executor; did you mean `pipelin`?"]),
        ("one", "FlowEditor(Node('a'), id='another thing')",
         ["no editor has the graph id `one` of the executor; did you mean `another thing`?"]),
        ("g", "FlowEditor(Node('a'))",
         ["no editor has the graph id `g` of the executor; did you mean `flowgraph`?"]),
        ("g", "Div('no editor')", []),
        ("g", "FlowEditor(Node('a'), id=unknown())", []),
    ],
)  # fmt: skip
def test_the_graph_that_an_executor_names(read: Read, graph: str, editors: str, expected: list[str]) -> None:
    text = f"{HEAD}\nex = FlowExecutor('{graph}', [ExecutionStep('a')])\n\n@rt\ndef index():\n    return {editors}\n"
    assert [message for _, _, message in told(read(DIALECT, text), "FLO264")] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("window.fastflow.connectExecution('g', '/run')", []),
        ('fastflow.connectExecution( \\"g\\" , `/run`, {{}})', []),
        ("window.fastflow?.['g'].zoomToFit()", []),
        ("window.fastflow[graphId]; fastflow.connectExecution(id, path); new EventSource(`/run/${{x}}`)", []),
        ("fastflow.setNodeStatus('g', 'a', 'running')", []),
        ("window.fastflow.resetAllStatus('h')",
         ["`resetAllStatus` names the graph `h`, which no editor has"]),
        ("window.fastflow['gg'].zoom(1)",
         ["the page's JavaScript names the graph `gg`, which no editor has; did you mean `g`?"]),
        ("fastflow.setNodeStatus('g', 'x', 'running')",
         ["`setNodeStatus` names the node `x`, which `g` does not draw"]),
        ("window.fastflow.connectExecution('g', '/rum')",
         ["`connectExecution` asks `/rum`, which no route of this file answers; did you mean `/run`?"]),
        ("new EventSource('/rum?x=1')",
         ["`EventSource` asks `/rum?x=1`, which no route of this file answers; did you mean `/run`?"]),
        ("new EventSource('https://example.org/run')", []),
        ("new EventSource('/saved')",
         ["`EventSource` asks `/saved` by GET, and its route answers POST alone"]),
        ("new EventSource('/item/7')", []),
        ("fastflow.sendToServer('g', '/saved')", []),
        ("fastflow.sendToServer('g', '/only-get')",
         ["`sendToServer` asks `/only-get` by POST, and its route answers GET alone"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "where", ["Button('x', onclick=\"{}\")", 'Script("{}")', 'NotStr("{}")', "Div(P(**{{'hx_on': \"{}\"}}))"]
)
def test_what_the_javascript_names(read: Read, where: str, said: str, expected: list[str]) -> None:
    routes = """\

@rt("/saved")
def post(flow: str):
    return ""

@app.get("/only-get")
def shown():
    return ""

@rt("/item/{number}", methods=["GET", "POST"])
def item(number: int):
    return ""
"""
    text = run(A_B, DRAWN, page=f", {where.format(said.replace('{{', '{').replace('}}', '}'))}") + routes
    assert [message for _, _, message in told(read(DIALECT, text), "FLO264", "FLO265")] == expected


@pytest.mark.parametrize(
    "said",
    [
        "// window.fastflow.connectExecution('old', '/old')",
        "/* new EventSource('/never') */ x = 'https://example.org'",
        "/* never closed: new EventSource('/never')",
    ],
)
def test_comments_say_nothing(read: Read, said: str) -> None:
    assert told(read(DIALECT, run(A_B, DRAWN, page=f', Script("{said}")')), "FLO264", "FLO265") == []


def test_an_application_below_a_path_of_another(read: Read) -> None:
    text = """\

api, more = fast_app()

@api.get("/execute")
async def there():
    return ""

app.mount("/api", api)
"""
    page = ", Script(\"new EventSource('/api/execute'); new EventSource('/execute')\")"
    found = read(DIALECT, run(A_B, DRAWN, page=page) + text)
    assert [message for _, _, message in told(found, "FLO265")] == [
        "`EventSource` asks `/execute`, which no route of this file answers; did you mean `/api/execute`?"
    ]


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (
            "    parts = [Node('a')]\n    if full:\n        parts.append(Node('b'))\n    return FlowEditor(*parts)",
            ["FLO118"],
        ),
        ("    return FlowEditor(Node('a'), Node('b') if full else None)", ["FLO118"]),
        ("    return FlowEditor(Node('a'), P('all') if full else None)", []),
        ("    return Div(FlowEditor(Node('a')), 'full' if full else '')", []),
    ],
)
def test_a_drawing_that_a_request_changes(read: Read, body: str, codes: list[str]) -> None:
    found = read(DIALECT, f"{HEAD}\n@rt\ndef index(full: bool = False):\n{body}\n")
    assert [f.code for f in found.findings] == codes
    (pipeline,) = found.pipelines
    assert [step.id for step in pipeline.graph.steps] == ["a"]


def test_a_name_in_a_plain_text_is_pointed_at(read: Read) -> None:
    line = "Button('x', onclick=\"window.fastflow.resetAllStatus('h')\")"
    found = read(DIALECT, run(A_B, DRAWN, page=f",\n{line}"))
    (finding,) = [f for f in found.findings if f.code == "FLO264"]
    assert line[finding.span.column - 1 : finding.span.end_column - 1] == "h"
    assert [note.message for note in finding.related] == ["the editor `g`"]


def test_a_path_that_runs_another_graph(read: Read) -> None:
    other = "other = FlowExecutor('h', [ExecutionStep('z')])\n\n@rt('/other')\nasync def run_other():\n"
    other += "    return EventStream(other.run())\n"
    page = ", FlowEditor(Node('z'), id='h'), Button('x', onclick=\"window.fastflow.connectExecution('g', '/other')\")"
    found = read(DIALECT, run(A_B, DRAWN, more=other, page=page))
    assert [message for _, _, message in told(found, "FLO265")] == [
        "`/other` runs the graph `h`, and the page shows it in `g`"
    ]


def test_a_run_that_a_get_starts(read: Read) -> None:
    assert [f.code for f in read(DIALECT, run(A_B, DRAWN)).findings] == ["FLO596"]
    posted = run(A_B, DRAWN, route='@app.post("/run")\n')
    assert [f.code for f in read(DIALECT, posted).findings] == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (", FlowControls('g')", []),
        (", FlowControls(editor_id='g'), NodePalette(target_editor='g')", []),
        (", FlowControls()", ["`FlowControls` names the graph `flowgraph`, which no editor has"]),
        (
            ", NodePalette(target_editor='gg')",
            ["`NodePalette` names the graph `gg`, which no editor has; did you mean `g`?"],
        ),
        (
            ", FlowControls(target_editor='g')",
            [
                (
                    "`FlowControls` takes `editor_id`, and `target_editor` says nothing to it: it names the graph "
                    "`flowgraph`, which no editor has"
                )
            ],
        ),
    ],
)
def test_what_controls_an_editor(read: Read, more: str, expected: list[str]) -> None:
    found = read(DIALECT, run(A_B, DRAWN, page=more))
    assert [message for _, _, message in told(found, "FLO264")] == expected


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        (f"{DRAWN} on_change='/run',", []),
        (f"{DRAWN} on_change='/changed',", ["`on_change` asks `/changed`, which no route of this file answers"]),
        (f"{DRAWN} on_node_select='/rum',",
         ["`on_node_select` asks `/rum`, which no route of this file answers; did you mean `/run`?"]),
    ],
)  # fmt: skip
def test_where_an_editor_sends_what_happens(read: Read, children: str, expected: list[str]) -> None:
    found = read(DIALECT, run(A_B, children))
    assert [message for _, _, message in told(found, "FLO265")] == expected


def test_without_an_application_the_routes_are_in_another_file(read: Read) -> None:
    text = "from fasthtml.common import *\nfrom fastflow import FlowEditor, Node\n\n"
    text += "def tab():\n    return FlowEditor(Node('a'), on_change='/changed')\n"
    assert told(read(DIALECT, text)) == []


def test_the_editor_of_another_file_shows_the_executor(read: Read) -> None:
    page = "from fasthtml.common import *\nfrom fastflow import Edge, FlowEditor, Node\n\n"
    page += "def tab():\n    return FlowEditor(Node('a', label='A'), Node('b'), Edge('a', 'b'), id='g')\n"
    main = "from fasthtml.common import *\nfrom fastflow import ExecutionStep, FlowExecutor\nfrom tab import tab\n\n"
    main += f"executor = FlowExecutor('g', [{A_B}])\napp, rt = fast_app()\n\n@rt\ndef index():\n    return Div(tab())\n"
    found = read(DIALECT, main, tab__py=page)
    assert told(found) == []
    (pipeline,) = found.pipelines
    assert pipeline.graph.steps[0].title == "A"


def test_large_drawings_are_read_in_the_time_that_their_size_takes(read: Read) -> None:
    many = "*[Node(f'n{i}', x=i) for i in range(600)], *[Edge(f'n{i}', f'n{i + 1}') for i in range(599)]"
    found = read(DIALECT, drawn(many))
    assert told(found) == []
    assert len(found.pipelines[0].graph.steps) == 600
