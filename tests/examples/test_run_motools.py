"""The motools workflow with a backend on this machine runs to its results, as its own file and as others say."""

import json
import re
import shutil
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "motools"
STEPS = ("prepare_dataset", "prepare_task", "submit_training", "wait_for_training", "evaluate_model")

pytestmark = pytest.mark.executes


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in a folder of its own, so that what a run leaves is not left in the repository."""
    pytest.importorskip("sklearn", reason="scikit-learn is not installed here")
    folder = tmp_path_factory.mktemp("project") / "motools"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".icefloe", "*.plan.json", "__pycache__"))
    return folder


def result(folder: Path, stdout: str) -> dict[str, object]:
    """What the evaluation of a run has written."""
    (run,) = {match[1] for match in re.finditer(r"\(run ([\w-]+)\)", stdout)}
    found = json.loads(
        (folder / ".icefloe" / "runs" / run / "evaluate_model" / "eval_results" / "results.json").read_text()
    )
    assert isinstance(found, dict)
    return found


def test_it_runs_to_its_results(icefloe, project: Path):
    done = icefloe("run", "train_and_evaluate.py", folder=project)
    for step in STEPS:
        assert re.search(rf"^  {step} +succeeded", done.stdout, re.MULTILINE), done.stdout
    assert result(project, done.stdout) == {"score": 0.9649, "rows": 114}


def test_another_file_configures_it_and_a_parameter_one_field_of_it(icefloe, project: Path):
    own = (project / "tumours.yaml").read_text()
    (project / "means.yaml").write_text(
        own.replace("logistic-regression", "nearest-mean").replace("zoo:accuracy", "zoo:missed")
    )
    given = ("--config", "means.yaml", "--user", "bob", "-p", "evaluate_model.digits=2")
    done = icefloe("run", "train_and_evaluate.py", *given, folder=project)
    found = result(project, done.stdout)
    assert found["rows"] == 114
    assert found["score"] == 0.17


def test_a_mistake_in_that_file_is_found_before_anything_runs(icefloe, project: Path):
    own = (project / "tumours.yaml").read_text()
    (project / "wrong.yaml").write_text(own.replace("rounds: 200", "rounds: many").replace("zoo:tumours", "zoo:tumors"))
    done = icefloe("run", "train_and_evaluate.py", "--config", "wrong.yaml", folder=project, status=1)
    text = done.stdout + done.stderr
    assert "wrong.yaml" in text
    assert "did you mean `zoo:tumours`?" in text
    assert "prepare_dataset: ok" not in text
