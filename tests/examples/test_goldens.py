"""Every example compiles to the plan beside it; the one that is meant to fail gives the findings beside it."""

import json
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PIPELINES = (
    "fastflow/ml_pipeline.py",
    "fastflow/retraining.py",
    "flowyml/deploy_if_good.py",
    "flowyml/folds.py",
    "flowyml/ml_training.py",
    "flowyml/shared_preparation.py",
    "motools/train.py",
    "motools/train_and_evaluate.py",
    "native/builder.py",
    "native/function.py",
    "native/report.py",
    "runnable/forest_sizes.py",
    "runnable/ml_training.py",
    "runnable/ml_training.yaml",
)


def beside(source: Path) -> Path:
    """The golden plan of an example: a YAML file keeps its suffix, as it may stand beside its twin."""
    return source.with_suffix(".plan.json") if source.suffix == ".py" else source.with_name(f"{source.name}.plan.json")


@pytest.mark.golden
@pytest.mark.parametrize("name", PIPELINES)
def test_plan(name, verb, golden, tmp_path):
    source = EXAMPLES / name
    written = tmp_path / "compiled.plan.json"
    verb("compile", source.name, "-o", written, folder=source.parent)
    golden(beside(source), written.read_text(encoding="utf-8"))


@pytest.mark.golden
def test_plan_of_one_of_two_pipelines(verb, golden, tmp_path):
    written = tmp_path / "compiled.plan.json"
    verb("compile", "threshold.py:threshold", "-o", written, folder=EXAMPLES / "native")
    golden(EXAMPLES / "native" / "threshold.plan.json", written.read_text(encoding="utf-8"))


@pytest.mark.golden
def test_findings(verb, golden):
    done = verb("check", "broken.py", folder=EXAMPLES / "flowyml", status=1)
    golden(EXAMPLES / "flowyml" / "broken.findings.txt", done.stdout)


def test_check_finds_the_planted_mistake_and_nothing_else(verb):
    done = verb("check", "examples/", "--output-format", "concise", folder=EXAMPLES.parent, status=1)
    # What an original itself would not do (FLO5) is told of where an example shows it, and what is only simulated.
    told = re.compile(r": FLO(?!5|256)")
    findings = [line for line in done.stdout.splitlines() if told.search(line)]
    assert len(findings) == 1, done.stdout
    assert "broken.py" in findings[0]
    # One more is in `broken.py`, two are in `threshold.py`.
    assert f"{len(PIPELINES) + 3} pipelines" in done.stdout + done.stderr


@pytest.mark.parametrize("name", PIPELINES)
def test_every_plan_has_steps_that_are_joined(name):
    plan = json.loads(beside(EXAMPLES / name).read_text(encoding="utf-8"))
    assert len(plan["steps"]) >= 3
    apart = [step["id"] for step in plan["steps"] if '"from": "output"' not in json.dumps(step) and "after" not in step]
    # One step begins; the task of an evaluation is prepared beside the data.
    assert apart in ([], [plan["steps"][0]["id"]], ["prepare_dataset", "prepare_task"])
    assert "after" not in plan["steps"][0]


def test_both_native_styles_say_the_same_but_for_the_header():
    builder, function = (
        json.loads((EXAMPLES / "native" / f"{name}.plan.json").read_text(encoding="utf-8"))
        for name in ("builder", "function")
    )
    assert builder["steps"] == function["steps"]
    assert {p["name"]: p.get("default") for p in builder["parameters"]} == {
        p["name"]: p.get("default") for p in function["parameters"]
    }


def test_both_spellings_of_runnable_say_the_same_but_for_where_parameters_come_from():
    python, yaml = (
        json.loads((EXAMPLES / "runnable" / name).read_text(encoding="utf-8"))
        for name in ("ml_training.plan.json", "ml_training.yaml.plan.json")
    )
    assert (python["entry"], yaml["entry"]) == ("ml_training:main", "ml_training.yaml")
    assert python["steps"] == yaml["steps"]
    # The Python file says which parameters file it is run with; a YAML file cannot, and the functions' defaults hold.
    assert python["files"][0]["path"] == "parameters.yaml"
    assert "files" not in yaml
    origins = {"file": python["parameters"], "environment": yaml["parameters"]}
    for origin, parameters in origins.items():
        assert {parameter.pop("origin") for parameter in parameters} == {origin}
    assert sorted(python["parameters"], key=str) == sorted(yaml["parameters"], key=str)
    apart = {"entry": "", "files": [], "parameters": []}
    assert python | apart == yaml | apart


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
