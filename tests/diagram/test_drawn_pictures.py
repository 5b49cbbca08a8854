"""Pictures of a plan that was drawn: labels, shapes, colours, dashes, and edges that lead back."""

import json
import shutil
import subprocess

import pytest

from icefloe_runtimes.diagram import dot, mermaid, net, order, tree
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.plan import (
    Binding,
    Body,
    ExpressionGuard,
    FromExpression,
    FromLiteral,
    FromOutput,
    FromRan,
    FunctionRef,
    Guard,
    LoopRun,
    Plan,
    PythonRun,
    Run,
    Step,
    StubRun,
)

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="dot is not installed: apt-get install graphviz")
WORK = PythonRun(function=FunctionRef(module="m", qualname="f"))
PASSES = FromOutput(step="judge", name="judge")
NEVER = ExpressionGuard(test=FromLiteral(value=False))


def step(
    name: str,
    *after: str,
    run: Run = WORK,
    edges: tuple[JsonObject, ...] = (),
    guard: Guard | None = None,
    **look: Json,
) -> Step:
    display: dict[str, Json] = {**look, **({"edges": edges} if edges else {})}
    return Step(id=name, run=run, after=after, display=display, guard=guard)


def plan(*steps: Step, **display: Json) -> Plan:
    return Plan(name="p", dialect="fastflow", steps=steps, display=display)


TRAINING = plan(
    step("train", run=StubRun(seconds={"$float": "2.0"}), kind="llm", label="Train", edges=({"target": "judge"},)),
    step(
        "judge",
        "train",
        kind="condition",
        edges=({"target": "ship", "label": "pass"}, {"target": "again", "label": "fail", "dashed": True}),
    ),
    step("ship", "judge", kind="output", label="ship", guard=ExpressionGuard(test=PASSES)),
    step(
        "again", "judge", run=StubRun(), kind="tool", guard=NEVER, edges=({"target": "train", "dashed": True},)
    ),
    direction="LR",
)  # fmt: skip


def test_a_drawn_plan_in_mermaid() -> None:
    assert mermaid(TRAINING).splitlines() == [
        "flowchart LR",
        '    s1["Train<br>simulated (2.0 s)"]:::llm',
        '    s2{"judge"}:::condition',
        '    s3(["ship"]):::output',
        '    s4[["again<br>stub"]]:::tool',
        "    s1 --> s2",
        '    s2 -->|"pass"| s3',
        '    s2 -.->|"fail"| s4',
        "    s4 -.-> s1",
        "    classDef output fill:#dcfce7,stroke:#86efac,color:#0f172a",
        "    classDef llm fill:#f3e8ff,stroke:#c4b5fd,color:#0f172a",
        "    classDef condition fill:#fef3c7,stroke:#fcd34d,color:#0f172a",
        "    classDef tool fill:#fce7f3,stroke:#f9a8d4,color:#0f172a",
        "    style s1 stroke-dasharray:4 3",
    ]


def test_a_drawn_plan_in_dot() -> None:
    lines = [line.strip() for line in dot(TRAINING).splitlines()]
    assert "rankdir=LR;" in lines
    assert 's2 -> s3 [label="pass"];' in lines
    assert 's2 -> s4 [label="fail", style=dashed];' in lines
    assert "s4 -> s1 [style=dashed, constraint=false];" in lines
    assert any(line.startswith("s1 [") and 'style="rounded,filled,dashed"' in line for line in lines)


def test_a_drawn_plan_as_data() -> None:
    found = json.loads(net(TRAINING))
    assert found["nodes"][0] == {"id": "train", "step": "train", "kind": "stub", "title": "Train", "drawn": "llm"}
    assert found["edges"] == [
        {"source": "train", "target": "judge", "kind": "order"},
        {"source": "judge", "target": "ship", "kind": "data", "outputs": ["judge"], "label": "pass"},
        {"source": "judge", "target": "again", "kind": "order", "label": "fail", "dashed": True},
        {"source": "again", "target": "train", "kind": "feedback", "dashed": True},
    ]


def test_a_drawn_plan_as_text() -> None:
    assert "train [simulated (2.0 s)]" in tree(TRAINING)
    assert order(TRAINING).splitlines()[1:3] == ["1. train", "2. judge (depends on: train)"]


def test_a_step_that_never_runs_is_told() -> None:
    never = plan(step("a", edges=({"target": "b", "label": "no"},)), step("b", "a", guard=NEVER))
    assert '["b<br>never runs"]' in mermaid(never)


def test_the_direction_that_is_asked_for_wins() -> None:
    assert mermaid(TRAINING, "TB").startswith("flowchart TB\n")
    assert mermaid(plan(step("a"))).startswith("flowchart TB\n")
    assert "rankdir=TB" in dot(plan(step("a"), direction="sideways"))


def test_what_is_drawn_and_not_run_stands_beside_what_runs() -> None:
    steps = (step("a", edges=({"target": "b"}, {"target": "z"})), step("b"), step("c", "a"))
    lines = mermaid(plan(*steps)).splitlines()
    assert [line.strip() for line in lines if "->" in line] == ["s1 -.-> s3", "s1 -.-> s2"]
    assert [edge["kind"] for edge in json.loads(net(plan(*steps)))["edges"]] == ["order", "drawn"]


def test_two_edges_between_the_same_steps() -> None:
    steps = (step("a", edges=({"target": "b", "label": "x"}, {"target": "b", "label": "y"})), step("b", "a"))
    lines = [line.strip() for line in mermaid(plan(*steps)).splitlines()]
    assert [line for line in lines if "-->" in line] == ['s1 -->|"x"| s2', 's1 -->|"y"| s2']


@pytest.mark.parametrize(
    ("label", "shown"),
    [("Train", "Train"), ("TRAIN_IT", "TRAIN_IT<br>train"), ("tr ain", "tr ain"), ("  ", "train"), ("x", "x<br>train")],
)
def test_an_id_that_its_title_says_is_left_out(label: str, shown: str) -> None:
    assert f'["{shown}"]' in mermaid(plan(step("train", label=label)))


def test_what_only_decides_is_no_edge_of_a_drawing() -> None:
    test = ExpressionGuard(test=FromOutput(step="a", name="a"))
    steps = (
        step("a", kind="condition", edges=({"target": "b", "label": "yes"}, {"target": "c", "source_port": 1})),
        step("b", "a", kind="tool", guard=test, edges=({"target": "d"},)),
        step("c", "a", kind="tool", guard=test),
        step("d", "b", kind="tool", guard=test),
        step("e", guard=test),
    )
    shown = mermaid(plan(*steps)).splitlines()
    assert [line.strip() for line in shown if "->" in line] == [
        's1 -->|"yes"| s2',
        "s1 --> s3",
        "s2 --> s4",
        's1 -->|"a"| s5',
    ]
    assert [line.strip() for line in shown if "if a" in line] == [
        's3[["c<br>if a"]]:::tool',
        's5["e<br>if a"]:::transform',
    ]


def test_what_flows_without_an_edge_is_shown() -> None:
    looked, taken = FromOutput(step="a", name="a"), FromOutput(step="b", name="b")
    choice = FromExpression(op="choice", operands=(looked, taken, FromLiteral(value=None)))
    bound = Step(id="c", run=WORK, bindings=(Binding(parameter="x", value=choice),), display={"kind": "tool"})
    a = step("a", kind="tool", edges=({"target": "b"},))
    shown = mermaid(plan(a, step("b", "a", kind="tool"), bound)).splitlines()
    assert [line.strip() for line in shown if "->" in line] == ["s1 --> s2", 's2 -->|"b"| s3']


def test_a_step_that_waits_for_another_to_run() -> None:
    test = FromExpression(op="or", operands=(FromRan(step="a"), FromRan(step="b")))
    both = (step("a", kind="tool"), step("b", kind="tool"))
    waits = step("c", "a", guard=ExpressionGuard(test=test))
    assert "if a ran or b ran" in mermaid(plan(*both, waits))


def test_edges_into_a_loop_and_out_of_it() -> None:
    inside = (
        step("write", edges=({"target": "judge"},)),
        step("judge", "write", edges=({"target": "print", "label": "good"}, {"target": "write", "label": "bad"})),
    )
    body = Body(name="round", steps=inside)
    loop = LoopRun(body=body, until=FromOutput(step="judge", name="judge"), maximum=3)
    steps = (step("plan", edges=({"target": "write"},)), step("loop", "plan", run=loop), step("print", "loop"))
    found = [line.strip() for line in mermaid(plan(*steps)).splitlines() if "->" in line or "==>" in line]
    assert found == ["s1 --> s4", 's5 -->|"good"| s3', "s2 ==> s4", "s4 --> s5", 's5 -.->|"bad"| s4']


@pytest.mark.parametrize(
    ("look", "opening"),
    [
        ({"kind": "decision"}, "{"),
        ({"kind": "branch"}, "{"),
        ({"kind": "process", "shape": "diamond"}, "{"),
        ({"kind": "process", "shape": "polygon"}, "{"),
        ({"kind": "loop", "outputs": 2}, "{"),
        ({"kind": "loop", "outputs": 1}, "["),
        ({"kind": "data", "shape": "polygon"}, "[/"),
        ({"kind": "process", "shape": "parallelogram"}, "[/"),
        ({"kind": "start"}, "(["),
        ({"kind": "llm", "shape": "ellipse"}, "(["),
        ({"kind": "connector"}, "(("),
        ({"kind": "db"}, "[("),
        ({"kind": "table", "shape": "table"}, "[("),
        ({"kind": "mcp"}, "["),
        ({"kind": "unheard of"}, "["),
        ({"shape": "heart"}, "["),
    ],
)
def test_the_outline_of_a_node(look: JsonObject, opening: str) -> None:
    assert f'    s1{opening}"a' in mermaid(plan(Step(id="a", run=WORK, display=look)))


@pytest.mark.parametrize(
    ("kind", "colour"),
    [
        ("start", "terminal"), ("end", "terminal"), ("agent", "agent"), ("tool", "tool"), ("llm", "llm"),
        ("condition", "condition"), ("input", "input"), ("output", "output"), ("filter", "transform"),
        ("join", "condition"), ("union", "llm"), ("agg", "tool"), ("transform", "transform"), ("code", "service"),
        ("branch", "condition"), ("loop", "condition"), ("kb", "store"), ("mcp", "service"), ("db", "store"),
        ("process", "process"), ("decision", "condition"), ("data", "process"), ("connector", "process"),
        ("table", "store"), ("default", "neutral"), ("unheard of", "neutral"),
    ],
)  # fmt: skip
def test_every_kind_has_a_colour(kind: str, colour: str) -> None:
    assert f":::{colour}\n" in mermaid(plan(step("a", kind=kind)))


def test_the_colours_of_one_node() -> None:
    one = step("a", kind="llm", fill="#ABC", stroke="red")
    assert "    style s1 fill:#AABBCC,stroke:red,color:#0f172a\n" in mermaid(plan(one))
    assert 'fillcolor="#AABBCC", color="red"' in dot(plan(one))
    assert 'fontcolor="#ffffff"' in dot(plan(step("a", kind="start")))
    assert 's1 -> s2 [color="#00ff00"];' in dot(
        plan(step("a", edges=({"target": "b", "color": "#0f0"},)), step("b", "a"))
    )


NASTY = ('"];x', "red;stroke:blue", 'a"|b', "]]-->s9", "<script>", "\\N", "#fff;}", "line\nbreak", "e\x00nd", "%%{init")


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_is_drawn_becomes_notation(text: str) -> None:
    edges: tuple[JsonObject, ...] = ({"target": "b", "label": text, "color": text},)
    drawn = plan(step("a", label=text, kind=text, shape=text, fill=text, stroke=text, edges=edges), step("b", "a"))
    shown = mermaid(drawn)
    plain = mermaid(plan(step("a", label="x", kind="x", edges=({"target": "b", "label": "x"},)), step("b", "a")))
    assert len(shown.splitlines()) == len(plain.splitlines())
    for mark in ("style", "classDef", ":::"):
        assert shown.count(mark) == plain.count(mark)
    assert len(dot(drawn).splitlines()) == 9
    json.loads(net(drawn))


@needs_dot
@pytest.mark.parametrize("text", NASTY)
def test_dot_takes_what_is_drawn(text: str) -> None:
    program = shutil.which("dot")
    assert program is not None
    edges: tuple[JsonObject, ...] = ({"target": "b", "label": text, "color": text},)
    drawn = plan(step("a", label=text, kind=text, fill=text, edges=edges), step("b", "a"))
    subprocess.run([program, "-Tsvg"], input=dot(drawn).encode(), check=True, capture_output=True)


@pytest.mark.parametrize(
    "display",
    [
        {"edges": "b"},
        {"edges": [1, None, "b", {"target": 7}, {}, {"target": "b", "label": 5, "dashed": "yes", "color": {}}]},
        {"edges": {"target": "b"}},
        {"label": 7, "kind": ["x"], "shape": {}, "fill": 1},
        {"outputs": "two", "kind": "loop"},
    ],
)
def test_a_plan_from_anywhere_is_drawn(display: JsonObject) -> None:
    anything = Plan(name="p", dialect="fastflow", steps=(Step(id="a", run=WORK, display=display), step("b", "a")))
    for form in (mermaid, dot, net, order, tree):
        assert form(anything)
