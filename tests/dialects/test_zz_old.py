"""fastflow's executors: the forms in which they are written, their handlers, contexts, runs, callbacks and streams."""

import pytest
from fastflow_told import lines, told

from icefloe.dialects.fastflow import DIALECT
from icefloe.graph import PythonRun
from icefloe_schema import plan

HEAD = """\
import asyncio, functools, json, os
from fasthtml.common import *
from fastflow import *
from fastflow.api import from_dict, quick_flow, run_pipeline
from fastflow.callbacks import *
from fastflow.types import *
from elsewhere import far

app, rt = fast_app()


async def f(context, inputs):
    return {"n": 1}


async def g(context, inputs):
    return 2


async def h(context, inputs, k=1):
    return k


class Service:
    def __init__(self, n=0):
        self.n = n

    async def load(self, context, inputs):
        return self.n

    @staticmethod
    async def plain(context, inputs):
        return 1

    @classmethod
    async def shared(cls, context, inputs):
        return 1


class Called:
    async def __call__(self, context, inputs):
        return 1


service, called = Service(3), Called()

"""
FIRST = HEAD.count("\n")


def read_one(read, text: str):
    found = read(DIALECT, HEAD + text)
    (pipeline,) = found.pipelines
    return found, pipeline.graph


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


HANDLERS = {
    "f": ("f", {}),
    "functools.partial(h, k=2)": ("h", {"k": 2}),
    "functools.partial(functools.partial(h, k=2), k=3)": ("h", {"k": 3}),
    "functools.partial(Service.load, service)": ("Service.load", {"self": {"$ref": "main:service"}}),
    "service.load": ("Service.load", {"self": {"$ref": "main:service"}}),
    "called": ("Called.__call__", {"self": {"$ref": "main:called"}}),
    "Called()": ("Called.__call__", {}),
    "Service.plain": ("Service.plain", {}),
    "Service.shared": ("Service.shared", {}),
    "service.shared": ("Service.shared", {}),
    "lambda context, inputs: f(context, inputs)": ("<lambda>", {}),
}


@pytest.mark.parametrize(("handler", "expected"), HANDLERS.items())
def test_the_function_behind_a_handler(read, handler: str, expected: tuple[str, dict[str, object]]):
    found, graph = read_one(read, f'x = FlowExecutor("a", [ExecutionStep("p", handler={handler})])')
    run = graph.steps[0].run
    assert isinstance(run, PythonRun)
    assert (run.convention, getattr(run.function, "qualname", ""), run.bound) == ("handler", *expected)
    assert told(found) == []


@pytest.mark.parametrize(
    ("handler", "finding"),
    [
        ("far", "warning FLO124: the handler of step `p` is `elsewhere.far`, whose code is not part of the project"),
        ("None", ""),
        (
            "Service",
            (
                "error FLO250: step `p` has no handler that can be called: `Service` is a class: calling it makes an "
                "object, and awaits that"
            ),
        ),
        (
            "service",
            "error FLO250: step `p` has no handler that can be called: an object of `Service` cannot be called",
        ),
        (
            "Service(4).load",
            (
                "error FLO103: in pipeline `a`, the handler of step `p` cannot be known: the object of `Service` "
                "has no name by which a step could find it"
            ),
        ),
        ("functools.partial(h, k=open('x'))", "error FLO103: in pipeline `a`, the handler of step `p` cannot be known"),
        ("...", "warning FLO124"),
    ],
)
def test_what_is_no_handler(read, handler: str, finding: str):
    found, _ = read_one(read, f'x = FlowExecutor("a", [ExecutionStep("p", handler={handler})])')
    said = [line.replace(f" at {FIRST + 1}", "") for line in told(found)]
    assert [line[: len(finding)] for line in said] == ([finding] if finding else [])


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("async def t(context, inputs)", ""),
        ("async def t(inputs, context)", ""),
        ("async def t(*, context, inputs)", ""),
        ("async def t(context, **rest)", ""),
        ("async def t(context, inputs, more=1)", ""),
        ("async def t(ctx, data)", "FLO592"),
        ("async def t(*both)", "FLO592"),
        ("async def t()", "FLO250"),
        ("async def t(context)", "FLO250"),
        ("async def t(context, inputs, third)", "FLO250"),
        ("async def t(context, inputs, *, third)", "FLO250"),
        ("def t(context, inputs)", "FLO119"),
    ],
)
def test_how_a_handler_is_called(read, signature: str, code: str):
    text = f'{signature}:\n    return 1\n\nx = FlowExecutor("a", [ExecutionStep("p", handler=t)])'
    found, _ = read_one(read, text)
    assert [one.code for one in found.findings] == ([code] if code else [])


def test_a_generator_is_no_handler(read):
    text = 'async def t(context, inputs):\n    yield 1\n\nx = FlowExecutor("a", [ExecutionStep("p", handler=t)])'
    assert told(read_one(read, text)[0]) == [
        (
            f"error FLO250 at {FIRST + 4}: the handler `t` of step `p` cannot be called: it is a generator, "
            "which nothing awaits"
        )
    ]


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
    ("node", "result", "code"),
    [
        ('InputNode(id="n")', "{'status': 'completed', 'node_id': 'n'}", ""),
        ('StartNode("n")', "$initial_data", ""),
        ('EndNode("n")', "(dict 'final_results' (dict 'p' p))", ""),
        ('AgentNode(id="n")', "(dict 'status' 'no_llm_configured' 'node_id' 'n' 'inputs' (dict 'p' p))", "note FLO123"),
        (
            'TypedAgentNode(id="n")',
            "(dict 'status' 'no_llm_configured' 'node_id' 'n' 'inputs' (dict 'p' p))",
            "note FLO123",
        ),
        ('ToolNode(id="n")', "{'status': 'tool_not_found', 'tool_name': ''}", ""),
        ('CodeNode(id="n", code="x = 1")', "{'status': 'completed', 'node_id': 'n'}", "warning FLO123"),
        ('CodeNode(id="n")', "{'status': 'completed', 'node_id': 'n'}", ""),
        ('Node("n")', "{'status': 'completed', 'node_id': 'n'}", "warning FLO123"),
    ],
)
def test_what_a_typed_node_gives(read, node: str, result: str, code: str):
    steps = f'ExecutionStep("p", handler=f), ExecutionStep("n", {node}, ["p"]), '
    steps += 'ExecutionStep("q", handler=g, depends_on=["n"])'
    found, graph = read_one(read, f'x = FlowExecutor("a", [{steps}])')
    assert lines(graph)[1:] == ["n after p", f"q: g(n={result}) after n"]
    assert graph.steps[1].run == plan.StubRun(seconds=0)
    assert [line[: len(code)] for line in told(found)] == ([code] if code else [])
    assert [p.name for p in graph.parameters] == (["initial_data"] if "$" in result else [])


def test_the_method_of_a_node_is_a_handler(read):
    text = (
        "class Mine(FlowNode):\n    async def execute(self, context, inputs):\n        return 1\n\n"
        'node = Mine(id="n")\nx = FlowExecutor("a", [ExecutionStep("n", node)])'
    )
    found, graph = read_one(read, text)
    run = graph.steps[0].run
    assert isinstance(run, PythonRun)
    assert run.bound == {"self": {"$ref": "main:node"}}
    assert [one.code for one in found.findings] == ["FLO595"]


RUN = 'x = FlowExecutor("a", [ExecutionStep("p", handler=t)])\n'


@pytest.mark.parametrize(
    ("body", "run", "parameters"),
    [
        ("return 1", 'run(context={"rows": 7})', [("rows", 7, "declared")]),
        ("return 1", 'run({"rows": 7, "name": "x"})', [("rows", 7, "declared"), ("name", "x", "declared")]),
        ("return 1", "run(None, True, 0, 0)", []),
        ('return context["rows"]', "run()", [("rows", ..., "external")]),
        ('return context.get("rows", 5)', "run()", [("rows", 5, "external")]),
        ('return context.get("rows")', "run()", [("rows", None, "external")]),
        ('return context["rows"]', 'run(context={"rows": 7})', [("rows", 7, "declared")]),
        ('if "rows" in context:\n        return context["rows"]', "run()", []),
        ('context["rows"] = 1\n    return context["rows"]', "run()", []),
    ],
)
def test_the_context_of_a_run_is_parameters_of_the_plan(read, body: str, run: str, parameters: list[object]):
    text = f"async def t(context, inputs):\n    {body}\n\n{RUN}"
    text += f'@rt("/go")\nasync def go():\n    return EventStream(x.{run})\n'
    _, graph = read_one(read, text)
    made = [(p.name, ... if p.default is None else p.default.value, p.origin) for p in graph.parameters]
    assert made == parameters


def test_several_runs_are_parameter_sets(read):
    text = RUN.replace("=t", "=f")
    for name, rows in (("small", 1), ("large", 9)):
        text += f'@rt("/{name}")\nasync def {name}():\n    return EventStream(x.run(context={{"rows": {rows}}}))\n'
    _, graph = read_one(read, text)
    assert graph.header is not None
    assert graph.header.parameter_sets == (
        plan.ParameterSet(name="small", values={"rows": 1}),
        plan.ParameterSet(name="large", values={"rows": 9}),
    )
    assert [p.default.value for p in graph.parameters] == [1]


def test_a_context_that_only_the_program_has(read):
    text = RUN.replace("=t", "=f") + '@rt("/go")\nasync def go(q: str):\n    db = connect()\n'
    found, graph = read_one(read, text + '    return EventStream(x.run(context={"db": db, "q": q}))\n')
    assert [(p.name, p.default, p.origin) for p in graph.parameters] == [
        ("db", None, "external"),
        ("q", None, "external"),
    ]
    assert [one.code for one in found.findings if one.code == "FLO128"] == ["FLO128"]


def test_what_handlers_hand_on_by_the_context_is_an_order(read):
    text = (
        'async def put(context, inputs):\n    context["rows"] = 1\n\nasync def take(context, inputs):\n'
        '    return context["rows"]\n\n'
    )
    after = 'x = FlowExecutor("a", [ExecutionStep("p", handler=put), ExecutionStep("q", handler=take)])'
    found, graph = read_one(read, text + after)
    assert (lines(graph), told(found)) == (["p: put()", "q: take() after p"], [])
    before = 'x = FlowExecutor("a", [ExecutionStep("q", handler=take), ExecutionStep("p", handler=put)])'
    found, graph = read_one(read, text + before)
    assert lines(graph) == ["q: take()", "p: put()"]
    assert told(found) == [
        (
            f'warning FLO127 at {FIRST + 5}: the handler of step `q` reads `context["rows"]`, '
            "which only step `p` sets, and that runs later"
        )
    ]


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ('return inputs["p"]', ""),
        (
            'return inputs["q"]',
            "error FLO126: the handler of step `r` reads `q` of its inputs, but the step does not depend on it",
        ),
        ('return inputs["nope"]', "error FLO126: the handler of step `r` reads `nope` of its inputs, which is no step"),
        ('return inputs.get("nope", 1)', "warning FLO126"),
        ('if context["a"]:\n        return inputs["nope"]', "warning FLO126"),
        ('return inputs["nope"] if "nope" in inputs else 1', "warning FLO126"),
        ('try:\n        return inputs["nope"]\n    except KeyError:\n        return 1', "warning FLO126"),
        ("return [value for value in inputs.values()]", ""),
        ('return inputs[context["which"]]', ""),
    ],
)
def test_what_a_handler_reads_of_its_inputs(read, body: str, finding: str):
    steps = 'ExecutionStep("p", handler=f), ExecutionStep("q", handler=f), '
    steps += 'ExecutionStep("r", handler=t, depends_on=["p"])'
    text = f'async def t(context, inputs):\n    {body}\n\nx = FlowExecutor("a", [{steps}])\n'
    text += 'async def go():\n    x.run({"a": 1, "which": "p"})\n'
    said = [f"{line.partition(' at ')[0]}: {line.partition(': ')[2]}" for line in told(read_one(read, text)[0])]
    assert [line[: len(finding)] for line in said] == ([finding] if finding else [])


def test_a_handler_that_serves_several_steps_may_look_for_the_inputs_of_each(read):
    text = 'async def t(context, inputs):\n    return inputs.get("p") or inputs.get("q")\n\n'
    text += 'x = FlowExecutor("a", [ExecutionStep("p"), ExecutionStep("q"), '
    text += 'ExecutionStep("r", depends_on=["p"], handler=t), ExecutionStep("s", depends_on=["q"], handler=t)])'
    assert told(read_one(read, text)[0]) == []


@pytest.mark.parametrize(
    ("callbacks", "retry"),
    [
        ("RetryCallback()", plan.Retry(attempts=4, delay={"$float": "1.0"})),
        ("RetryCallback(2, 0.5)", plan.Retry(attempts=3, delay={"$float": "0.5"})),
        (
            "RetryCallback(max_retries=0, delay=1, retry_on=(ConnectionError, TimeoutError))",
            plan.Retry(attempts=1, delay=1, on=("ConnectionError", "TimeoutError")),
        ),
        ("TimingCallback(), LoggingCallback(), ProgressCallback(), SSECallback()", None),
    ],
)
def test_callbacks(read, callbacks: str, retry: plan.Retry | None):
    found, graph = read_one(read, f'x = FlowExecutor("a", [ExecutionStep("p", handler=f)], [{callbacks}])')
    assert graph.steps[0].policy.retry == retry
    assert told(found) == []
    assert graph.header is not None
    names = [one.partition("(")[0].strip() for one in callbacks.split("),")] if retry is None else ["RetryCallback"]
    assert graph.header.hints == {"callbacks": names}


@pytest.mark.parametrize(
    ("callback", "finding"),
    [
        ("Mine()", "warning FLO251: the callback `Mine` is not called when a plan runs (it has `before_node`)"),
        ("ProgressCallback(on_progress=print)", "note FLO251: the function of `ProgressCallback` is not called"),
        ("ValidationCallback()", "note FLO251: `ValidationCallback` looks at typed nodes when a flow begins"),
        ("far()", "warning FLO251: the callback `far` is not known"),
        ("RetryCallback(max_retries=far())", "warning FLO118: how often a step is tried again cannot be known"),
    ],
)
def test_callbacks_that_a_plan_does_not_carry(read, callback: str, finding: str):
    text = "class Mine(FlowCallback):\n    def before_node(self, state):\n        raise SkipNodeException('x')\n\n"
    found, _ = read_one(read, f'{text}x = FlowExecutor("a", [ExecutionStep("p", handler=f)], [{callback}])')
    said = [f"{line.partition(' at ')[0]}: {line.partition(': ')[2]}" for line in told(found)]
    assert [line[: len(finding)] for line in said] == [finding]


@pytest.mark.parametrize(
    ("body", "code", "retry"),
    [
        ("raise SkipNodeException('not today')", "FLO594", None),
        (
            "raise RetryNodeException(max_retries=2, delay=3)",
            "",
            plan.Retry(attempts=3, delay=3, on=("RetryNodeException",)),
        ),
        ("raise RetryNodeException", "", plan.Retry(attempts=4, delay={"$float": "1.0"}, on=("RetryNodeException",))),
    ],
)
def test_exceptions_that_steer_the_flow(read, body: str, code: str, retry: plan.Retry | None):
    text = f"async def t(context, inputs):\n    if not inputs:\n        {body}\n    return 1\n\n{RUN}"
    found, graph = read_one(read, text)
    assert [one.code for one in found.findings] == ([code] if code else [])
    assert graph.steps[0].policy.retry == retry


@pytest.mark.parametrize(
    ("result", "is_json"),
    [
        ('{"n": 1, "rows": [1.5, None, True], "who": ("a",)}', True),
        ("{'model': Forest()}", False),
        ("{1, 2}", False),
        ("b'x'", False),
        ("Service()", False),
        ("len(inputs)", True),
    ],
)
def test_results_that_the_original_cannot_send(read, result: str, is_json: bool):
    text = f"from trees import Forest\nasync def t(context, inputs):\n    return {result}\n\n{RUN}"
    found, _ = read_one(read, text)
    assert [one.code for one in found.findings] == ([] if is_json else ["FLO591"])


def test_the_steps_after_one_that_fails(read):
    found, _ = read_one(read, 'x = FlowExecutor("a", [ExecutionStep("p", handler=f), ExecutionStep("q", None, ["p"])])')
    assert [one.code for one in found.findings] == ["FLO590"]


def test_an_executor_that_nothing_runs(read):
    text = RUN.replace("=t", "=f") + '@rt("/go")\nasync def go():\n    return EventStream(x)\n'
    assert [line.partition(": ")[2] for line in told(read_one(read, text)[0])] == [
        "the executor itself is streamed, and nothing runs it"
    ]


STREAMS = {
    "in a route": '@rt("/tea")\nasync def tea():\n    async def run():\n        yield node_status("p", "running")\n'
    '        await asyncio.sleep(2)\n        yield node_status("p", "success")\n'
    '        yield node_status("q", "running")\n        yield execution_complete()\n    return EventStream(run())',
    "beside a route": 'async def run():\n    yield node_status("p", "pending", "tea")\n'
    '    yield node_status("q", "pending")\n'
    '    yield node_status("p", "running")\n    await asyncio.sleep(2)\n    yield node_status("q", "running")\n\n'
    '@app.get("/x")\nasync def tea():\n    return EventStream(run())',
    "over a list": 'STEPS = [{"id": "p"}, {"id": "q"}]\n@rt("/tea")\nasync def tea():\n    async def run():\n'
    '        for step in STEPS:\n            yield node_status(step["id"], "running")\n'
    "            await asyncio.sleep(2)\n    return EventStream(run())",
    "guarded": '@rt("/tea")\nasync def tea():\n    async def run():\n        try:\n'
    '            yield node_status("p", "running")\n            yield node_status("q", "running")\n'
    "        except Exception as e:\n            yield execution_error(str(e))\n    return EventStream(run())",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in STREAMS.items()])
def test_a_generator_that_tells_of_its_steps_by_hand(read, text: str):
    found, graph = read_one(read, text)
    assert (graph.name, lines(graph)) == ("tea", ["p", "q after p"])
    assert graph.steps[0].run == plan.StubRun(seconds={"$float": "1.0"} if "except" in text else 2)
    assert [line.partition(" at ")[0] for line in told(found)] == ["warning FLO252"]


def test_a_generator_that_only_adds_to_what_an_executor_tells(read):
    text = RUN.replace("=t", "=f") + (
        '@rt("/go")\nasync def go():\n    async def run():\n        yield node_status("extra", "running")\n'
        "        async for message in x.run():\n            yield message\n    return EventStream(run())\n"
    )
    found, graph = read_one(read, text)
    assert (lines(graph), told(found)) == (["p: f()"], [])


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


def test_a_function_that_is_registered_for_a_class_of_nodes_is_a_handler(read):
    text = (
        "class Scale(FlowNode):\n    factor: int = 2\n\n@execute.register\n"
        "async def _(node: Scale, context: dict, inputs: dict):\n    return node.factor\n\n"
        'one = Scale(id="one")\nx = FlowExecutor("a", [ExecutionStep("one", node=one)])'
    )
    found, graph = read_one(read, text)
    run = graph.steps[0].run
    assert isinstance(run, PythonRun)
    assert (getattr(run.function, "qualname", ""), run.bound) == ("_", {"node": {"$ref": "main:one"}})
    assert found.findings == ()


def test_values_in_keyword_arguments_are_not_followed(read):
    text = (
        'async def t(**kw):\n    return kw["inputs"]["load"]\n\nx = FlowExecutor("a", [ExecutionStep("p", handler=t)])'
    )
    found, graph = read_one(read, text)
    assert (found.findings, graph.parameters) == ((), ())


def test_what_gathers_after_what_gathers(read):
    steps = 'ExecutionStep("p", handler=f), ExecutionStep("n", EndNode("n"), ["p"]), '
    steps += 'ExecutionStep("m", EndNode("m"), ["n"]), ExecutionStep("q", handler=g, depends_on=["m"])'
    _, graph = read_one(read, f'x = FlowExecutor("a", [{steps}])')
    inner = "(dict 'final_results' (dict 'p' p))"
    assert lines(graph)[-1] == f"q: g(m=(dict 'final_results' (dict 'n' {inner}))) after m"
