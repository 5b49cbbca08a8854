"""What the action says of plans, without a runner: differences, drawings, and a base that cannot be had."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from copied_tree import REPOSITORY, commit

EXAMPLES = REPOSITORY / "examples" / "flowyml"
GOOD = (EXAMPLES / "broken.py").read_text("utf-8").replace("scores: list[float]", "scores: dict[str, float]")
EXTRA = (
    '\n\n@step(inputs=["accuracy"], outputs=["told"])\ndef tell(accuracy: float) -> str:\n    return str(accuracy)\n'
)


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / "action" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def plans() -> ModuleType:
    return loaded("plans")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A commit with one pipeline; the working tree has another one, and a step more in the first."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "old").mkdir()
    shutil.copy2(EXAMPLES / "folds.py", tmp_path / "old" / "folds.py")
    (tmp_path / "train.py").write_text(GOOD, "utf-8")
    base = commit(tmp_path, "Base")
    changed = GOOD.replace("\n\npipeline = ", f"{EXTRA}\n\npipeline = ").replace(
        "add_step(summarise)", "add_step(summarise).add_step(tell)"
    )
    (tmp_path / "train.py").write_text(changed, "utf-8")
    shutil.rmtree(tmp_path / "old")
    shutil.copy2(EXAMPLES / "ml_training.py", tmp_path / "new.py")
    monkeypatch.chdir(tmp_path)
    return base


@pytest.mark.executes
def test_what_came_went_and_changed(plans, repository):
    told = plans.changes(repository, ["."])
    assert told.startswith("### Pipelines: 1 breaking, ")
    assert "#### `new.py:ml_training`\n" in told
    assert "| ❌ breaking | (pipeline) | the pipeline is gone" in told
    assert "| ⚠️ behaviour | `tell` | new step, runs `train:tell` on `summarise.accuracy` | `train.py:" in told
    assert '```mermaid\nflowchart TB\n    s1["cross_validate"]:::unchanged\n' in told
    assert 's3["tell"]:::added\n' in told


@pytest.mark.executes
def test_nothing_has_changed(plans, repository):
    told = plans.changes(commit(Path.cwd(), "All of it"), ["train.py"])
    assert told.startswith("### Pipelines: no difference\n")


@pytest.mark.executes
@pytest.mark.parametrize("base", ["0" * 40, "--upload-pack=touch /tmp/owned", "no such branch"])
def test_a_base_that_cannot_be_had_is_said(plans, repository, base):
    assert "check out with `fetch-depth: 0`" in plans.changes(base, ["."])


@pytest.mark.executes
def test_what_cannot_be_compared_says_why(plans, repository):
    told = plans.changes(repository, ["nowhere.py"])
    assert "Not all of it can be compared with `" in told
    assert "no such file or folder on either side: nowhere.py" in told


@pytest.mark.executes
def test_a_drawing_that_github_would_refuse_is_left_out(plans, repository, monkeypatch):
    report = loaded("report")
    (one,) = plans.plans_below(["train.py"])
    assert "```mermaid\nflowchart TB\n" in report.drawing(one)
    monkeypatch.setattr(report, "ARROWS", 1)
    assert "Too large to be drawn here" in report.drawing(one)
    assert "```" not in report.drawing(one)
