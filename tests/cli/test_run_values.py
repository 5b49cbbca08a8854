"""What `icefloe run` is given: files of parameter values, fields of sections, a user, labels and stages."""

import json
from pathlib import Path

import pytest
from click.testing import Result

pytestmark = pytest.mark.executes

FLOW = """\
import json
from dataclasses import dataclass

from motools.workflow import AtomConstructor, Step, Workflow


@dataclass
class Inner:
    rate: float
    name: str = "sgd"


@dataclass
class TrainConfig:
    model: str
    inner: Inner
    steps: int = 3


@dataclass
class ScoreConfig:
    digits: int = 2


@dataclass
class Config:
    train: TrainConfig
    score: ScoreConfig


def train(config: TrainConfig, input_atoms, temp_workspace):
    path = temp_workspace / "model.json"
    path.write_text(json.dumps({"model": config.model, "rate": config.inner.rate, "steps": config.steps}))
    return [AtomConstructor(name="model", path=path, type="model")]


def score(config: ScoreConfig, input_atoms, temp_workspace):
    path = temp_workspace / "score.json"
    path.write_text(json.dumps({"score": round(input_atoms["model"].load()["rate"], config.digits)}))
    return [AtomConstructor(name="score", path=path, type="eval")]


workflow = Workflow(
    name="tune",
    input_atom_types={},
    steps=[
        Step(name="train", function=train, input_atom_types={}, config_class=TrainConfig),
        Step(name="score", function=score, input_atom_types={"model": "model"}, config_class=ScoreConfig),
    ],
    config_class=Config,
)
"""
VALUES = "train:\n  model: small\n  inner:\n    rate: 0.125\nscore: {}\n"
SECTION = '{"model": "m", "inner": {"rate": 1}}'
FILES = {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', "tune.py": FLOW, "values.yaml": VALUES}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its plan; every test runs it in the same place."""
    folder = tmp_path_factory.mktemp("tune")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def called(call, root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(root)
    if not (root / "tune.plan.json").exists():
        assert call("compile", "tune.py").exit_code == 0
    found: Result = call("run", *arguments)
    return found


RUNS = [
    (("tune.py", "--config", "values.yaml"), {"model.steps": "3", "score.score": "0.12"}),
    (("tune.plan.json", "--config", "values.yaml"), {"model.steps": "3", "score.score": "0.12"}),
    (
        ("tune.plan.json", "--config", "values.yaml", "-p", "score.digits=3", "-p", "train.inner.rate=0.0625"),
        {"score.score": "0.062"},
    ),
    (("tune.plan.json", "-p", f"train={SECTION}", "-p", "train.steps=7"), {"model.steps": "7", "score.score": "1.0"}),
    (("tune.py", "-p", "train.model=7", "-p", "train.inner.rate=2"), {"model.model": "7", "score.score": "2.0"}),
]


@pytest.mark.parametrize(("arguments", "figures"), RUNS)
def test_values_reach_the_steps(call, root: Path, monkeypatch, arguments, figures) -> None:
    result = called(call, root, monkeypatch, *arguments, "--user", "alice", "--label", "team=blue")
    assert result.exit_code == 0, result.output
    record = json.loads(max((root / ".icefloe/runs").iterdir()).joinpath("run.json").read_text())
    assert figures.items() <= record["figures"].items()
    assert (record["user"], record["labels"]) == ("alice", {"team": "blue"})


BAD = {
    "unknown.yaml": ("trian: {}\n", "unknown.yaml: the plan has no parameter 'trian'; did you mean 'train'?"),
    "type.yaml": (VALUES.replace("0.125", "fast"), "type.yaml: train.inner.rate: 'fast' is not of type 'number'"),
    "missing.json": ('{"train": {"model": "m"}}', "missing.json: train: 'inner' is a required property"),
    "twice.yaml": (VALUES + "score: {}\n", "twice.yaml: this is not YAML: the key 'score' stands twice"),
    "twice.json": ('{"score": {}, "score": {}}', "twice.json: this is not JSON: the key 'score' stands twice"),
    "list.yaml": ("- 1\n", "list.yaml must be a mapping"),
    "bomb.yaml": ("a: &a [1]\nb: *a\n", "bomb.yaml: a plan has no aliases"),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_files_are_refused(call, root: Path, monkeypatch, name: str) -> None:
    text, message = BAD[name]
    (root / name).write_text(text)
    result = called(call, root, monkeypatch, "tune.plan.json", "--config", name)
    assert (result.exit_code, message in result.output) == (2, True), result.output


WRONG = [
    (("-p", "trian.model=m"), "-p trian.model: the plan has no parameter 'trian'; did you mean 'train'?"),
    (("-p", "train.modell=m"), "-p train.modell: 'train' has no field 'modell'; did you mean 'model'?"),
    (("-p", "train.inner.rat=1"), "'train.inner' has no field 'rat'; did you mean 'rate'?"),
    (("-p", "train.model.x=1"), "'train.model' is no mapping, so that it has no fields"),
    (("-p", "train.steps=many"), "train.steps: 'many' is not of type 'integer'"),
    (("-p", "train=[1]"), "train: [1] is not of type 'object'"),
    (("-p", "train.model=m"), "train: 'inner' is a required property"),
    (("--label", "x"), "--label takes KEY=VALUE"),
    (("--config", "values.yaml", "--label", "a=1", "--label", "a=2"), "--label gives 'a' twice"),
    (("--config", "nowhere.yaml"), "nowhere.yaml"),
    (("--config", "values.yaml", "--stages", "scor"), "the plan has no step 'scor'; did you mean 'score'?"),
    ((), "or all of them in a file with --config FILE"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_values_are_refused_before_anything_starts(call, root: Path, monkeypatch, arguments, message) -> None:
    before = len(list((root / ".icefloe/runs").iterdir())) if (root / ".icefloe/runs").is_dir() else 0
    start = ("--config", "values.yaml") if arguments[-1:] in (("train.model.x=1",), ("train.steps=many",)) else ()
    result = called(call, root, monkeypatch, "tune.plan.json", *start, *arguments)
    assert (result.exit_code, message in result.output) == (2, True), result.output
    assert (len(list((root / ".icefloe/runs").iterdir())) if before else 0) == before


def test_an_atom_from_outside_is_seen_from_where_the_command_is_given(call, root: Path, monkeypatch) -> None:
    (root / "sub").mkdir(exist_ok=True)
    (root / "sub/model.json").write_text('{"rate": 0.25}')
    text = FLOW.replace("input_atom_types={},\n    steps=[\n", 'input_atom_types={"model": "model"},\n    steps=[\n')
    kept = [line for line in text.splitlines() if 'Step(name="train"' not in line]
    (root / "rated.py").write_text("\n".join(kept).replace('"tune"', '"rated"') + "\n")
    monkeypatch.chdir(root / "sub")
    result = call("run", "../rated.py", "-p", "model=model.json")
    assert result.exit_code == 0, result.output
    assert "score.score  0.25" in result.output
    result = call("run", "../rated.py", "-p", "model=nothing.json")
    assert (result.exit_code, "should be at nothing.json" in result.output) == (2, True), result.output
