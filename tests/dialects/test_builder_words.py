"""The builder words in FlowyML's and in the native spelling: graphs, bindings, findings, holes."""

from collections.abc import Sequence

import pytest

from icefloe.dialect import Dialect, Reading
from icefloe.dialects import flowyml, native
from icefloe.evaluate import Evaluator
from icefloe.graph import Graph, Missing, Step
from icefloe.infer import Types
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Summary, Trace
from icefloe.values import Argument, Class, Function
from icefloe_schema import plan


class Memory:
    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, path: str) -> bytes | None:
        return self.source.encode() if path == "main.py" else None


class Reader:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.types = Types(evaluator.classes)

    def apply(self, function: Function, arguments: list[Argument] | None = None, **how: bool) -> Trace:
        return self.evaluator.apply(function, arguments, **how)

    def use(self, of: Class | Function, methods: Sequence[str] = ()) -> Trace:
        return self.evaluator.use(of, methods)

    def summary(self, function: Function) -> Summary:
        return self.evaluator.summary(function)

    def mentions(self, function: Function) -> frozenset[str]:
        return self.evaluator.mentions(function)

    def version(self, dialect: str) -> str:
        return "2.2.1"

    def text(self, path: str) -> None:
        return None

    def read(self, path: str) -> bytes | None:
        return None


def read(source: str, dialect: Dialect = flowyml.DIALECT) -> Reading:
    returns = {path: word.returns for path, word in dialect.words().items()}
    evaluator = Evaluator(ModuleTable(Memory(source), (".",)), returns)
    return dialect.read(evaluator.trace("main"), Reader(evaluator))


PRELUDE = """
from flowyml import Pipeline, step, context, when, unless, retry, on_failure, CircuitBreaker, Dataset
@step(outputs=["data"])
def load(): return [1]
@step(inputs=["data"], outputs=["model"])
def train(data, rate: float = 0.1): return data
@step(inputs=["model"], outputs=["score"])
def evaluate(model): return 1.0
"""


def one(source: str) -> Graph:
    (graph,) = read(PRELUDE + source).graphs
    return graph


def spelled(step: Step) -> dict[str, str]:
    """Where each parameter comes from, in short."""
    found: dict[str, str] = {}
    for binding in step.bindings:
        match binding.source:
            case plan.FromOutput(step=producer, name=name):
                found[binding.parameter] = f"{producer}.{name}"
            case plan.FromParameter(name=name):
                found[binding.parameter] = f"${name}"
            case Missing(asset=asset):
                found[binding.parameter] = f"?{asset}"
            case other:
                found[binding.parameter] = other.tag
    return found


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("p = Pipeline('x')\np.add_step(load)\np.add_step(train)", ["load", "train"]),
        ("p = Pipeline('x').add_step(load).add_step(train)", ["load", "train"]),
        ("p = (Pipeline('x')\n  .add_step(load)\n  .add_step(train)\n)", ["load", "train"]),
        ("p = Pipeline('x')\np.add_steps([load, train, evaluate])", ["load", "train", "evaluate"]),
        ("p = Pipeline.from_steps(load, train, name='x')", ["load", "train"]),
        ("p = Pipeline.from_steps(*[load, train], name='x').add_step(evaluate)", ["load", "train", "evaluate"]),
        ("p = Pipeline('x')\nfor s in (load, train):\n    p.add_step(s)", ["load", "train"]),
        ("p = Pipeline('x')\nq = p\nq.add_step(load)", ["load"]),
        ("def build():\n    p = Pipeline('x')\n    p.add_step(load)\n    return p", ["load"]),
        ("def main():\n    Pipeline('x').add_step(load)\nif __name__ == '__main__':\n    main()", ["load"]),
        ("FULL = True\np = Pipeline('x').add_step(load)\nif FULL:\n    p.add_step(train)", ["load", "train"]),
    ],
)
def test_ways_to_put_a_pipeline_together(source: str, ids: list[str]) -> None:
    graph = one(source)
    assert graph.name == "x"
    assert [step.id for step in graph.steps] == ids
    assert graph.holes == ()


def test_bindings_in_the_order_of_the_semantics() -> None:
    graph = one(
        """
@step(inputs=["model", "score"], outputs=["report"])
def report(model, points, rate, title="x", note=None): ...
ctx = context(rate=0.5, note="n", model="from context")
p = Pipeline("x", context=ctx).add_steps([load, train, evaluate, report])
"""
    )
    by_id = {step.id: spelled(step) for step in graph.steps}
    assert by_id["train"] == {"data": "load.data", "rate": "$rate"}
    # A declared input beats the context; a second declared input without a namesake is bound by position.
    assert by_id["report"] == {
        "model": "train.model",
        "points": "evaluate.score",
        "rate": "$rate",
        "title": "default",
        "note": "$note",
    }
    assert [(p.name, p.origin) for p in graph.parameters] == [
        ("rate", "declared"),
        ("note", "declared"),
        ("model", "declared"),
    ]
    assert [r.name for r in graph.results] == ["report"]


def test_implicit_joins_hold_in_any_order_of_registration() -> None:
    graph = one("@step\ndef use(load, data): ...\np = Pipeline('x').add_step(use).add_step(load)")
    assert spelled(graph.steps[0]) == {"load": "$load", "data": "load.data"}
    assert graph.needs(graph.steps[0]) == ("load",)


def test_what_nothing_gives() -> None:
    graph = one(
        "@step(inputs=['dat'])\ndef use(dat): ...\n@step\ndef free(path): ...\n"
        "p = Pipeline('x').add_steps([load, use, free])"
    )
    assert spelled(graph.steps[1]) == {"dat": "?dat"}
    assert spelled(graph.steps[2]) == {"path": "$path"}
    assert [(p.name, p.origin, p.default) for p in graph.parameters] == [("path", "external", None)]


def test_paths_as_asset_names_and_an_input_without_a_parameter() -> None:
    reading = read(
        PRELUDE + "@step(outputs=['data/train'])\ndef cut(): ...\n"
        "@step(inputs=['data/train', 'data'])\ndef use(train): ...\n"
        "p = Pipeline('x').add_steps([load, cut, use])"
    )
    use = reading.graphs[0].steps[2]
    assert spelled(use) == {"train": "cut.data/train"}
    assert [f.code for f in reading.findings] == ["FLO206"]
    assert [o.step for o in use.after] == ["load"]


def test_several_outputs_have_positions() -> None:
    graph = one("@step(outputs=['a', 'b'])\ndef cut() -> tuple[int, str]: ...\np = Pipeline('x').add_step(cut)")
    assert [(p.name, p.position) for p in graph.steps[0].outputs] == [("a", 0), ("b", 1)]


def test_factory_and_loop_make_different_steps() -> None:
    graph = one(
        """
def create(kind: str):
    @step(outputs=[f"{kind}_model"])
    def fit(): return kind
    return fit
p = Pipeline("x")
for kind in ["xgboost", "forest"]:
    p.add_step(create(kind))
"""
    )
    assert [step.id for step in graph.steps] == ["fit[xgboost]", "fit[forest]"]
    assert [step.name for step in graph.steps] == ["fit", "fit"]
    assert [port.name for step in graph.steps for port in step.outputs] == ["xgboost_model", "forest_model"]


def test_the_same_step_twice_is_not_told_apart() -> None:
    assert [step.id for step in one("p = Pipeline('x').add_step(load).add_step(load)").steps] == ["load", "load"]


def test_policies() -> None:
    graph = one(
        """
def fallback(): return 1
@step(retry=3, timeout=60, cache=False, resources={"cpu": "4", "gpu": "nvidia-tesla-v100", "gpu_count": 2},
      execution_group="g", tags={"team": "a"}, name="renamed")
def a(): ...
@step
@retry(max_attempts=4, backoff=2.0, on=[ValueError])
@on_failure(fallback)
@CircuitBreaker(failure_threshold=5)
def b(): ...
p = Pipeline("x").add_step(a).add_step(b)
"""
    )
    a, b = graph.steps
    assert a.id == "renamed"
    assert a.policy.retry == plan.Retry(attempts=4, delay=1, factor=2)
    assert (a.policy.timeout, a.policy.cache, a.group, dict(a.labels)) == (60, False, "g", {"team": "a"})
    assert a.policy.resources == plan.Resources(cpu="4", gpu="nvidia-tesla-v100", gpu_count=2)
    assert b.policy.retry is not None
    assert (b.policy.retry.attempts, b.policy.retry.on) == (4, ("ValueError",))
    assert b.policy.circuit_breaker == plan.CircuitBreaker(threshold=5)
    assert b.on_failure is not None
    assert b.on_failure.function is not None
    assert b.on_failure.function.qualname == "fallback"


@pytest.mark.parametrize(
    ("decorator", "bound", "negate"),
    [
        ("when(lambda data: data['q'] > 0.9)", {"data": "load.data"}, False),
        ("unless(lambda x: x is None)", {"x": "load.data"}, True),
    ],
)
def test_guards(decorator: str, bound: dict[str, str], negate: bool) -> None:
    graph = one(f"@step(inputs=['data'])\n@{decorator}\ndef use(data): ...\np = Pipeline('x').add_steps([load, use])")
    guard = graph.steps[1].guard
    assert guard is not None
    assert guard.negate is negate
    found = {
        b.parameter: f"{b.source.step}.{b.source.name}" for b in guard.bindings if isinstance(b.source, plan.FromOutput)
    }
    assert found == bound


def test_a_validation_step_gates_what_comes_after_it() -> None:
    graph = one(
        "@step(inputs=['data'])\ndef validate(data):\n    assert data\n"
        "p = Pipeline('x').add_steps([load, validate, train])"
    )
    assert graph.needs(graph.steps[2]) == ("load", "validate")
    assert graph.needs(graph.steps[1]) == ("load",)


@pytest.mark.parametrize(
    ("source", "what", "why"),
    [
        (
            "import os\np = Pipeline('x')\nif os.environ['A']:\n    p.add_step(load)",
            "whether this step",
            'os.environ["A"]',
        ),
        ("import other\np = Pipeline('x')\nfor s in other.steps():\n    p.add_step(s)", "how often", "other.steps"),
        (
            "import os\np = Pipeline('x')\nfor s in os.environ['A'].split(','):\n    p.add_step(load)",
            "how often",
            'os.environ["A"]',
        ),
        ("import other\np = Pipeline.from_steps(*other.steps(), name='x')", "the list of steps", ""),
        ("import other\np = Pipeline(other.name())\np.add_step(load)", "the pipeline's name", ""),
        ("import other\np = Pipeline('x').add_step(other.made)", "which step is added", ""),
        ("p = Pipeline('x')\np.add_steps(undefined)", "the list of steps", "`undefined` is not defined"),
    ],
)
def test_holes(source: str, what: str, why: str) -> None:
    holes = one(source).holes
    assert holes
    assert what in holes[0].what
    assert why in holes[0].why


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("p = Pipeline('x', enable_cahce=False)", "FLO105", "did you mean `enable_cache`?"),
        ("@step(outputz=['a'])\ndef f(): ...\np = Pipeline('x').add_step(f)", "FLO105", "did you mean `outputs`?"),
        ("@step(outputs='model')\ndef f(): ...\np = Pipeline('x').add_step(f)", "FLO106", "`outputs` is a string"),
        ("def f(): ...\np = Pipeline('x').add_step(f)", "FLO107", "but it is no step"),
        ("@step(cache='hash')\ndef f(): ...\np = Pipeline('x').add_step(f)", "FLO401", "no caching strategy"),
    ],
)
def test_findings_of_the_words(source: str, code: str, message: str) -> None:
    found = [(f.code, f.message) for f in read(PRELUDE + source).findings]
    assert found
    assert found[0][0] == code
    assert message in found[0][1]


NATIVE = """
from icefloe import pipeline, step, group
@step(outputs=["parts", "rest"])
def split(path: str) -> tuple[list[int], int]: ...
@step(outputs=["model"])
def fit(part: int, rate: float = 0.1) -> float: ...
@step(outputs=["best"])
def choose(models: list[float]) -> float: ...
@step
def deploy(model: float): ...
"""


def native_one(source: str) -> Graph:
    (graph,) = read(NATIVE + source, native.DIALECT).graphs
    return graph


def test_function_style() -> None:
    graph = native_one(
        """
@pipeline
def train(path: str, rate: float = 0.5) -> float:
    parts, rest = split(path)
    models = [fit(part, rate) for part in parts]
    best = choose(models)
    if best > 0.9:
        with group("gpu"):
            deploy(best)
    return best
"""
    )
    assert graph.holes == ()
    assert [step.id for step in graph.steps] == ["split", "fit", "choose", "deploy"]
    by_id = {step.id: step for step in graph.steps}
    assert spelled(by_id["split"]) == {"path": "$path"}
    run = by_id["fit"].run
    assert type(run).__name__ == "MapRun"
    assert getattr(run, "over", None) == plan.FromOutput(step="split", name="parts")
    body = getattr(run, "body", None)
    assert isinstance(body, Graph)
    assert spelled(body.steps[0]) == {"part": "item", "rate": "$rate"}
    assert spelled(by_id["choose"]) == {"models": "fit.model"}
    guard = by_id["deploy"].guard
    assert guard is not None
    assert isinstance(guard.test, plan.FromExpression)
    assert guard.test.op == ">"
    assert by_id["deploy"].group == "gpu"
    assert [(r.name, r.source) for r in graph.results] == [("best", plan.FromOutput(step="choose", name="best"))]
    assert [(p.name, p.default is None) for p in graph.parameters] == [("path", True), ("rate", False)]


def test_a_literal_loop_is_unrolled() -> None:
    graph = native_one("@pipeline\ndef train():\n    return [fit(1, rate) for rate in (0.1, 0.01)]")
    assert [step.id for step in graph.steps] == ["fit[0.1]", "fit[0.01]"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("    import other\n    return fit(other.value())", "the argument `part` of `fit`"),
        ("    import other\n    while other.go():\n        deploy(1.0)", "how often `deploy` runs"),
    ],
)
def test_what_a_function_cannot_say_is_a_hole(body: str, what: str) -> None:
    holes = native_one(f"@pipeline\ndef train():\n{body}").holes
    assert [hole.what for hole in holes] == [what]
