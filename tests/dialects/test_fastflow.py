"""The dialect of fastflow."""

import pytest
from fastflow_told import spelled

from icefloe.dialects.fastflow import DIALECT
from icefloe.findings import Severity
from icefloe.graph import Graph, PythonRun
from icefloe_schema import plan

# The complete code of fastflow's tutorial, without the decoration around the editor.
PAGE = """\
from fasthtml.common import *
from fastflow import (
    FlowEditor, Node, Edge, fastflow_headers,
    FlowExecutor, ExecutionStep,
)

app, rt = fast_app(hdrs=fastflow_headers())

# Define execution pipeline with dependencies
executor = FlowExecutor(
    graph_id="ml-pipeline",
    steps=[
        ExecutionStep("data_load", duration=0.8),
        ExecutionStep("preprocess", depends_on=["data_load"], duration=0.8),
        ExecutionStep("split", depends_on=["preprocess"], duration=0.8),
        ExecutionStep("train_model", depends_on=["split"], duration=2.0),
        ExecutionStep("validate", depends_on=["train_model"], duration=0.8),
        ExecutionStep("evaluate", depends_on=["validate"], duration=0.8),
        ExecutionStep("deploy", depends_on=["evaluate"], duration=0.8),
    ]
)

@rt
def index():
    return Titled("ML Training Pipeline",
        Div(
            Aside(H3("ML Pipeline", style="margin: 0 0 16px 0; font-size: 14px;")),
            Main(
                FlowEditor(
                    # Data preparation
                    Node("data_load", x=100, y=50, label="Load Data", node_type="input",
                         inputs=0, outputs=1, width=130, height=50),
                    Node("preprocess", x=100, y=150, label="Preprocess", node_type="transform",
                         width=130, height=50),
                    Node("split", x=100, y=250, label="Train/Test Split", node_type="transform",
                         width=130, height=50),

                    # Model training branch
                    Node("train_model", x=300, y=200, label="Train Model", node_type="llm",
                         width=130, height=50),
                    Node("validate", x=300, y=300, label="Validate", node_type="agent",
                         width=130, height=50),

                    # Evaluation
                    Node("evaluate", x=500, y=250, label="Evaluate", node_type="condition",
                         width=130, height=50, outputs=2),
                    Node("deploy", x=650, y=150, label="Deploy", node_type="output",
                         inputs=1, outputs=0, width=130, height=50),
                    Node("retrain", x=650, y=350, label="Retrain", node_type="tool",
                         width=130, height=50),

                    # Connections
                    Edge(source="data_load", target="preprocess"),
                    Edge(source="preprocess", target="split"),
                    Edge(source="split", target="train_model"),
                    Edge(source="train_model", target="validate"),
                    Edge(source="validate", target="evaluate"),
                    Edge(source="evaluate", target="deploy", label="pass", source_port=0),
                    Edge(source="evaluate", target="retrain", label="fail", source_port=1, dashed=True),
                    Edge(source="retrain", target="train_model", dashed=True),

                    id="ml-pipeline",
                ),
                style="flex: 1;"
            ),
            style="display: flex; height: 100vh;"
        ),
    )

@rt("/execute/ml-pipeline")
async def execute_pipeline():
    return EventStream(executor.run())

serve()
"""


def told(found) -> list[tuple[str, Severity]]:
    """What is said, but for the notes that the original would do otherwise, and that steps here have no handler."""
    return [(f.code, f.severity) for f in found.findings if not f.code.startswith(("FLO5", "FLO256"))]


def flat(step):
    return {binding.parameter: binding.source for binding in step.bindings}


def small(steps: str, drawing: str = "", handlers: str = "", run: str = "run()") -> str:
    return f"""\
from fasthtml.common import *
from fastflow import AgentNode, Edge, ExecutionStep, FlowEditor, FlowExecutor, Node
from elsewhere import unknown

app, rt = fast_app()

{handlers}

executor = FlowExecutor("g", [{steps}])

@rt
def index():
    return Titled("x", Div(FlowEditor({drawing} id="g")))

@rt("/run")
async def go():
    return EventStream(executor.{run})
"""


def only(found) -> Graph:
    (pipeline,) = found.pipelines
    return pipeline.graph


def test_the_complete_code_of_the_tutorial(read):
    found = read(DIALECT, PAGE)
    graph = only(found)
    assert (graph.name, graph.entry) == ("ml-pipeline", "main:executor")
    assert [(step.id, [order.step for order in step.after]) for step in graph.steps] == [
        ("data_load", []),
        ("preprocess", ["data_load"]),
        ("split", ["preprocess"]),
        ("train_model", ["split"]),
        ("validate", ["train_model"]),
        ("evaluate", ["validate"]),
        ("deploy", ["evaluate"]),
        ("retrain", ["evaluate"]),
    ]
    train = graph.steps[3]
    assert train.run == plan.StubRun(seconds={"$float": "2.0"})
    assert train.title == "Train Model"
    assert train.display == {
        "x": 300,
        "y": 200,
        "label": "Train Model",
        "width": 130,
        "height": 50,
        "inputs": 1,
        "outputs": 1,
        "kind": "llm",
        "edges": [{"target": "validate"}],
        "simulated": True,
    }
    # Without a handler the first port is taken.
    assert [step.guard.test if step.guard else None for step in graph.steps[6:]] == [
        None,
        plan.FromLiteral(value=False),
    ]
    assert told(found) == [
        ("FLO113", Severity.WARNING),
        ("FLO266", Severity.WARNING),
        ("FLO117", Severity.WARNING),
    ]


def test_handlers_take_the_context_and_the_results_of_what_they_depend_on(read):
    handlers = "async def h(context, inputs):\n    'Do it.'\n    return 1\n"
    steps = 'ExecutionStep("a", handler=h), ExecutionStep("b", depends_on=["a"]), '
    steps += 'ExecutionStep("c", depends_on=["a", "b"], handler=h)'
    found = read(DIALECT, small(steps, handlers=handlers, run='run_with_results(context={"config": "prod"})'))
    graph = only(found)
    a, b, c = graph.steps
    assert isinstance(a.run, PythonRun)
    assert (a.run.convention, a.description) == ("handler", "Do it.")
    assert [order.step for order in b.after] == ["a"]
    assert flat(c) == {
        "context": plan.FromContext(),
        "a": plan.FromOutput(step="a", name="a"),
        "b": plan.FromLiteral(value={"status": "completed", "node_id": "b"}),
    }
    assert [order.step for order in c.after] == ["b"]
    assert [(p.name, p.default.value) for p in graph.parameters] == [("config", "prod")]
    assert told(found) == []


DRAWN = 'Node("a", outputs=2), Node("b"), Node("c"), Edge("a", "b", "yes", 0), Edge("a", "c", "no", 1),'
BRANCHES = 'ExecutionStep("a", handler=h), ExecutionStep("b", depends_on=["a"]), ExecutionStep("c", depends_on=["a"])'


@pytest.mark.parametrize(
    ("body", "picked"),
    [
        ('{"port": "yes" if inputs else "no"}', "index"),
        ('"yes" if inputs else "no"', "whole"),
        ('{"accuracy": 1}', "first"),
        ("inputs.pop()", "open"),
    ],
)
def test_the_result_of_a_handler_picks_the_branch(read, body: str, picked: str):
    handlers = f"async def h(context, inputs):\n    return {body}\n"
    found = read(DIALECT, small(BRANCHES, DRAWN, handlers))
    _, b, c = only(found).steps
    assert [code for code, _ in told(found)] == (["FLO116"] if picked == "first" else [])
    tests = [None if step.guard is None else spelled(step.guard.test) for step in (b, c)]
    result = {"index": "(index a 'port')", "whole": "a"}.get(picked, "")
    opened = "(choice a (choice (in 'port' a) (index a 'port') a) 0)"
    assert tests == {
        "first": [None, "False"],
        "open": [f"(not (in {opened} (tuple 'no' 1)))", f"(in {opened} (tuple 'no' 1))"],
    }.get(picked, [f"(in {result} (tuple 'yes' 0))", f"(in {result} (tuple 'no' 1))"])


@pytest.mark.parametrize(
    ("steps", "drawing", "code", "severity"),
    [
        ('ExecutionStep("a", depends_on=["z"])', "", "FLO111", Severity.ERROR),
        ('ExecutionStep("a"), ExecutionStep("b")', 'Node("a"),', "FLO112", Severity.WARNING),
        ('ExecutionStep("a")', 'Node("a"), Node("b"),', "FLO113", Severity.WARNING),
        (
            'ExecutionStep("a"), ExecutionStep("b")',
            'Node("a"), Node("b"), Edge("a", "b"),',
            "FLO114",
            Severity.WARNING,
        ),
        (
            'ExecutionStep("a"), ExecutionStep("b", depends_on=["a"])',
            'Node("a"), Node("b"),',
            "FLO114",
            Severity.WARNING,
        ),
        ('ExecutionStep("a")', 'Node("a"), Edge("a", "z"),', "FLO115", Severity.ERROR),
        ('ExecutionStep("a")', 'Node("a"), Node("a"),', "FLO115", Severity.ERROR),
        ('ExecutionStep("a")', 'Node("a"), Edge("a", "a"),', "FLO117", Severity.WARNING),
        ('ExecutionStep("a")', "unknown,", "FLO118", Severity.WARNING),
        ('ExecutionStep("a")', 'Node("a"), Node(unknown()),', "FLO118", Severity.WARNING),
        ('ExecutionStep("a")', 'Node("a", x=unknown()),', "FLO118", Severity.WARNING),
        ('ExecutionStep("a")', '*unknown(), Node("a"),', "FLO118", Severity.WARNING),
        ('ExecutionStep("a", retries=3)', "", "FLO105", Severity.ERROR),
    ],
)
def test_what_drawing_and_executor_say_differently(read, steps: str, drawing: str, code: str, severity: Severity):
    found = read(DIALECT, small(steps, drawing))
    assert told(found) == [(code, severity)]


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ("*unknown()", "the list of steps"),
        ("unknown()", "a step"),
        ("ExecutionStep(unknown())", "the id of a step"),
        ('ExecutionStep("a", depends_on=unknown())', "what step `a` depends on"),
        ('ExecutionStep("a", depends_on=[unknown()])', "what step `a` depends on"),
    ],
)
def test_what_is_not_known_is_a_hole_and_never_dropped(read, steps: str, what: str):
    found = read(DIALECT, small(steps))
    holes = [hole.what for hole in only(found).holes]
    assert any(what in hole for hole in holes), holes
    assert "FLO103" in [f.code for f in found.findings]


@pytest.mark.parametrize(
    ("steps", "run", "code"),
    [
        ('ExecutionStep("a")', "run(context=unknown())", "FLO128"),
        ('ExecutionStep("a", duration=unknown())', "run()", "FLO118"),
    ],
)
def test_what_does_not_decide_the_shape_is_a_warning(read, steps: str, run: str, code: str):
    found = read(DIALECT, small(steps, run=run))
    assert only(found).holes == ()
    assert told(found) == [(code, Severity.WARNING)]


def test_a_handler_that_is_not_async_is_noted(read):
    handlers = "def h(context, inputs):\n    return 1\n"
    found = read(DIALECT, small('ExecutionStep("a", handler=h)', handlers=handlers))
    assert told(found) == [("FLO119", Severity.NOTE)]


def test_a_cycle_of_steps_is_the_rules_matter(read):
    steps = 'ExecutionStep("a", depends_on=["b"]), ExecutionStep("b", depends_on=["a"])'
    found = read(DIALECT, small(steps))
    assert [code for code, _ in told(found)] == ["FLO102"]


def test_a_step_twice_is_the_rules_matter(read):
    found = read(DIALECT, small('ExecutionStep("a"), ExecutionStep("a")', 'Node("a"),'))
    assert [code for code, _ in told(found)] == ["FLO101"]


def test_a_drawing_alone_is_a_pipeline_of_stubs(read):
    main = """\
from fasthtml.common import *
from fastflow import Edge, FlowEditor, Node

app, rt = fast_app()

@rt
def index():
    return Titled("x", FlowEditor(Node("a", label="A"), Node("b"), Edge("a", "b"), Edge("b", "a"), id="ml-pipeline"))
"""
    found = read(DIALECT, main)
    graph = only(found)
    assert (graph.name, graph.entry) == ("ml-pipeline", "main:index")
    assert [(step.id, step.run, [o.step for o in step.after]) for step in graph.steps] == [
        ("a", plan.StubRun(), []),
        ("b", plan.StubRun(), ["a"]),
    ]
    assert [f.code for f in found.findings] == ["FLO117"]


def test_an_editor_without_nodes_is_an_empty_pipeline(read):
    main = 'from fastflow import FlowEditor\n\ndef index():\n    return FlowEditor(id="ml-pipeline")\n'
    assert [f.code for f in read(DIALECT, main).findings] == ["FLO104"]
