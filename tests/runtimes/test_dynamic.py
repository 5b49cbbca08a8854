"""Dynamic steps: what a function has built in a run is run, and what the plan shows of it is run from the plan."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from runtime_project import Project, bind, call, of, one

from icefloe_runtimes import local
from icefloe_runtimes.local.store.catalogue import artifacts
from icefloe_runtimes.local.store.lineage import lineage
from icefloe_runtimes.step import manifest
from icefloe_schema.plan import (
    Body,
    DynamicRun,
    ExpressionGuard,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionRef,
    MapRun,
    Output,
    Parameter,
    Result,
    Step,
)

Flow = Callable[[str], Project]
BUILT = """
from icefloe import Dataset, If, Model, Pipeline, context, dynamic, map_task, retry, step, unless, when


class Big:
    def __init__(self, n):
        self.n = n


@step(outputs=["x"])
def first(n: int):
    return n + 1


@step(inputs=["x"], outputs=["y"])
@when(lambda v: v > 1)
def second(x, big):
    return x * big.n


@step(outputs=["listed"])
def listed(y):
    return [y, y + 1]


@step(outputs=["size"])
def high():
    return "high"


@step(outputs=["size"])
def low():
    return "low"


@step(inputs=["size"], outputs=["told"])
def told(size):
    return f"it is {size}"


def everything(count: int):
    big = Big(count)

    @step(outputs=["w"])
    def inner(y, b=big):
        return b.n + y + count

    @map_task(outputs=["z"], inputs=["listed"])
    def plus(item):
        return item + 1

    sub = Pipeline("sub", context=context(n=count, big=big)).add_step(second).add_step(first).add_step(inner)
    sub.add_steps([listed, plus, told])
    sub.add_control_flow(If(lambda c: c["x"] > 3 and c.params["n"] in (2, 3), then_step=high, else_step=low))
    return sub


def search(rates):
    sub = Pipeline("search")
    for rate in rates:
        @step(outputs=[f"model_{rate}"])
        def train(rate=rate):
            return {"rate": rate}
        sub.add_step(train)
    return sub


def checked(rows):
    @step(outputs=["data"])
    def load():
        return rows

    @step(inputs=["data"])
    def validate(data):
        if not data:
            raise ValueError("no data")

    @step(inputs=["data"], outputs=["model"])
    def fit(data):
        return sum(data)

    return Pipeline("checked").add_step(load).add_step(validate).add_step(fit)


def nested(n):
    @step(outputs=["a"])
    def one(n):
        return Dataset([n], name="a")

    @step(inputs=["a"], outputs=["b"])
    def two(a):
        return a + [1]

    @step(inputs=["a"], outputs=["c"])
    def three(a: Dataset):
        return a.name

    child = Pipeline("child").add_steps([one, two, three])
    return Pipeline("outer").add_sub_pipeline(child, name="child", inputs=["n"], outputs=["b", "c"])


def again(depth):
    if not depth:
        return 7
    @step(outputs=["down"])
    def down():
        return depth - 1

    @dynamic(inputs=["down"], outputs=["deepest"])
    def deeper(down):
        return again(down)

    return Pipeline("again").add_steps([down, deeper])


async def later():
    return Pipeline("later").add_step(high)


def nothing():
    return None


def wrong():
    captured = Big(1)

    @step(outputs=["a"])
    def uses():
        return captured.n

    return Pipeline("p").add_step(uses)


def lacks():
    return Pipeline("p").add_step(told)


def twice():
    return Pipeline("p").add_step(high).add_step(high)


def strange():
    return 1 + Pipeline.from_file("x.yaml")
"""


def dynamic(name: str, *outputs: str, **given: object) -> Step:
    values = {key: FromLiteral(value=value) for key, value in given.items()}
    made = tuple(Output(name=output, position=None) for output in outputs)
    return Step(
        id=name,
        run=DynamicRun(function=FunctionRef(module="flow", qualname=name)),
        bindings=bind(**values),
        outputs=made,
    )


def test_the_record_says_what_the_function_was_given(flow: Flow) -> None:
    """Its steps have it built in, so that none of them has looked at it."""
    built = replace(dynamic("search", "all"), bindings=bind(rates=of("rates")))
    steps = (one("rates", "listed", bindings=bind(y=FromParameter(name="y"))), built)
    result = flow(BUILT).run(*steps, parameters=(Parameter(name="y", default=1),))
    assert result.success, result.summary()
    record = manifest.read(result.folder, "search")
    assert "rates:rates" in record.made_from.outputs
    (made,) = (one for one in artifacts(result.folder.parents[1]) if one.step == "search")
    assert "parameter:y" in {node.id for node in lineage(made, result.folder.parents[1]).nodes}


def test_what_a_function_has_built_is_run(flow: Flow) -> None:
    steps = (dynamic("everything", "y", "z", "w", "told", count=3), dynamic("search", "all", rates=[1, 2]))
    result = flow(BUILT).run(*steps)
    assert result.success, result.summary()
    assert result["everything"] == {"y": 12, "z": [13, 14], "w": 18, "told": "it is high"}
    assert result["all"] == {"model_1": {"rate": 1}, "model_2": {"rate": 2}}
    inner = {name: one.status for name, one in result.step_results.items() if one.inside == "everything"}
    assert inner["everything/low"] == "skipped"
    assert set(inner.values()) == {"succeeded", "skipped"}
    assert "search/train[1]" in result.step_results


def test_names_of_outputs_and_values_that_no_pipeline_gives(flow: Flow) -> None:
    steps = (
        dynamic("search", "model_2", rates=[1, 2]),
        dynamic("nested", "b", "c", n=4),
        dynamic("again", "deepest", depth=2),
        dynamic("later", "size"),
        dynamic("nothing", "empty"),
    )
    result = flow(BUILT).run(*steps)
    assert result.success, result.summary()
    assert result["model_2"] == {"rate": 2}
    assert result["nested"] == {"b": [4, 1], "c": "a"}
    assert result["deepest"] == 7
    assert result["size"] == "high"
    assert result["empty"] is None


WRONG = {
    "checked": ("ValueError", "no data"),
    "wrong": ("StepFailed", "uses 'captured' of the function around it, which a plan cannot hold"),
    "lacks": ("StepFailed", "step 'told' takes 'size', but nothing in pipeline 'p' gives it"),
    "twice": ("StepFailed", "pipeline 'p' has two steps 'high'"),
    "strange": ("StepFailed", "something that only the original knows"),
}


def test_what_cannot_be_run_fails_the_step_with_a_message(flow: Flow) -> None:
    given = {name: {"rows": []} if name == "checked" else {} for name in WRONG}
    result = flow(BUILT).run(*(dynamic(name, "model", **given[name]) for name in WRONG))
    assert not result.success
    for name, (kind, message) in WRONG.items():
        error = result.step_results[name].error
        assert error is not None, name
        assert error.type == kind, name
        assert message in error.message, name
    assert result.step_results["checked/fit"].status == "upstream failed"


def test_what_a_stand_in_gives_is_no_result(flow: Flow) -> None:
    source = "from flowyml import Explainer, Metrics\ndef a(): return Explainer(1)\ndef b(): return Metrics({'x': 1})\n"
    result = flow(source).run(one("a"), one("b"))
    error = result.step_results["a"].error
    assert error is not None
    assert "output 'a' is a stand-in flowyml.Explainer()" in error.message
    assert result["b"].data == {"x": 1}


def test_who_takes_what_a_map_gives_may_ask_how_much_went_well(flow: Flow) -> None:
    project = flow(
        """
        from flowyml import MapTaskResult
        from icefloe import MapResult
        def items(): return [1, 0, 2]
        def invert(item): return 1 / item
        def told(many: MapResult[float]): return [many.successes, many.total, many.failures[0][0]]
        def also(many: MapTaskResult): return many.total
        def listed(many): return [type(many).__name__, many]
        """
    )
    made = (Result(name="many", value=of("invert", "many")),)
    body = Body(
        steps=(one("invert", outputs=(Output(name="many"),), bindings=bind(item=FromItem(name="item"))),), results=made
    )
    run = MapRun(over=of("items"), item="item", body=body, minimum_success={"$float": "0.5"})
    takes = {"bindings": bind(many=of("many"))}
    result = project.run(
        one("items"), Step(id="many", run=run, outputs=(Output(name="many"),)), one("told", **takes),
        one("also", **takes), one("listed", **takes),
    )  # fmt: skip
    assert result.success, result.summary()
    assert (result["told"], result["also"]) == ([2, 3, 1], 3)
    assert result["listed"] == ["list", [1.0, 0.5]]
    assert result["many"] == [1.0, 0.5]


def test_outputs_are_what_was_made(flow: Flow) -> None:
    """A choice between steps of which one ran; a sum of two outputs; a step that was skipped."""
    source = "def left(): return 2\ndef right(): return 3\ndef bad(): raise ValueError(1)\n"
    project = flow(source)
    skipped = ExpressionGuard(test=FromLiteral(value=False))
    steps = (
        one("left", outputs=(Output(name="x"),)),
        one("right", outputs=(Output(name="x"),), guard=skipped),
        one("bad"),
    )
    chosen = FromExpression(op="choice", operands=(FromParameter(name="n"), of("right", "x"), of("left", "x")))
    total = FromExpression(op="+", operands=(of("left", "x"), FromParameter(name="n")))
    results = (
        Result(name="chosen", value=chosen),
        Result(name="total", value=total),
        Result(name="lost", value=of("bad")),
    )
    plan = project.plan(*steps, parameters=(Parameter(name="n", type="int", default=0),), results=results)
    result = local.run(plan, root=project.root, parameters={"n": 5})
    assert (result["chosen"], result["total"], result["x"]) == (2, 7, 2)
    assert sorted(result.outputs) == ["chosen", "left", "total", "x"]
    assert [name in result.outputs for name in ("right", "bad", "lost", "x", "y", 3)] == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert repr(result.outputs) == "{'chosen': 2, 'total': 7, 'x': 2, 'left': 2}"
    again = local.load_run(result.run_id, workspace=project.root / ".icefloe")
    assert dict(again.outputs) == dict(result.outputs)
    with pytest.raises(KeyError, match="its guard is false"):
        result["right"]


def template() -> Body:
    """What the compiler makes of `search`: a map whose output is called by a pattern."""
    train = Step(
        id="train",
        run=call("search.<locals>.train"),
        bindings=bind(rate=FromItem(name="rate")),
        outputs=(Output(name="model_{rate}"),),
    )
    made = (Result(name="model_{rate}", value=FromOutput(step="train", name="model_{rate}")),)
    over = MapRun(over=FromParameter(name="rates"), item="rate", body=Body(name="train", steps=(train,), results=made))
    return Body(
        name="search",
        parameters=(Parameter(name="rates", required=True),),
        steps=(Step(id="train", run=over, outputs=(Output(name="model_{rate}"),)),),
        results=made,
    )


@pytest.mark.parametrize("is_known", [True, False])
def test_a_template_gives_what_the_function_would(flow: Flow, is_known: bool) -> None:
    body = template() if is_known else None
    rates = bind(rates=FromLiteral(value=[1, 2]))
    run = DynamicRun(function=FunctionRef(module="flow", qualname="search"), template=body)
    names = ("model_{rate}", "model_2", "best")
    steps = (Step(id=name, run=run, bindings=rates, outputs=(Output(name=name),)) for name in names)
    result = flow(BUILT).run(*steps)
    assert result.success, result.summary()
    assert result["model_{rate}"] == [{"rate": 1}, {"rate": 2}]
    assert result["model_2"] == {"rate": 2}
    assert result["best"] == {"model_1": {"rate": 1}, "model_2": {"rate": 2}}
