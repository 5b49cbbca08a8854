"""The two native styles: what says the same makes the same plan, whichever style says it."""

from pathlib import Path
from textwrap import dedent

import pytest

from icefloe.dialects import native
from icefloe.findings import Severity
from icefloe.lower import lower
from icefloe.survey import Survey
from icefloe_schema import codec, plan

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "native"

STEPS = """
from icefloe import *

@step(outputs=["raw"])
def load(path: str) -> list[int]:
    return [1]

@step(inputs=["raw"], outputs=["train", "test"])
def split(raw: list[int], ratio: float = 0.2) -> tuple[list[int], list[int]]:
    return raw, raw

@step(inputs=["train"], outputs=["model"], retry=2, resources={"gpu": 1})
def fit(train: list[int], rate: float) -> float:
    return rate

@step(inputs=["model", "test"], outputs=["score"])
def score(model: float, test: list[int]) -> float:
    return 1.0

@step(inputs=["model"], outputs=["receipt"])
def deploy(model: float) -> str:
    return "ok"

@step(inputs=["score"], outputs=["note"])
def reject(score: float) -> str:
    return "no"

def factory(kind: str):
    @step(outputs=[f"{kind}_model"])
    def build() -> str:
        return kind
    return build
"""

# What both say, in the builder style, and as a function.
PAIRS = {
    "a chain with a context": (
        """
        p = Pipeline("p", context=context(path="x.csv", rate=0.1)).add_steps([load, split, fit, score])
        """,
        """
        @pipeline
        def p(path: str = "x.csv", rate: float = 0.1):
            train, test = split(load(path))
            return score(fit(train, rate), test)
        """,
    ),
    "steps out of order, one of them alone": (
        """
        p = Pipeline("p", context=context(path="x.csv"))
        p.add_step(split)
        p.add_step(load)
        """,
        """
        @pipeline
        def p(path: str = "x.csv"):
            return split(load(path))
        """,
    ),
    "from_steps": (
        """
        p = Pipeline.from_steps(load, split, name="p", context=context(path="a", ratio=0.5))
        """,
        """
        @pipeline
        def p(path: str = "a", ratio: float = 0.5):
            return split(load(path), ratio)
        """,
    ),
    "decorated policies": (
        """
        @step(outputs=["a"], timeout=60, tags={"team": "x"}, execution_group="g", cache=False)
        @retry(max_attempts=4, backoff=2.0, on=[ValueError])
        @on_failure("continue")
        @CircuitBreaker(failure_threshold=3, reset_timeout=60)
        def a() -> int: return 1
        p = Pipeline("p").add_step(a)
        """,
        """
        @step(outputs=["a"], timeout=60, tags={"team": "x"}, cache=False)
        def a() -> int: return 1
        @pipeline
        def p():
            with group("g"), retry(max_attempts=4, backoff=2.0, on=[ValueError]):
                with on_failure("continue"), CircuitBreaker(failure_threshold=3, reset_timeout=60):
                    return a()
        """,
    ),
    "a condition on the step": (
        """
        @step(inputs=["score"], outputs=["mail"])
        @when(lambda score: score > 0.9)
        def tell(score: float) -> str: return ""
        @step(outputs=["score"])
        def measure() -> float: return 1.0
        p = Pipeline("p").add_steps([measure, tell])
        """,
        """
        @step(outputs=["mail"])
        @when(lambda score: score > 0.9)
        def tell(score: float) -> str: return ""
        @step(outputs=["score"])
        def measure() -> float: return 1.0
        @pipeline
        def p():
            return tell(measure())
        """,
    ),
    "steps of a factory": (
        """
        p = Pipeline("p")
        for kind in ("forest", "boost"):
            p.add_step(factory(kind))
        """,
        """
        @pipeline
        def p():
            forest, boost = [factory(kind)() for kind in ("forest", "boost")]
            return forest, boost
        """,
    ),
    "header": (
        """
        p = Pipeline("p", version="2", description="What it is.", project="demo", stack="prod", tags={"a": "b"},
                     schedule=schedule("0 6 * * *", timezone="UTC"), concurrency=3, context=context(path="x"))
        p.add_step(load)
        """,
        """
        @pipeline(version="2", description="What it is.", project="demo", stack="prod", tags={"a": "b"}, cache=True,
                  schedule=schedule("0 6 * * *", timezone="UTC"), concurrency=3)
        def p(path: str = "x"):
            return load(path)
        """,
    ),
    "a map task": (
        """
        @map_task(inputs=["raw"], outputs=["squares"], concurrency=3, retries=1, min_success_ratio=0.5)
        def square(item: int) -> int: return item * item
        p = Pipeline("p", context=context(path="x")).add_steps([load, square])
        """,
        """
        @map_task(inputs=["raw"], outputs=["squares"], concurrency=3, retries=1, min_success_ratio=0.5)
        def square(item: int) -> int: return item * item
        @pipeline
        def p(path: str = "x"):
            return square(load(path))
        """,
    ),
    "a branch": (
        """
        p = Pipeline("p", context=context(path="x", rate=0.1)).add_steps([load, split, fit, score])
        p.add_control_flow(If(condition=lambda ctx: ctx.steps["score"].outputs["score"] > 0.9,
                              then_step=deploy, else_step=reject))
        """,
        """
        @pipeline
        def p(path: str = "x", rate: float = 0.1):
            train, test = split(load(path))
            model = fit(train, rate)
            s = score(model, test)
            receipt = note = None
            if s > 0.9:
                receipt = deploy(model)
            else:
                note = reject(s)
            return receipt, note
        """,
    ),
}
ALIKE = ("parameters", "steps", "groups")


def compiled(folder: Path, source: str) -> plan.Plan:
    (folder / "pyproject.toml").write_text("")
    (folder / "main.py").write_text(source)
    found = Survey(folder, (native.DIALECT,)).file("main.py")
    assert not [f for f in found.findings if f.severity is Severity.ERROR], found.findings
    (one,) = found.pipelines
    made = lower(one.graph, code=plan.Code(), spell=one.types.written, imports=lambda _: ())
    assert isinstance(made, plan.Plan), made
    return made


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_makes_one_plan(name, tmp_path):
    built, called = (compiled(tmp_path, STEPS + dedent(text)) for text in PAIRS[name])
    for part in ALIKE:
        assert getattr(built, part) == getattr(called, part), part
    if name == "header":
        left, right = (codec.to_json(one) for one in (built, called))
        for key in ("entry", "results", "code"):
            left.pop(key, None)
            right.pop(key, None)
        assert left == right


def test_the_examples_make_one_plan():
    plans = []
    for name in ("builder.py", "function.py"):
        (one,) = Survey(EXAMPLES, (native.DIALECT,)).file(name).pipelines
        made = lower(one.graph, code=plan.Code(), spell=one.types.written, imports=lambda _: ())
        assert isinstance(made, plan.Plan)
        plans.append(made)
    built, called = plans
    assert (built.parameters, built.steps, built.results) == (called.parameters, called.steps, called.results)
    # The builder caches unless it is told not to, a function only if it is told to.
    assert (built.cache, called.cache) == (True, False)
