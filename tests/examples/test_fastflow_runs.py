"""The flow with a branch and a bounded loop runs to its results: as it is written, and where its bound ends it."""

import re
import shutil
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "fastflow"

pytestmark = pytest.mark.executes


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in a folder of its own, so that what a run leaves is not left in the repository."""
    pytest.importorskip("sklearn", reason="scikit-learn is not installed here")
    folder = tmp_path_factory.mktemp("project") / "fastflow"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".icefloe", "*.plan.json", "__pycache__"))
    return folder


def test_it_trains_again_until_it_is_good_enough(icefloe, project: Path):
    done = icefloe("run", "retraining.py", folder=project)
    assert re.search(r"train_model-loop +succeeded +\S+ +2 rounds", done.stdout), done.stdout
    assert "train_model-loop/0/retrain: ok" in done.stdout + done.stderr
    assert "train_model-loop/1/retrain: skipped" in done.stdout + done.stderr
    assert re.search(r"deploy\.deployed +forest of 20 trees", done.stdout), done.stdout
    assert re.search(r"deploy\.accuracy +0\.9649", done.stdout), done.stdout


def test_it_ends_at_its_bound_and_deploys_nothing(icefloe, project: Path):
    done = icefloe("run", "retraining.py", "-p", "accuracy=1.0", folder=project)
    assert re.search(r"train_model-loop +succeeded +\S+ +3 rounds", done.stdout), done.stdout
    assert re.search(r"deploy +skipped", done.stdout), done.stdout
