"""The runs of fastflow's executors: their contexts, callbacks, exceptions, and streams that are told by hand."""

import pytest
from fastflow_program import FIRST, read_one
from fastflow_told import lines, told

from icefloe_schema import plan

RUN = 'x = FlowExecutor("a", [ExecutionStep("p", handler=t)])\n'


@pytest.mark.parametrize(
    ("body", "run", "parameters"),
    [
        ("return 1", 'run(context={"rows": 7})', [("rows", 7, "declared")]),
        ("return 1", 'run({"rows": 7, "name": "x"})', [("rows", 7, "declared"), ("name", "x", "declared")]),
        ("return 1", "run(None, True, 0, 0)", []),
        ('return context["rows"]', "run()", [("rows", ..., "external")]),
        ('return context.get("rows", 5)', "run()", [("rows", 5, "optional")]),
        ('return context.get("rows")', "run()", [("rows", None, "optional")]),
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


def test_the_steps_after_one_that_fails(read):
    found, _ = read_one(read, 'x = FlowExecutor("a", [ExecutionStep("p", handler=f), ExecutionStep("q", None, ["p"])])')
    assert [one.code for one in found.findings] == ["FLO590", "FLO256"]


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
