"""The native words are inert, typed and cheap."""

import inspect
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import icefloe
from icefloe import sdk

ROOT = Path(__file__).parents[2]
MYPY = ["--strict", "--no-incremental", "--cache-dir", os.devnull, "--no-error-summary", "--config-file="]


def fit(rate: float, *, epochs: int = 3) -> list[float]:
    """Fit."""
    return [rate] * epochs


DECORATIONS = [
    sdk.step,
    sdk.step(),
    sdk.step(inputs=["a"], outputs=["b"], name="n", cache=False, retry=2, timeout=1.5, resources={"cpu": "4"}),
    sdk.step(execution_group="g", tags={"team": "ml"}),
    sdk.pipeline,
    sdk.pipeline(name="p", schedule="0 6 * * *"),
    sdk.pipeline(schedule=sdk.schedule(interval=60)),
    sdk.retry(max_attempts=3, backoff=2.0, on=[OSError]),
    sdk.on_failure(fit),
    sdk.CircuitBreaker(failure_threshold=5),
    sdk.when(lambda rate: rate > 0),
    sdk.unless(lambda rate: rate > 0),
    sdk.dynamic(outputs=["best"]),
]


@pytest.mark.parametrize("decorate", DECORATIONS)
def test_a_decorated_function_is_the_function_itself(decorate):
    before = inspect.signature(fit)
    assert decorate(fit) is fit
    assert inspect.signature(fit) == before
    assert fit(0.5, epochs=2) == [0.5, 0.5]


def test_decorations_are_noted_in_the_order_of_their_application():
    @sdk.step(outputs=["model"], cache=False)
    @sdk.retry(max_attempts=4)
    def train() -> int:
        return 1

    assert train.__icefloe__ == (("retry", {"max_attempts": 4}), ("step", {"outputs": ["model"], "cache": False}))


@pytest.mark.parametrize(
    "call",
    [
        lambda: sdk.step(output=["model"]),
        lambda: sdk.step(fit, outputs=["model"], skip_if=1),
        lambda: sdk.pipeline(shedule="0 6 * * *"),
        lambda: sdk.Pipeline("p", enable_cahce=False),
        lambda: sdk.Pipeline("p", sdk.context(a=1)),
        lambda: sdk.Pipeline("p").add_step(fit, name="x"),
        lambda: sdk.Pipeline("p").add_sub_pipeline(sdk.Pipeline("q"), mapping={}),
        lambda: sdk.retry(attempts=3),
        lambda: sdk.CircuitBreaker(threshold=3),
        lambda: sdk.map_task(workers=3),
        lambda: sdk.dynamic(output=["x"]),
        lambda: sdk.If(condition=fit, then=fit),
        lambda: sdk.schedule(every="day"),
    ],
)
def test_an_unknown_keyword_is_an_error_not_swallowed(call):
    with pytest.raises(TypeError, match=r"unexpected keyword argument|positional argument|no overload"):
        call()


def test_builder_words_chain():
    inner = sdk.Pipeline("inner").add_step(fit)
    outer = (
        sdk.Pipeline("outer", context=sdk.context(rate=0.1), version="v1")
        .add_step(fit)
        .add_steps([fit])
        .add_sub_pipeline(inner, input_mapping={"a": "b"})
        .add_control_flow(sdk.If(condition=fit, then_step=fit))
    )
    assert isinstance(outer, sdk.Pipeline)
    assert dict(outer.context) == {"rate": 0.1}
    assert sdk.Pipeline.from_steps(fit, name="made").parts == [fit]


VERBS = {
    "run": lambda p: p.run(),
    "run with context": lambda p: p.run(context={"a": 1}),
    "rerun": lambda p: p.rerun("id", from_step="x"),
    "compare_with": lambda p: p.compare_with("v1"),
    "freeze_pipeline": sdk.freeze_pipeline,
}


@pytest.mark.parametrize("verb", VERBS)
def test_in_a_worker_a_verb_is_inert_and_survives_what_a_driver_does_with_it(verb, monkeypatch):
    monkeypatch.setenv("ICEFLOE_WORKER", "1")
    result = VERBS[verb](sdk.Pipeline("training"))
    assert result.success
    assert f"{result.outputs['accuracy']:.2%}" == ""
    assert list(result.step_results.items()) == []
    with result as entered:
        assert entered is result
    assert (str(result.summary()), len(result)) == ("", 0)


def test_in_a_worker_nothing_is_built_and_nothing_is_drawn(monkeypatch):
    monkeypatch.setenv("ICEFLOE_WORKER", "1")
    pipeline = sdk.Pipeline("training")
    assert pipeline.build() is pipeline
    assert pipeline.dag.visualize() == ""


def test_a_map_task_maps():
    @sdk.map_task(concurrency=2)
    def double(item: int) -> int:
        return 2 * item

    result = double(range(5))
    assert result == [0, 2, 4, 6, 8]
    assert (result.successes, result.total, result.failures) == (5, 5, ())
    assert double.__name__ == "double"
    assert double.__wrapped__(4) == 8


@pytest.mark.parametrize(("ratio", "raises"), [(0.5, False), (0.9, True), (1.0, True)])
def test_a_map_task_tolerates_as_many_failures_as_it_says(ratio, raises):
    @sdk.map_task(min_success_ratio=ratio)
    def invert(item: int) -> float:
        return 1 / item

    if raises:
        with pytest.raises(ZeroDivisionError):
            invert([1, 0, 2])
        return
    result = invert([1, 0, 2])
    assert result == [1.0, 0.5]
    assert (result.successes, result.total) == (2, 3)
    assert [(index, type(error)) for index, error in result.failures] == [(1, ZeroDivisionError)]


def test_a_map_task_tries_again():
    tries: list[int] = []

    @sdk.map_task(retries=2)
    def flaky(item: int) -> int:
        tries.append(item)
        if len(tries) < 3:
            raise OSError
        return item

    assert flaky([7]) == [7]
    assert tries == [7, 7, 7]


def test_an_empty_map_has_no_results():
    assert sdk.map_task()(abs)([]) == []
    assert sdk.parallel_map(abs, []) == []


def test_parallel_map_keeps_order_and_raises_the_first_error():
    assert sdk.parallel_map(str, range(20), num_workers=4) == [str(i) for i in range(20)]
    with pytest.raises(ValueError, match="'b'"):
        sdk.parallel_map(int, ["1", "b", "c"], num_workers=2)


@pytest.mark.parametrize("kind", [sdk.Dataset, sdk.Model, sdk.Metrics])
def test_values_are_held(kind):
    held = kind([1, 2], name="numbers", rows=2)
    assert (held.data, held.name, held.metadata) == ([1, 2], "numbers", {"rows": 2})
    assert repr(held) == f"{kind.__name__}([1, 2], name='numbers')"


BLOCKS = {
    "group": lambda: sdk.group("gpu", resources={"gpu": 1}),
    "retry": lambda: sdk.retry(max_attempts=2),
    "on_failure": lambda: sdk.on_failure("continue"),
    "CircuitBreaker": lambda: sdk.CircuitBreaker(failure_threshold=2, reset_timeout=60),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_runs_what_is_in_it_once_and_hides_nothing(block):
    done: list[int] = []
    with BLOCKS[block]():
        done.append(1)
    assert done == [1]
    with pytest.raises(KeyError), BLOCKS[block]():
        raise KeyError


def test_a_branch_takes_its_steps_by_name_or_by_method():
    named = sdk.If(fit, fit, sdk.freeze_pipeline)
    told = sdk.If(condition=fit).then(fit).else_(sdk.freeze_pipeline)
    assert vars(named) == vars(told)


def test_the_words_of_the_package_are_those_of_the_sdk():
    words = set(icefloe.__all__) - {"__version__"}
    assert words <= set(sdk.__all__)
    for word in words:
        assert getattr(icefloe, word) is getattr(sdk, word)
    assert words <= set(dir(icefloe))
    with pytest.raises(AttributeError, match="no attribute 'stepp'"):
        icefloe.stepp  # noqa: B018


def test_the_version_has_a_single_source():
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in document["project"]
    assert document["tool"]["hatch"]["version"]["path"] == "schemas/icefloe_schema/version.py"
    assert icefloe.__version__.count(".") == 2


def test_importing_the_words_needs_the_standard_library_alone_and_little_of_it():
    code = (
        "import sys, json; before = set(sys.modules); import icefloe; bare = set(sys.modules) - before;"
        "from icefloe import step; print(json.dumps([sorted(bare), sorted(set(sys.modules) - before)]))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=ROOT / "compiler", capture_output=True, text=True, check=True
    )
    bare, words = json.loads(done.stdout)
    assert bare == ["icefloe"]
    outside = {name.partition(".")[0] for name in words} - set(sys.stdlib_module_names)
    assert outside == {"icefloe"}
    assert [name for name in words if name.startswith("icefloe.") and not name.startswith("icefloe.sdk")] == []
    assert not {"asyncio", "inspect", "dataclasses", "concurrent.futures", "re"} & set(words) - {"re"}


USER = """
from icefloe import Dataset, Pipeline, context, freeze_pipeline, map_task, pipeline, retry, step

@step
def load(path: str) -> list[int]:
    return [len(path)]

@step(outputs=["total"], cache=False)
@retry(max_attempts=2)
def total(numbers: list[int], scale: float = 1.0) -> float:
    return sum(numbers) * scale

@map_task(concurrency=2)
def double(item: int) -> float:
    return 2.0 * item

@pipeline(schedule="0 6 * * *")
def everything(path: str) -> float:
    return total(load(path), scale=2.0)

reveal_type(load)
reveal_type(total)
reveal_type(everything)
reveal_type(double([1]))
reveal_type(Dataset([1.0]).data)
reveal_type(Pipeline("p", context=context(a=1)).add_step(load).add_step(total))
reveal_type(freeze_pipeline(everything).snapshot_hash)
reveal_type(Pipeline("p").compare_with("v1").changes)
reveal_type(Pipeline("p").run(context={"a": 1}).success)
"""
WRONG = {
    "total(load(3))": "arg-type",
    "total(load('x'), scael=1.0)": "call-arg",
    "step(output=['x'])": "call-overload",
    "Pipeline('p', enable_cahce=False)": "call-arg",
}


def _mypy(tmp_path: Path, source: str) -> str:
    (tmp_path / "user.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *MYPY, "user.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "MYPYPATH": str(ROOT / "compiler")},
    )
    assert not done.stderr
    return done.stdout


PYRIGHT = Path(sys.executable).parent / "pyright"


def test_pyright_strict_sees_full_signatures(tmp_path):
    if not PYRIGHT.exists():
        pytest.skip("pyright is not installed here")
    (tmp_path / "user.py").write_text(USER + "".join(f"{line}\n" for line in WRONG))
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(ROOT / "compiler")], "reportUnusedExpression": False}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [PYRIGHT, "--outputjson", "--pythonpath", sys.executable, "user.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = json.loads(done.stdout)["generalDiagnostics"]
    revealed = [one["message"].partition(' is "')[2].strip('"') for one in found if one["severity"] == "information"]
    assert revealed == [
        "(path: str) -> list[int]",
        "(numbers: list[int], scale: float = 1) -> float",
        "(path: str) -> float",
        "MapResult[float]",
        "list[float]",
        "Pipeline",
        "str",
        "tuple[str, ...]",
        "bool",
    ]
    wrong = [one["range"]["start"]["line"] - USER.count("\n") for one in found if one["severity"] == "error"]
    assert sorted(set(wrong)) == list(range(len(WRONG)))


def test_mypy_strict_sees_full_signatures(tmp_path):
    pytest.importorskip("mypy")
    output = _mypy(tmp_path, USER + "".join(f"{line}\n" for line in WRONG))
    revealed = [line.partition("Revealed type is ")[2] for line in output.splitlines() if "Revealed" in line]
    assert [line.replace("builtins.", "").strip('"') for line in revealed] == [
        "def (path: str) -> list[int]",
        "def (numbers: list[int], scale: float =) -> float",
        "def (path: str) -> float",
        "icefloe.sdk.maps.MapResult[float]",
        "list[float]",
        "icefloe.sdk.builder.Pipeline",
        "str",
        "tuple[str, ...]",
        "bool",
    ]
    errors = [line.rpartition("[")[2].rstrip("]") for line in output.splitlines() if " error: " in line]
    assert errors == list(WRONG.values())
