"""`freeze_pipeline` and what it gives: the same as the command makes of the same source."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from icefloe import api, sdk
from icefloe.api.keeping import keep
from icefloe.sdk.snapshots import Snapshot
from icefloe.sdk.written import Source

HELPERS = "LIMIT = 3\n\n\ndef clean(numbers: list[int]) -> list[int]:\n    return [n for n in numbers if n < LIMIT]\n"
STEPS = """\
from icefloe import Pipeline, context, freeze_pipeline, pipeline, step

from helpers import clean


@step(outputs=["raw"])
def load(size: int) -> list[int]:
    return list(range(size))


@step(inputs=["raw"], outputs=["total"])
def total(raw: list[int]) -> int:
    return sum(clean(raw))


"""
BUILDER = 'training = Pipeline("training", context=context(size=5), version="v1").add_step(load).add_step(total)\n'
FUNCTION = "@pipeline\ndef training(size: int = 5) -> int:\n    return total(load(size))\n"
NAMED = FUNCTION.replace("@pipeline", '@pipeline(name="training run", version="v1")')
ASK = "\nsnapshot = freeze_pipeline(training)\nprint(snapshot.snapshot_hash, bool(snapshot.verify()))\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a project, and load its module `train` as Python does."""
    monkeypatch.delenv("ICEFLOE_WORKER", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "helpers.py").write_text(HELPERS)
    loaded = [0]

    def load(text: str, name: str = "train"):
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        loaded[0] += 1
        # A name of its own for each load, so that none is taken from `sys.modules`.
        spec = importlib.util.spec_from_file_location(f"{name}_{loaded[0]}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load
    sys.modules.pop("helpers", None)


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [(BUILDER, "training", "v1"), (FUNCTION, "training", ""), (NAMED, "training run", "v1")],
)
def test_a_snapshot_is_what_the_command_freezes(project, tmp_path, text, name, version):
    module = project(STEPS + text)
    snapshot = sdk.freeze_pipeline(module.training)
    assert (snapshot.pipeline, snapshot.version, snapshot.steps) == (name, version, ("load", "total"))
    frozen = api.freeze(tmp_path)
    lock, _ = api.frozen_one(frozen.compiled, frozen.compiled.plans[0])
    assert snapshot.snapshot_hash == f"sha256:{lock.root}"
    assert snapshot.verify()
    assert str(snapshot.verify()) == "nothing has changed"


def test_the_hash_is_the_same_each_time_and_in_each_place(project, tmp_path, monkeypatch):
    module = project(STEPS + BUILDER)
    first = sdk.freeze_pipeline(module.training)
    monkeypatch.chdir("/")
    assert sdk.freeze_pipeline(module.training).snapshot_hash == first.snapshot_hash
    assert first.verify()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("helpers.py", "n < LIMIT", "n <= LIMIT", "helpers.py:4:5: FLO611 `clean` changed: 1 step: `total`"),
        ("helpers.py", "LIMIT = 3", "LIMIT = 4", "helpers.py:1:1: FLO611 `LIMIT` changed: 1 step: `total`"),
        ("train.py", "size=5", "size=6", "FLO614 the header of"),
        ("train.py", "sum(clean(raw))", "max(clean(raw))", "FLO611 `total` changed"),
    ],
)
def test_what_has_changed_since_is_said_exactly(project, tmp_path, file, old, new, said):
    snapshot = sdk.freeze_pipeline(project(STEPS + BUILDER).training)
    before = snapshot.snapshot_hash
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    verdict = snapshot.verify()
    assert not verdict
    assert any(said in change for change in verdict.changes)
    assert str(verdict).startswith("changed: ")
    assert snapshot.snapshot_hash == before
    (tmp_path / file).write_text(text)
    assert snapshot.verify()


def test_what_changes_no_result_is_a_note(project, tmp_path):
    snapshot = sdk.freeze_pipeline(project(STEPS + BUILDER).training)
    (tmp_path / "helpers.py").write_text(HELPERS + "\n# said again\n")
    verdict = snapshot.verify()
    assert verdict
    assert (verdict.changes, len(verdict.notes)) == ((), 1)
    assert str(verdict).startswith("note: helpers.py:1:1: ")


def test_a_pipeline_that_has_errors_by_now_is_not_the_one_that_was_frozen(project, tmp_path):
    snapshot = sdk.freeze_pipeline(project(STEPS + BUILDER).training)
    broken = (STEPS + BUILDER).replace('inputs=["raw"]', 'inputs=["row"]')
    (tmp_path / "train.py").write_text(broken)
    verdict = snapshot.verify()
    assert not verdict
    assert "FLO" in verdict.changes[0]
    (tmp_path / "train.py").unlink()
    assert not snapshot.verify()


def test_nothing_of_a_snapshot_can_be_set(project):
    snapshot = sdk.freeze_pipeline(project(STEPS + BUILDER).training)
    for name in ("snapshot_hash", "version", "steps", "_found", "more"):
        with pytest.raises(AttributeError, match="a snapshot does not change"):
            setattr(snapshot, name, "x")
        with pytest.raises(AttributeError, match="a snapshot does not change"):
            delattr(snapshot, name)
    assert repr(snapshot) == f"<snapshot of training@v1, {snapshot.snapshot_hash}>"


def test_what_python_makes_of_it_meanwhile_plays_no_part(project):
    module = project(STEPS + BUILDER)
    before = sdk.freeze_pipeline(module.training).snapshot_hash
    module.training.parts.clear()
    module.training.version = None
    assert sdk.freeze_pipeline(module.training).snapshot_hash == before


def test_versions_of_one_pipeline_in_one_file_are_told_apart(project):
    second = BUILDER.replace("training =", "later =").replace('"v1"', '"v2"').replace("size=5", "size=6")
    module = project(STEPS + BUILDER + second)
    first, later = sdk.freeze_pipeline(module.training), sdk.freeze_pipeline(module.later)
    assert (first.version, later.version) == ("v1", "v2")
    assert first.snapshot_hash != later.snapshot_hash


def test_a_pipeline_that_a_function_of_another_file_makes_is_found_where_it_is_asked_for(project, tmp_path):
    maker = STEPS + "def make(name: str) -> Pipeline:\n    return Pipeline(name).add_step(load).add_step(total)\n"
    (tmp_path / "maker.py").write_text(maker.replace("def load(size: int)", "def load(size: int = 5)"))
    module = project("from icefloe import freeze_pipeline\nfrom maker import make\n\ntraining = make('training')\n")
    ask = "def ask(it):\n    return freeze_pipeline(it)\n"
    module = project((tmp_path / "train.py").read_text() + ask)
    assert module.ask(module.training).pipeline == "training"
    sys.modules.pop("maker", None)


def test_a_snapshot_is_saved_as_freeze_save_does(project, tmp_path):
    module = project(STEPS + BUILDER)
    snapshot = sdk.freeze_pipeline(module.training)
    folder = Path(snapshot.save())
    assert folder == tmp_path / ".icefloe/versions/training/v1"
    (kept,) = keep(api.freeze(tmp_path).compiled).kept
    assert (kept.is_new, f"sha256:{kept.digest}") == (False, snapshot.snapshot_hash)
    assert snapshot.save() == str(folder)
    other = sdk.freeze_pipeline(project(STEPS + BUILDER.replace("size=5", "size=6")).training)
    with pytest.raises(sdk.RefusedError, match=r"training@v1 is saved already, and is not this one: .*the header"):
        other.save()
    with pytest.raises(sdk.RefusedError, match="pipeline `training` has no version: give it one to save it"):
        sdk.freeze_pipeline(project(STEPS + FUNCTION).training).save()


def test_a_pipeline_is_compared_with_a_version_that_was_saved(project, tmp_path):
    module = project(STEPS + BUILDER)
    sdk.freeze_pipeline(module.training).save()
    same = module.training.compare_with("v1")
    assert (same.same, same.changes, str(same)) == (True, (), "nothing differs")
    later = (STEPS + BUILDER).replace('"v1"', '"v2"').replace("size=5", "size=6").replace("sum(clean", "max(clean")
    found = project(later).training.compare_with("v1")
    assert not found.same
    assert any("`size`" in change and "`5` → `6`" in change for change in found.changes)
    assert "code of `train:total` changed" in str(found)
    assert "2 steps" not in str(found)
    (tmp_path / "helpers.py").write_text(HELPERS.replace("LIMIT = 3", "LIMIT = 4"))
    assert any("helpers" in change for change in project(STEPS + BUILDER).training.compare_with("v1").changes)


def test_an_unknown_version_lists_those_that_exist(project):
    module = project(STEPS + BUILDER)
    with pytest.raises(sdk.RefusedError, match="no saved version training@v0: none is saved in this project"):
        module.training.compare_with("v0")
    sdk.freeze_pipeline(module.training).save()
    with pytest.raises(sdk.RefusedError, match=r"there is no saved version training@v0: there are v1$"):
        module.training.compare_with("v0")
    broken = project((STEPS + BUILDER).replace('inputs=["raw"]', 'inputs=["row"]')).training
    with pytest.raises(sdk.RefusedError, match="pipeline 'training' has errors"):
        broken.compare_with("v1")


def test_what_cannot_be_frozen_says_why(project):
    with pytest.raises(sdk.RefusedError, match=r"(?s)pipeline 'training' has errors:\n.*train\.py:\d+:\d+: FLO"):
        sdk.freeze_pipeline(project((STEPS + BUILDER).replace('inputs=["raw"]', 'inputs=["row"]')).training)
    with pytest.raises(TypeError, match="is no pipeline: build one with `Pipeline`, or mark a function with"):
        sdk.freeze_pipeline(len)
    with pytest.raises(sdk.RefusedError, match="pipeline 'p' is not written in a Python file"):
        Snapshot(Source(("<stdin>", "/no/such.py"), "p", ""))
    module = project(STEPS + BUILDER)
    with pytest.raises(sdk.RefusedError, match=r"there is no pipeline 'coaching' in \S+train\.py"):
        Snapshot(Source((module.__file__,), "coaching", "v1"))


def _run(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ICEFLOE_")}
    return subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, env={**environment, **more}
    )


@pytest.mark.parametrize("words", [("train.py",), ("-m", "train"), ("-c", "import train")])
def test_a_script_asks_for_its_own_snapshot(project, tmp_path, words):
    (tmp_path / "train.py").write_text(STEPS + BUILDER + ASK)
    done = _run(tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")
    frozen = api.freeze(tmp_path)
    lock, _ = api.frozen_one(frozen.compiled, frozen.compiled.plans[0])
    assert done.stdout == f"sha256:{lock.root} True\n"


def test_a_step_runs_from_a_file_that_asks_at_import(project, tmp_path):
    (tmp_path / "train.py").write_text(STEPS + BUILDER + ASK + "assert snapshot.verify()\n")
    done = _run(tmp_path, "-m", "icefloe", "run", "train.py")
    assert done.returncode == 0, done.stderr
    logs = [path.read_text() for path in (tmp_path / ".icefloe/runs").rglob("*.log")]
    assert not any("sha256:" in text for text in logs)
