"""fastflow's handlers: how they are called, what they share, how they skip themselves."""

from collections.abc import Callable

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import (
    Body,
    FromContext,
    FromLiteral,
    FunctionRef,
    LoopRun,
    Output,
    Parameter,
    PlanRun,
    PythonRun,
    Result,
    Step,
    StubRun,
    Value,
)

Flow = Callable[[str], Project]

SOURCE = """
import functools, threading
from fastflow import FlowExecutor, ExecutionStep, FlowEditor, Node, Edge, CancelFlowException
from fastflow.callbacks import SkipNodeException
from fastflow.types import AgentNode, FlowNode
from dataclasses import dataclass
from fasthtml.common import *

app, rt = fast_app(live=True)

def told(context, inputs): return [context["rate"], sorted(inputs.items())]
async def swapped(inputs, context): return told(context, inputs)
async def only_named(*, context, inputs): return told(context, inputs)
async def anything(**given): return told(given["context"], given["inputs"])
async def other_names(ctx, data): return told(ctx, data)
async def fixed(context, inputs, rate): return [rate, *told(context, inputs)]
def coroutine(context, inputs): return swapped(inputs, context)

class Loader:
    def __init__(self, path): self.path = path
    async def load(self, context, inputs): return [self.path, *told(context, inputs)]
    async def __call__(self, context, inputs): return "called " + self.path
    @classmethod
    async def default(cls, context, inputs): return [cls.__name__, *told(context, inputs)]
    @staticmethod
    def plain(context, inputs): return told(context, inputs)
loader = Loader("a.csv")

class Counter:
    async def __call__(self, context, inputs): return "counted"

@dataclass
class Summary(FlowNode):
    words: int = 10
node = Summary(id="s", words=3, label="Summary")
agent = AgentNode(id="a", model="small")
async def of_node(context, inputs): return [node.node_type, node.words, agent.model, node.label]

async def skips(context, inputs): raise SkipNodeException("nothing to do")
async def cancels(context, inputs): raise CancelFlowException("unsafe")

async def writes(context, inputs): context["model"] = {"weight": 3}; context["seen"] = context.get("seen", []) + [1]
async def grows(context, inputs): context["seen"].append(2); context["lock"] = threading.Lock()
async def reads(context, inputs): return [context["model"]["weight"], context["seen"], "lock" in context]
async def asks(context, inputs): return sorted(context)
async def counts(context, inputs): context["n"] = context.get("n", 0) + 1; return context["n"]

executor = FlowExecutor("g", [ExecutionStep("told", handler=told)])

@rt("/run")
async def run(): return EventStream(executor.run(context={"rate": 2}))

@rt
def index(): return Titled("x", FlowEditor(Node("told", label="Told"), Edge("a", "b"), id="g"))
serve()
"""
RATE = Parameter(name="rate", default=2)


def handled(name: str, qualname: str, bound: JsonObject | None = None, **inputs: Value) -> Step:
    run = PythonRun(function=FunctionRef(module="flow", qualname=qualname), convention="handler", bound=bound or {})
    return one(name, run=run, bindings=bind(context=FromContext(), **inputs))


LOADER: JsonObject = {"self": {"$ref": "flow:loader"}}
CALLS: list[tuple[str, JsonObject, object]] = [
    ("told", {}, [2, [("x", 1)]]),
    ("swapped", {}, [2, [("x", 1)]]),
    ("only_named", {}, [2, [("x", 1)]]),
    ("anything", {}, [2, [("x", 1)]]),
    ("other_names", {}, [2, [("x", 1)]]),
    ("coroutine", {}, [2, [("x", 1)]]),
    ("fixed", {"rate": 7}, [7, 2, [("x", 1)]]),
    ("Loader.load", LOADER, ["a.csv", 2, [("x", 1)]]),
    ("Loader.__call__", LOADER, "called a.csv"),
    ("loader.load", {}, ["a.csv", 2, [("x", 1)]]),
    ("Loader.default", {}, ["Loader", 2, [("x", 1)]]),
    ("Loader.plain", {}, [2, [("x", 1)]]),
    ("Counter.__call__", {}, "counted"),
    ("of_node", {}, ["summary", 3, "small", "Summary"]),
]


def test_every_kind_of_handler_is_called(flow: Flow) -> None:
    steps = [handled(f"s{n}", name, bound, x=FromLiteral(value=1)) for n, (name, bound, _) in enumerate(CALLS)]
    result = flow(SOURCE).run(*steps, parameters=(RATE,))
    assert result.state == "succeeded", result.summary()
    assert [result[f"s{n}"] for n in range(len(CALLS))] == [seen for _, _, seen in CALLS]


def test_a_handler_may_skip_itself_or_end_the_flow(flow: Flow) -> None:
    result = flow(SOURCE).run(
        handled("skips", "skips"),
        handled("after", "told", x=of("skips")),
        handled("cancels", "cancels"),
        handled("last", "told", x=of("cancels")),
        parameters=(RATE,),
    )
    statuses = {name: step.status for name, step in result.step_results.items()}
    assert statuses == {"skips": "skipped", "after": "skipped", "cancels": "failed", "last": "upstream failed"}
    assert result.step_results["skips"].reason == "it skipped itself: nothing to do"


def test_handlers_share_what_they_put_into_the_context(flow: Flow) -> None:
    result = flow(SOURCE).run(
        handled("writes", "writes"),
        handled("grows", "grows", w=of("writes")),
        handled("reads", "reads", g=of("grows")),
        handled("apart", "asks"),
        parameters=(RATE,),
    )
    assert (result["reads"], result["apart"]) == ([3, [1, 2], False], ["rate"])
    assert "context['lock'] is not handed on" in (result.folder / "grows.log").read_text()


def test_rounds_and_bodies_share_it_too(flow: Flow) -> None:
    count = Body(steps=(handled("counts", "counts"),), results=(Result(name="n", value=of("counts")),))
    outputs = (Output(name="n"),)
    result = flow(SOURCE).run(
        handled("first", "counts"),
        Step(
            id="loop",
            run=LoopRun(body=count, until=FromLiteral(value=False), maximum=3),
            outputs=outputs,
            after=("first",),
        ),
        Step(id="sub", run=PlanRun(body=count), outputs=outputs, after=("loop",)),
        handled("last", "counts", x=of("sub", "n")),
        parameters=(RATE,),
    )
    assert result.state == "succeeded", result.summary()
    assert (result["first"], result["last"]) == (1, 6)


@pytest.mark.parametrize("seconds", [0, {"$float": "0.01"}])
def test_a_step_without_handler_is_simulated_everywhere(flow: Flow, seconds: object) -> None:
    events: list[local.Event] = []
    result = flow(SOURCE).run(Step(id="deploy", run=StubRun(seconds=seconds)), listener=events.append)  # type: ignore[arg-type]
    assert result.step_results["deploy"].simulated
    assert "deploy  succeeded (simulated)" in result.summary()
    assert any("deploy: simulated in" in (local.line(event) or "") for event in events)
