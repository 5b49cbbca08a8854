"""Pipelines are run from Python: built in a test, run, and looked at."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import icefloe
from icefloe import Pipeline, context, load_run, step
from icefloe.sdk import RefusedError

pytestmark = pytest.mark.executes


@step(outputs=["data"])
def load_data() -> list[int]:
    return [1, 2, 3]


@step(inputs=["data"], outputs=["model"])
def train_model(data: list[int], learning_rate: float) -> dict[str, list[float]]:
    """Train a model."""
    return {"weights": [one * learning_rate for one in data]}


@step(inputs=["model"])
def report(model: dict[str, list[float]]) -> None:
    assert model["weights"]


def test_pipeline_integration(tmp_path: Path) -> None:
    ctx = context(learning_rate=0.5)
    pipeline = Pipeline("test_pipeline", context=ctx)
    pipeline.add_step(load_data)
    pipeline.add_step(train_model)

    result = pipeline.run(workspace=tmp_path)

    assert result.success
    assert "model" in result.outputs
    assert result["model"] == {"weights": [0.5, 1.0, 1.5]}
    for name, one in result.step_results.items():
        assert f"{name}: {one.duration_seconds:.2f}s, cached={one.cached}".startswith(name)
        assert Path(one.artifact_uri.removeprefix("file://")).is_dir()
    assert result.pipeline_name == "test_pipeline"
    assert load_run(result.run_id, workspace=tmp_path).to_dict()["run_id"] == result.run_id
    assert result.summary().startswith("test_pipeline succeeded in ")


def test_values_from_the_test_and_a_failure_that_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scale = 3

    @step(outputs=["scaled"])
    def scaled(n: int) -> int:
        assert n > 0, "too small"
        sys.stdout.write(f"scaling {n}\n")
        return n * scale

    @step(inputs=["scaled"], outputs=["text"])
    def told(scaled: int) -> str:
        return f"{scaled}"

    pipeline = Pipeline("local", enable_cache=False).add_step(scaled).add_step(told)
    result = pipeline.run(inputs={"n": 2}, workspace=tmp_path)
    assert (result["scaled"], result["text"], dict(result.outputs)["told"]) == (6, "6", "6")
    assert repr(result.outputs) == "{'text': '6', 'scaled': 6, 'told': '6'}"
    failed = pipeline.run(inputs={"n": -1}, workspace=tmp_path, debug=True)
    assert not failed.success
    error = failed.step_results["scaled"].error
    assert error is not None
    assert (error.type, error.message.splitlines()[0]) == ("AssertionError", "too small")
    assert error.place.startswith("tests/sdk/test_running.py:")
    assert failed.step_results["told"].status == "upstream failed"
    assert (list(failed.outputs), "scaled" in failed.outputs) == ([], False)
    with pytest.raises(KeyError, match="did you mean 'scaled'"):
        failed["scale"]
    told_ = capsys.readouterr().err
    assert "step 'scaled' failed at tests/sdk/test_running.py:" in told_
    assert "AssertionError: too small" in told_
    again = pipeline.rerun(failed.run_id, workspace=tmp_path)
    assert again.resumed_from == failed.run_id


def test_a_run_goes_on_from_an_earlier_one(tmp_path: Path) -> None:
    pipeline = Pipeline("again", context=context(learning_rate=1.0), enable_cache=False)
    pipeline.add_steps([load_data, train_model])
    first = pipeline.run(workspace=tmp_path)
    again = pipeline.rerun(first.run_id, from_step="train_model", workspace=tmp_path)
    assert again.success
    assert again.step_results["load_data"].taken_from == first.run_id
    assert not again.step_results["train_model"].taken_from
    assert again["model"] == first["model"]


WRONG = {
    "no steps": (lambda: Pipeline("p"), "pipeline 'p' has no steps"),
    "an input that nobody gives": (lambda: Pipeline("p").add_step(train_model), "nothing in pipeline 'p' gives it"),
    "the same step twice": (lambda: Pipeline("p").add_step(load_data).add_step(load_data), "two steps 'load_data'"),
    "no function": (lambda: Pipeline("p").add_step(3), "an object of the class int was added as a step"),
    "a value that no plan holds": (lambda: Pipeline("p", context=context(a=object())).add_step(load_data), "'a'"),
    "a parameter that it does not have": (lambda: Pipeline("p").add_step(load_data), "unknown parameter 'lr'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_run_is_refused(case: str, tmp_path: Path) -> None:
    make, message = WRONG[case]
    with pytest.raises(RefusedError, match=message):
        make().run(context={"lr": 1}, workspace=tmp_path)


def test_build_looks_at_the_source_too() -> None:
    pipeline = Pipeline("order", context=context(learning_rate=0.1)).add_steps([load_data, train_model, report])
    assert pipeline.build() is pipeline
    assert pipeline.dag.visualize().splitlines() == [
        "Step Execution Order:",
        "1. load_data",
        "2. train_model (depends on: load_data)",
        "3. report (depends on: train_model)",
    ]


def test_build_refuses_what_check_finds_wrong(tmp_path: Path) -> None:
    done = python(
        tmp_path,
        """
        from icefloe import Pipeline, step
        @step(outputs=["model"])
        def train() -> int: return 1
        @step(inputs=["model"])
        def evaluate(model: list[str]): ...
        try: Pipeline("wrong").add_step(train).add_step(evaluate).build()
        except RuntimeError as error: print(error)
        """,
    )
    assert done.returncode == 0, done.stderr
    assert "pipeline 'wrong' has errors" in done.stdout
    assert "FLO3" in done.stdout


def test_a_script_prints_what_came_of_its_run(tmp_path: Path) -> None:
    done = python(
        tmp_path,
        """
        from icefloe import Metrics, Pipeline, context, step
        ctx = context(good=29, all=30)
        @step(outputs=["accuracy"])
        def evaluate(good: int, all: int): return good / all
        result = Pipeline("script", context=ctx, version="v1").add_step(evaluate).run()
        print(f"Model accuracy: {result.outputs['accuracy']:.2%}")
        if result.success: print(result.run_id, result.outputs)
        """,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Model accuracy: 96.67%\n")
    assert done.stdout.count("Model accuracy") == 1
    assert "evaluate: ok in" in done.stderr
    run = done.stdout.split()[3]
    assert f"run {run}: script" in done.stderr
    assert (tmp_path / ".icefloe" / "runs" / run / "evaluate").is_dir()


def test_a_prompt_runs_steps_of_modules_and_none_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    (tmp_path / "steps.py").write_text("from icefloe import step\n@step(outputs=['a'])\ndef one(): return 1\n")
    source = """
from icefloe import Pipeline, step
from steps import one
print(Pipeline("p").add_step(one).run()["a"])
@step
def two(): return 2
try: Pipeline("p").add_step(two).run()
except RuntimeError as error: print(error)
"""
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "1"
    assert "steps are not written in a file cannot be run: put them into one" in second
    assert len(list((tmp_path / ".icefloe" / "runs").iterdir())) == 1


PAGE = Path(__file__).parents[1] / "pages" / "blocks" / "steps" / "20.py"
STEPS = """
from flowyml import Dataset, LocalStack, Pipeline, step

@step(outputs=["data"])
def load_data() -> Dataset:
    return Dataset([1, 2], name="numbers")

@step(inputs=["data"], outputs=["model"], retry=2)
def train_model(data, learning_rate: float):
    return [one * learning_rate for one in data]

Pipeline("when imported", stack=LocalStack(artifact_path="a")).add_step(load_data)
"""
MORE = """
def test_more():
    from flowyml import Pipeline, context
    pipeline = Pipeline("more", context=context(learning_rate=0.5)).add_step(load_data).add_step(train_model)
    result = pipeline.run(debug=True, auto_start_ui=False)
    assert result["model"] == [0.5, 1.0] and result["data"].data == [1, 2]
    again = pipeline.rerun(run_id=result.run_id, from_step="train_model")
    assert again.step_results["load_data"].taken_from and not again.step_results["train_model"].taken_from
    assert pipeline.build().dag.visualize().startswith("Step Execution Order")
"""


@pytest.mark.parametrize("words", ["flowyml", "icefloe"])
def test_the_integration_test_of_the_page_passes(words: str, tmp_path: Path) -> None:
    """The test as FlowyML's page has it, where FlowyML is not installed; and the same with the native words."""
    steps, page, more = STEPS, PAGE.read_text("utf-8"), MORE
    if words == "icefloe":
        steps = "\n".join(STEPS.replace("LocalStack, ", "").splitlines()[:-1]).replace("flowyml", "icefloe")
        page, more = page.replace("flowyml", "icefloe"), ""
    else:
        (tmp_path / "conftest.py").write_text("from icefloe.sdk.testing import stand_in\nstand_in('flowyml')\n")
    (tmp_path / "my_pipeline.py").write_text(steps)
    (tmp_path / "test_it.py").write_text(f"from my_pipeline import load_data, train_model\n{page}{more}")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{1 + bool(more)} passed" in done.stdout


def test_wrappers_are_those_of_the_words() -> None:
    from icefloe_runtimes.standin import wrappers

    assert isinstance(wrappers.Dataset([1]), icefloe.Dataset)
    assert not isinstance(wrappers.Model([1]), icefloe.Dataset)
    assert isinstance(icefloe.Metrics({"a": 1}), icefloe.Metrics)
    assert icefloe.Dataset([1]).value == [1]


def python(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    (folder / "script.py").write_text(textwrap.dedent(source))
    environment = {key: value for key, value in os.environ.items() if key != "ICEFLOE_WORKER"}
    command = [sys.executable, "-W", "error", "script.py"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=100, check=False, env=environment
    )
