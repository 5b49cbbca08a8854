"""Every example compiles to the plan beside it; the one that is meant to fail gives the findings beside it."""

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PIPELINES = (
    "fastflow/ml_pipeline.py",
    "flowyml/deploy_if_good.py",
    "flowyml/folds.py",
    "flowyml/ml_training.py",
    "flowyml/shared_preparation.py",
    "motools/train.py",
    "native/builder.py",
    "native/function.py",
    "native/report.py",
    "runnable/forest_sizes.py",
    "runnable/ml_training.py",
)


@pytest.mark.golden
@pytest.mark.parametrize("name", PIPELINES)
def test_plan(name, icefloe, golden, tmp_path):
    source = EXAMPLES / name
    written = tmp_path / "compiled.plan.json"
    icefloe("compile", source.name, "-o", written, folder=source.parent)
    golden(source.with_suffix(".plan.json"), written.read_text(encoding="utf-8"))


@pytest.mark.golden
def test_plan_of_one_of_two_pipelines(icefloe, golden, tmp_path):
    written = tmp_path / "compiled.plan.json"
    icefloe("compile", "threshold.py:threshold", "-o", written, folder=EXAMPLES / "native")
    golden(EXAMPLES / "native" / "threshold.plan.json", written.read_text(encoding="utf-8"))


@pytest.mark.golden
def test_findings(icefloe, golden):
    done = icefloe("check", "broken.py", folder=EXAMPLES / "flowyml", status=1)
    golden(EXAMPLES / "flowyml" / "broken.findings.txt", done.stdout)


def test_check_finds_the_planted_mistake_and_nothing_else(icefloe):
    done = icefloe("check", "examples/", "--output-format", "concise", folder=EXAMPLES.parent, status=1)
    # What FlowyML itself would not do (FLO5) is told of where an example shows it.
    findings = [line for line in done.stdout.splitlines() if "FLO" in line and ": FLO5" not in line]
    assert len(findings) == 1, done.stdout
    assert "broken.py" in findings[0]
    # One more is in `broken.py`, two are in `threshold.py`.
    assert f"{len(PIPELINES) + 3} pipelines" in done.stdout + done.stderr


@pytest.mark.parametrize("name", PIPELINES)
def test_every_plan_has_steps_that_are_joined(name):
    plan = json.loads((EXAMPLES / name).with_suffix(".plan.json").read_text(encoding="utf-8"))
    joined = {step["id"] for step in plan["steps"] if '"from": "output"' in json.dumps(step) or step.get("after")}
    assert len(plan["steps"]) >= 3
    assert joined == {step["id"] for step in plan["steps"][1:]}


def test_both_native_styles_say_the_same_but_for_the_header():
    builder, function = (
        json.loads((EXAMPLES / "native" / f"{name}.plan.json").read_text(encoding="utf-8"))
        for name in ("builder", "function")
    )
    assert builder["steps"] == function["steps"]
    assert {p["name"]: p.get("default") for p in builder["parameters"]} == {
        p["name"]: p.get("default") for p in function["parameters"]
    }


def test_shipped_data_are_the_same_everywhere():
    shipped = sorted(EXAMPLES.glob("*/data/*.csv"))
    assert len(shipped) == 2
    assert len({path.read_bytes() for path in shipped}) == 1
    assert shipped[0].read_text(encoding="utf-8").count("\n") == 570


def test_shipped_data_are_scikit_learns():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed here")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed here")
    shipped = pandas.read_csv(EXAMPLES / "flowyml" / "data" / "tumours.csv")
    original = datasets.load_breast_cancer(as_frame=True).frame
    assert (shipped == original[shipped.columns]).all(axis=None)


def test_every_example_is_a_project_of_its_own():
    folders = {Path(name).parts[0] for name in PIPELINES}
    assert folders == {
        path.name for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))
    }
    for folder in folders:
        assert (EXAMPLES / folder / "pyproject.toml").is_file()
