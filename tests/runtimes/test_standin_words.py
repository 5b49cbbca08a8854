"""Stand-ins: every line that builds or starts a pipeline survives, and what a step's body uses works."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest


def load(tmp_path: Path, source: str, *, framework: str = "standin") -> dict[str, object]:
    """Load a module with stand-ins in a process of its own; give what it puts into `seen`."""
    (tmp_path / "flow.py").write_text(textwrap.dedent(source))
    code = (
        "import json, sys; from icefloe_runtimes.standin.finder import install\n"
        f"install(framework={framework!r}); sys.path.insert(0, {str(tmp_path)!r})\n"
        "import flow; print(json.dumps(flow.seen))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    seen: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_everything_that_is_done_with_a_pipeline_survives(tmp_path: Path) -> None:
    seen = load(
        tmp_path,
        """
        import asyncio, contextlib
        import flowyml.core.pipeline as deep
        from flowyml import Pipeline, context, step, If
        from runnable import PythonTask, pickled, metric, json as as_json

        p = Pipeline("x", context=context(rate=0.1)).add_step(len).add_step(max)
        p.tags = {}
        p.tags["a"] = 1
        del p.tags["a"]
        result = p.run(debug=True)
        assert result.success and result.outputs["accuracy"] > 0.9 and not (result != 3) and "a" in result
        text = f"{result.outputs['accuracy']:.2%}{result!s:>3}"
        for _ in result.steps: raise AssertionError
        a, b, *c = result.pair
        with p.tracking() as t: t.log(1)
        sums = 1 + result.x * 2 - -result.y ** 2
        numbers = [int(result.x), float(result.x), len(result.x), round(result.x), [7][result.x]]
        got = asyncio.run(p.execute_async())
        async def main():
            async with p.session() as s:
                async for _ in s.events(): raise AssertionError
            return await s.wait()
        other = asyncio.run(main())
        class Mine(deep.Base, metaclass=type):
            rate: int = 1
        seen = {"numbers": numbers, "text": text[:2], "c": c,
                "rate": Mine(rate=3).rate, "names": [got.__class__.__name__, other.__class__.__name__],
                "isinstance": isinstance(3, deep.Base), "hash": len({p, p})}
        """,
    )
    assert seen == {
        "numbers": [0, 0.0, 0, 0, 7],
        "text": "<s",
        "c": [],
        "rate": 3,
        "names": ["Inert", "Inert"],
        "isinstance": False,
        "hash": 1,
    }


def test_decorators_give_back_the_function(tmp_path: Path) -> None:
    seen = load(
        tmp_path,
        """
        from types import FunctionType
        from flowyml import step, when, unless, retry, Pipeline
        from fastflow import FlowExecutor
        from fasthtml.common import fast_app, serve
        from icefloe import pipeline
        app, rt = fast_app()
        p = Pipeline("p")
        def is_small(x): raise AssertionError
        @step
        def bare(): return 1
        @step(outputs=["a"])
        @when(lambda x: x > 1)
        @unless(is_small)
        @retry(max_attempts=3)
        def options(): return 2
        @p.step
        def method(): return 3
        @rt
        def route(): return 4
        @rt("/run")
        def other(): return 5
        @app.get("/x")
        def third(): return 6
        def later(): raise AssertionError
        def factory():
            def inner(): return 1
            return inner
        p.add_step(later).add_step(factory()).run()
        @pipeline
        def training(path): raise AssertionError
        @pipeline(schedule="0 6 * * *")
        def nightly(path): raise AssertionError
        training("data.csv"), nightly("x").best
        serve()
        functions = [bare, options, method, route, other, third]
        seen = {"values": [f() for f in functions], "kinds": all(type(f) is FunctionType for f in functions)}
        """,
    )
    assert seen == {"values": [1, 2, 3, 4, 5, 6], "kinds": True}


def test_words_of_bodies_work(tmp_path: Path) -> None:
    seen = load(
        tmp_path,
        """
        import time
        from flowyml import Dataset, Metrics, Model, map_task, parallel_map
        def slow(n):
            time.sleep(0.02 * (3 - n))
            if n == 9: raise ValueError("nine")
            if n == 8: time.sleep(.1); raise KeyError("eight")
            return n * n
        @map_task(concurrency=3, retries=1, min_success_ratio=0.5)
        def each(n):
            if n == 2: raise ValueError(n)
            return n + 1
        result = each([1, 2, 3])
        def first_error():
            try: parallel_map(lambda n: slow(n) if n < 3 else 1 / 0 if n == 3 else {}["k"], [0, 3, 4], num_workers=3)
            except Exception as error: return type(error).__name__
        def too_few():
            try: each([2, 2, 1])
            except ValueError: return "ValueError"
        model = Model({"w": 1}, name="m", kind="tree")
        seen = {"order": parallel_map(slow, [0, 1, 2], num_workers=4), "error": first_error(),
                "map": [list(result), result.successes, result.total, len(result.failures)], "few": too_few(),
                "model": [model.data, model.value, model.name, model.metadata, model["w"], sorted(model.keys())],
                "metrics": Metrics(accuracy=1).data, "create": Dataset.create(data=[1], name="d").data}
        """,
    )
    assert seen == {
        "order": [0, 1, 4],
        "error": "ZeroDivisionError",
        "map": [[2, 4], 2, 3, 1],
        "few": "ValueError",
        "model": [{"w": 1}, {"w": 1}, "m", {"kind": "tree"}, 1, ["w"]],
        "metrics": {"accuracy": 1},
        "create": [1],
    }


def test_words_that_build_remember_and_survive_everything(tmp_path: Path) -> None:
    seen = load(
        tmp_path,
        """
        import flowyml.core.step
        from flowyml import Context, Dataset, FeatureSet, If, Pipeline, context, dynamic, on_failure, retry, step, when
        from flowyml.core.pipeline import VersionedPipeline
        ctx = context(rate=0.1, **Context(size=2).to_dict())
        ctx.update({"more": 3})
        other = ctx.inherit(rate=0.2)
        @flowyml.core.step(outputs=["a"])
        def first(data: Dataset[list[int]]) -> "FeatureSet": return FeatureSet([1], name="f")
        @step(retry=retry(max_attempts=2), resources={"cpu": 1})
        @when(lambda data: data)
        @on_failure(first)
        def second(data): return data
        @dynamic
        def third(): return Pipeline("inner")
        class Mine(Pipeline):
            def __init__(self): super().__init__("mine", context=ctx); self.add_step(first).add_steps([second])
        mine = Mine()
        mine.steps.append(third)
        mine.add_control_flow(If(condition=len, then_step=first, extra=1).else_(second))
        for one in mine.steps: raise AssertionError(one.name)
        a, b = mine.pair
        result = mine.run(debug=True)
        with mine.tracking() as tracked: tracked.log(mine.history[-1])
        assert isinstance(mine, Pipeline) and Pipeline.from_file("x").run().success and VersionedPipeline("v").run()
        seen = {"context": [ctx["rate"], ctx.size, ctx.get("none", 1), "more" in ctx, other.rate, bool(ctx.unknown)],
                "text": f"{result.outputs['accuracy']:.2%}", "parts": len(mine.icefloe_parts),
                "calls": [first([2]).data, second(3)], "noted": [len(f.__icefloe__) for f in (first, second, third)]}
        """,
    )
    assert seen == {
        "context": [0.1, 2, 1, True, 0.2, True],
        "text": "",
        "parts": 4,
        "calls": [[1], 3],
        "noted": [1, 3, 1],
    }


def test_a_star_import_gives_what_the_file_uses(tmp_path: Path) -> None:
    seen = load(
        tmp_path,
        """
        json = 5
        from fasthtml.common import *
        def page(): return Titled("x", Div(Main(len("abc"))))
        page()
        folder = Path("a") / "b"
        seen = {"own": json, "len": len("abc"), "path": str(folder),
                "unused": "Footer" in globals(), "used": "Main" in globals()}
        """,
    )
    assert seen == {"own": 5, "len": 3, "path": "a/b", "unused": False, "used": True}


@pytest.mark.parametrize(("framework", "found"), [("standin", "stand-in"), ("installed", "real")])
def test_the_stand_in_hides_what_is_installed_unless_told(tmp_path: Path, framework: str, found: str) -> None:
    (tmp_path / "flowyml.py").write_text("def where(): return 'real'\n")
    (tmp_path / "icefloe.py").write_text("raise AssertionError\n")
    seen = load(
        tmp_path,
        """
        import flowyml, icefloe
        icefloe.Pipeline("x").run()
        seen = {"where": "real" if flowyml.where() == "real" and hasattr(flowyml, "__file__") else "stand-in"}
        """,
        framework=framework,
    )
    assert seen == {"where": found}


def test_the_names_that_are_known_without_the_words_are_those_of_the_packages() -> None:
    from icefloe_runtimes import standin
    from icefloe_runtimes.standin.packages import PACKAGES

    assert set(standin.NAMES) == PACKAGES.keys()
