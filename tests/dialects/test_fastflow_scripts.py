"""What a page asks for: its JavaScript, its buttons and its editors against graphs and routes."""

import pytest
from fastflow_pages import A_B, DRAWN, HEAD, Read, run, told

from icefloe.dialects.fastflow import DIALECT


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
