"""Where a drawing and the executor that it shows disagree."""

import pytest
from fastflow_pages import A_B, DRAWN, HEAD, WARNING, Read, drawn, run, told

from icefloe.dialects.fastflow import DIALECT

APART = 'ExecutionStep("a"), ExecutionStep("b")'


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
