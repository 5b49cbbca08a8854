"""The forms in which fastflow's executors are written, and what is wrong with their steps."""

import pytest
from fastflow_program import FIRST, HEAD, read_one
from fastflow_told import lines, told

from icefloe.dialects.fastflow import DIALECT

FORMS = {
    "positional": 'x = FlowExecutor("a", [ExecutionStep("p", None, [], 1.0, f), '
    'ExecutionStep("q", None, ["p"], 1.0, g)])',
    "by name": 'x = FlowExecutor(graph_id="a", steps=[ExecutionStep(node_id="p", handler=f), '
    'ExecutionStep(node_id="q", handler=g, depends_on=["p"])], callbacks=[])',
    "quick_flow": 'x = quick_flow([{"id": "p", "handler": f}, {"id": "q", "depends_on": ["p"], "handler": g}], "a")',
    "from a table": 'TABLE = {"p": (f, []), "q": (g, ["p"])}\n'
    'x = quick_flow([{"id": k, "handler": v[0], "depends_on": v[1]} for k, v in TABLE.items()], graph_id="a")',
    "comprehension": 'x = FlowExecutor("a", [ExecutionStep(n, depends_on=d, handler=w) '
    'for n, d, w in [("p", [], f), ("q", ("p",), g)]])',
    "a loop": 's = []\nfor n, w in (("p", f), ("q", g)):\n'
    '    s.append(ExecutionStep(n, handler=w, depends_on=[s[-1].node_id] if s else None))\nx = FlowExecutor("a", s)',
    "a helper": "def step(name, work, *before):\n"
    "    return ExecutionStep(name, handler=work, depends_on=list(before))\n"
    'x = FlowExecutor("a", steps=[step("p", f), step("q", g, "p")])',
    "added later": 'x = FlowExecutor("a")\nx.steps.append(ExecutionStep("p", handler=f))\n'
    'q = ExecutionStep("q")\nq.handler = g\nq.depends_on.append("p")\nx.steps.extend([q])',
    "set later": 'p, q = ExecutionStep("p"), ExecutionStep("q")\np.handler, q.handler = f, g\nq.depends_on = ["p"]\n'
    'x = FlowExecutor("a", [q, p])',
    "a factory": 'def make(name):\n    return FlowExecutor(name, [ExecutionStep("p", handler=f), '
    'ExecutionStep("q", depends_on=["p"], handler=g)])\nx = make("a")',
    "in a class": 'class App:\n    graph = "a"\n    def __init__(self):\n        self.x = '
    'FlowExecutor(self.graph, [ExecutionStep("p", handler=f), '
    'ExecutionStep("q", depends_on=["p"], handler=g)])\nkept = App()',
    "in a route": '@rt("/go")\nasync def go():\n    return EventStream(FlowExecutor("a", '
    '[ExecutionStep("p", handler=f), '
    'ExecutionStep("q", depends_on=["p"], handler=g)]).run())',
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in FORMS.items()])
def test_the_forms_of_an_executor(read, text: str):
    found, graph = read_one(read, text)
    assert graph.name == "a"
    assert lines(graph) == ["p: f()", "q: g(p=p)"]
    assert told(found) == []


@pytest.mark.parametrize(
    ("text", "name", "steps"),
    [
        ("x = run_pipeline([f, g])", "pipeline", ["f: f()", "g: g(f=f)"]),
        ('x = run_pipeline([f, service.load], "line")', "line", ["f: f()", "load: Service.load(f=f)"]),
        (
            "x = run_pipeline([f, functools.partial(h, k=2)])",
            "pipeline",
            ["f: f()", "step_1: h(f=f)"],
        ),
        ('x = quick_flow([{"id": "a"}])', "quick-flow", ["a"]),
        (
            '@rt("/s")\nasync def s():\n    return EventStream(run_sequential(["a", "b", "c"], "s", duration=0.5))',
            "s",
            ["a", "b after a", "c after b"],
        ),
        (
            '@rt("/s")\nasync def s():\n    async for m in run_sequential([n for n in "ab"]):\n        yield m',
            "sequential",
            ["a", "b after a"],
        ),
    ],
)
def test_short_forms(read, text: str, name: str, steps: list[str]):
    found, graph = read_one(read, text)
    assert (graph.name, lines(graph)) == (name, steps)
    assert told(found) == []


def test_an_executor_for_each_call_of_a_factory(read):
    text = 'def make(n):\n    return FlowExecutor(f"flow-{n}", [ExecutionStep(f"s{i}") for i in range(n)])\n'
    found = read(DIALECT, HEAD + text + "one, two = make(1), make(2)\n")
    assert [(p.graph.name, [s.id for s in p.graph.steps]) for p in found.pipelines] == [
        ("flow-1", ["s0"]),
        ("flow-2", ["s0", "s1"]),
    ]
    assert [p.graph.entry for p in found.pipelines] == ["main:one", "main:two"]


def test_the_steps_stand_in_the_order_in_which_they_run(read):
    text = 'x = FlowExecutor("a", [ExecutionStep("c", depends_on=["b"]), ExecutionStep("a"), ExecutionStep("b")])'
    assert lines(read_one(read, text)[1]) == ["a", "b", "c after b"]


def test_an_executor_that_another_module_makes_is_whole_where_it_is_drawn(read):
    flows = 'from fastflow import ExecutionStep, FlowExecutor\nx = FlowExecutor("a", [ExecutionStep("p")])\n'
    text = 'from flows import x\n\n@rt\ndef index():\n    return FlowEditor(Node("p", label="P"), id="a")\n'
    found = read(DIALECT, HEAD + text, flows__py=flows)
    (pipeline,) = found.pipelines
    assert (pipeline.graph.steps[0].title, pipeline.graph.entry) == ("P", "main:x")


@pytest.mark.parametrize(
    ("steps", "finding"),
    [
        (
            'ExecutionStep("p", depends_on=["nope"])',
            "error FLO111: step `p` depends on `nope`, which is no step of the executor",
        ),
        ('ExecutionStep("load"), ExecutionStep("p", depends_on=["laod"])', "error FLO111"),
        ('ExecutionStep("a"), ExecutionStep("p", depends_on=["a", "a"])', "note FLO125: step `p` depends on `a` twice"),
        ('ExecutionStep("p", depends_on=["p"])', "error FLO102: step `p` waits for itself: p → p"),
        (
            'ExecutionStep("a"), ExecutionStep("p", depends_on="a")',
            "error FLO106: `depends_on` of step `p` is a text, which fastflow takes letter by letter",
        ),
        (
            'ExecutionStep("a"), ExecutionStep("p", ["a"])',
            "error FLO106: the second argument of `ExecutionStep` is the node, and this is a list",
        ),
        ('ExecutionStep("a"), ExecutionStep("a")', "error FLO101: step `a` is in pipeline `a` twice"),
        ('ExecutionStep("a", duration=-1)', "error FLO106: the duration of step `a` is no number of seconds"),
        (
            'ExecutionStep("a", InputNode(id="b"))',
            "warning FLO255: step `a` is shown by the node `b`: its results have the one id, its states the other",
        ),
        ('ExecutionStep("a", retries=1)', "error FLO105: `ExecutionStep` takes no argument `retries`"),
        ('ExecutionStep("a", None, None, 1, None, 6)', "error FLO105"),
        ("...", "error FLO103: in pipeline `a`, a step cannot be known: `...` is no `ExecutionStep`"),
        (
            '{"id": "a"}',
            "error FLO103: in pipeline `a`, a step cannot be known: it is a dictionary, which only `quick_flow` takes",
        ),
    ],
)
def test_what_is_wrong_with_steps(read, steps: str, finding: str):
    found, _ = read_one(read, f'x = FlowExecutor("a", [{steps}])')
    said = [line.replace(f" at {FIRST + 1}", "") for line in told(found)]
    assert [line[: len(finding)] for line in said] == [finding]


def test_a_misspelled_dependency_is_guessed(read):
    found, _ = read_one(read, 'x = FlowExecutor("a", [ExecutionStep("load"), ExecutionStep("p", depends_on=["laod"])])')
    assert [one.help for one in found.findings if one.code == "FLO111"] == ["did you mean `load`?"]


def test_keys_that_quick_flow_does_not_read(read):
    found, graph = read_one(read, 'x = quick_flow([{"id": "p", "depend_on": ["q"], "label": "P"}])')
    assert [line.partition(": ")[2] for line in told(found)] == [
        "`quick_flow` does not read `depend_on` of a step",
        "`quick_flow` does not read `label` of a step",
    ]
    assert lines(graph) == ["p"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("x = FlowExecutor('a', [ExecutionStep('p', **far())])", "what `**` hands to a step"),
        ("class Big(ExecutionStep):\n    pass\nx = FlowExecutor('a', [Big('p')])", "a step"),
        ("x = FlowExecutor('a')\nx.steps = far()", "the list of steps"),
        ("x = FlowExecutor('a', far())", "the list of steps"),
        ("x = FlowExecutor('a', [ExecutionStep('p', handler=far()[0])])", "the handler of step `p`"),
        ("x = FlowExecutor(**far())", "what `FlowExecutor` is given"),
        ("x = quick_flow([{far(): 1, 'id': 'p'}])", "a key of a step"),
        ("x = FlowExecutor('a')\nif far():\n    x.steps.append(ExecutionStep('p'))", "whether, or how often"),
        ("x = run_pipeline([far()[0]])", "the id of a step"),
        ("async def s():\n    yield node_status(far(), 'running')", "the id of a node that is told of"),
    ],
)
def test_what_is_not_known_is_a_hole(read, text: str, what: str):
    _, graph = read_one(read, text)
    assert [hole.what[: len(what)] for hole in graph.holes] == [what]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x = FlowExecutor(steps=[ExecutionStep('p')])", "FLO106"),
        ("x = FlowExecutor('a', [ExecutionStep('p')], [], 4)", "FLO105"),
        ("x = FlowExecutor('a', [ExecutionStep('p')], retries=4)", "FLO105"),
        ("x = quick_flow()", "FLO106"),
        ("x = FlowExecutor('a', [ExecutionStep('p')])\nasync def go():\n    x.run(contxt={})", "FLO105"),
        ("x = FlowExecutor('a', [ExecutionStep('p')])\nasync def go():\n    x.run_with_results({}, True)", "FLO105"),
    ],
)
def test_arguments_that_there_are_not(read, text: str, code: str):
    found, _ = read_one(read, text)
    assert [line.split()[:2] for line in told(found) if "FLO104" not in line] == [["error", code]]


@pytest.mark.parametrize("text", ['Node("p", x=400),\nNode("q"),', 'Edge("p", "q"),'])
def test_what_stands_outside_of_any_editor_is_no_pipeline(read, text: str):
    found = read(DIALECT, f"from fastflow import Edge, Node\n{text}\n")
    assert found.pipelines == ()
    assert {line.partition(" ")[0] for line in told(found)} == {"warning"}


def test_an_executor_whose_id_is_not_known_is_called_by_its_name(read):
    found, graph = read_one(read, "x = FlowExecutor(far(), [ExecutionStep('p')])")
    assert (graph.name, graph.holes) == ("x", ())
    assert [line.partition(" at ")[0] for line in told(found)] == ["warning FLO118"]


def test_executors_of_a_class_of_the_project(read):
    text = (
        "class Nightly(FlowExecutor):\n    def __init__(self, steps):\n"
        '        super().__init__(graph_id="nightly", steps=steps, callbacks=[RetryCallback(1)])\n\n'
        'x = Nightly([ExecutionStep("p", handler=f), ExecutionStep("q", None, ["p"])])\n'
    )
    found, graph = read_one(read, text)
    assert (graph.name, graph.entry, lines(graph)) == ("nightly", "main:x", ["p: f()", "q after p"])
    assert told(found) == []
    text = 'class Mine(FlowExecutor):\n    pass\n\nx = Mine("a", [ExecutionStep("p")])\n'
    found = read(DIALECT, HEAD + text)
    assert [line.partition(": ")[2] for line in told(found)] == [
        "`Mine` is an executor of a class of its own, and its steps are not read"
    ]


def test_executors_that_are_kept_in_a_table(read):
    text = 'ALL = {n: FlowExecutor(n, [ExecutionStep("p")]) for n in ("a", "b")}\n'
    found = read(DIALECT, HEAD + text)
    assert [(p.graph.name, p.graph.entry) for p in found.pipelines] == [("a", "main:ALL"), ("b", "main:ALL")]
