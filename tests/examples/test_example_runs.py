"""The other examples run to their results as well: with pandas and scikit-learn, and with what users see of it."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from icefloe.cli.app import app
from icefloe_runtimes.local import RunResult, load_run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

pytestmark = pytest.mark.executes

#: The example, what it must be called with, and between which bounds its figures lie.
RUNS = [
    ("flowyml/folds.py", (), {"accuracy": (0.9, 1.0)}),
    ("flowyml/deploy_if_good.py", (), {"accuracy": (0.9, 1.0)}),
    ("flowyml/shared_preparation.py", (), {"accuracy": (0.9, 1.0)}),
    ("runnable/ml_training.py", (), {"accuracy": (0.9, 1.0)}),
    ("runnable/forest_sizes.py", ("-p", "sizes=[5, 20]"), {"best_accuracy": (0.9, 1.0), "best_size": (5, 20)}),
    ("motools/train.py", (), {"accuracy.accuracy": (0.85, 1.0)}),
    ("native/builder.py", (), {"accuracy": (0.9, 1.0)}),
    ("native/function.py", (), {"accuracy": (0.9, 1.0)}),
]


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """What the examples need; a machine without it skips them, but not where they are the proof (`ICEFLOE_PROOF=1`)."""
    for name in ("pandas", "sklearn"):
        if os.environ.get("ICEFLOE_PROOF") == "1":
            __import__(name)
        pytest.importorskip(name, reason=f"{name} is not installed here")


def run(folder: Path, *arguments: str) -> tuple[str, RunResult]:
    """Call `icefloe run` in a folder; give what it says and what came of it."""
    words = ("run", *arguments, "--progress", "plain")
    done = CliRunner().invoke(app, words, obj=words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output, load_run("last", workspace=folder / ".icefloe")


@pytest.mark.parametrize(("example", "arguments", "bounds"), RUNS, ids=[name for name, _, _ in RUNS])
def test_an_example_runs_to_its_results(tmp_path: Path, monkeypatch, example: str, arguments, bounds) -> None:
    dialect, name = example.split("/")
    folder = tmp_path / dialect
    shutil.copytree(EXAMPLES / dialect, folder, ignore=shutil.ignore_patterns(".icefloe", "*.plan.json", "__pycache__"))
    monkeypatch.chdir(folder)
    told, result = run(folder, name, *arguments)
    assert result.success
    for figure, (least, most) in bounds.items():
        assert least <= float(result.figures[figure]) <= most
        assert f"{figure}  " in told
    if example == "flowyml/deploy_if_good.py":
        assert result.step_results["reject"].status == "skipped"
        again, second = run(folder, name)
        reused = [one for one in second.step_results.values() if one.cached]
        assert len(reused) == len([one for one in result.step_results.values() if one.status == "succeeded"])
        assert f" saved, as {len(reused)} steps did not have to run" in again
        assert second.figures == result.figures
