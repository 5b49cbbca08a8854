"""What the action says of plans, without a runner: differences, drawings, and a base that cannot be had."""

import importlib.util
import shutil
import sys
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
    before, after = plans.plans_at(repository, ["."]), plans.plans_below(["."])
    lines = plans.changes(before, after, repository).splitlines()
    assert any(line.startswith("- `new.py:") and line.endswith("is new") for line in lines)
    assert any(line.startswith("- `old/folds.py:") and line.endswith("is gone") for line in lines)
    at = lines.index("- `train.py:cross_validation`")
    assert lines[at + 1 : at + 3] == ["  - step `tell` is new", "  - edge `summarise → tell` is new"]


@pytest.mark.executes
def test_nothing_has_changed(plans, repository):
    now = plans.plans_below(["train.py"])
    assert plans.changes(now, now, repository).startswith(f"No plan has changed since `{repository[:12]}`.\n")


@pytest.mark.executes
@pytest.mark.parametrize("base", ["0" * 40, "--upload-pack=touch /tmp/owned", "no such branch"])
def test_a_base_that_cannot_be_had_is_said(plans, repository, base):
    assert plans.plans_at(base, ["."]) is None
    assert "check out with `fetch-depth: 0`" in plans.changes(None, [], base)


@pytest.mark.executes
def test_a_drawing_that_github_would_refuse_is_left_out(plans, repository, monkeypatch):
    report = loaded("report")
    (one,) = plans.plans_below(["train.py"])
    assert "```mermaid\nflowchart TB\n" in report.drawing(one)
    monkeypatch.setattr(report, "ARROWS", 1)
    assert "Too large to be drawn here" in report.drawing(one)
    assert "```" not in report.drawing(one)
