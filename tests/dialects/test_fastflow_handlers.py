"""The handlers of fastflow's steps: what they are, how they are called, what they read and return."""

import pytest
from fastflow_program import FIRST, read_one
from fastflow_told import lines, told

from icefloe.graph import PythonRun
from icefloe_schema import plan

RUN = 'x = FlowExecutor("a", [ExecutionStep("p", handler=t)])\n'


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
