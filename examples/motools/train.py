"""Tell malignant tumours from benign ones by the nearest mean, as a motools workflow."""

import json
from dataclasses import dataclass
from pathlib import Path

from motools.atom import Atom
from motools.workflow import AtomConstructor, Step, Workflow, run_workflow


@dataclass
class PrepareConfig:
    """Every how many tumours one is set aside for the evaluation."""

    hold_out_every: int = 5


@dataclass
class TrainConfig:
    """Whether measurements are weighted by how much they vary."""

    standardise: bool = True


@dataclass
class EvaluateConfig:
    """How many digits of the accuracy are kept."""

    digits: int = 4


@dataclass
class TrainingConfig:
    """One section for each step, by its name."""

    prepare: PrepareConfig
    train: TrainConfig
    evaluate: EvaluateConfig


def prepare(config: PrepareConfig, input_atoms: dict[str, Atom], temp_workspace: Path) -> list[AtomConstructor]:
    """Write the breast cancer data set that comes with scikit-learn as two files of JSON."""
    from sklearn.datasets import load_breast_cancer

    tumours = load_breast_cancer()
    rows = [[*map(float, row), int(kind)] for row, kind in zip(tumours.data, tumours.target, strict=True)]
    held_out = rows[:: config.hold_out_every]
    kept = [row for number, row in enumerate(rows) if number % config.hold_out_every]
    train_path, test_path = temp_workspace / "train.json", temp_workspace / "test.json"
    train_path.write_text(json.dumps(kept))
    test_path.write_text(json.dumps(held_out))
    return [
        AtomConstructor(name="train_dataset", path=train_path, type="dataset"),
        AtomConstructor(name="test_dataset", path=test_path, type="dataset"),
    ]


def train(config: TrainConfig, input_atoms: dict[str, Atom], temp_workspace: Path) -> list[AtomConstructor]:
    """Keep the mean of each kind of tumour, and the scale of each measurement."""
    rows = json.loads(Path(input_atoms["train_dataset"].path).read_text())
    columns = list(zip(*(row[:-1] for row in rows), strict=True))
    scales = [max(column) - min(column) if config.standardise else 1.0 for column in columns]
    means = {}
    for kind in sorted({row[-1] for row in rows}):
        members = [row[:-1] for row in rows if row[-1] == kind]
        means[kind] = [sum(column) / len(members) for column in zip(*members, strict=True)]
    path = temp_workspace / "model.json"
    path.write_text(json.dumps({"scales": scales, "means": means}))
    return [AtomConstructor(name="model", path=path, type="model")]


def evaluate(config: EvaluateConfig, input_atoms: dict[str, Atom], temp_workspace: Path) -> list[AtomConstructor]:
    """Score the means on tumours that they have not seen."""
    model = json.loads(Path(input_atoms["model"].path).read_text())
    rows = json.loads(Path(input_atoms["test_dataset"].path).read_text())

    def distance(row: list[float], mean: list[float]) -> float:
        return sum(((a - b) / scale) ** 2 for a, b, scale in zip(row, mean, model["scales"], strict=True))

    hits = 0
    for *row, kind in rows:
        nearest = min(model["means"], key=lambda name: distance(row, model["means"][name]))
        hits += int(nearest) == kind
    path = temp_workspace / "accuracy.json"
    path.write_text(json.dumps({"accuracy": round(hits / len(rows), config.digits)}))
    return [AtomConstructor(name="accuracy", path=path, type="eval")]


workflow = Workflow(
    name="train",
    input_atom_types={},
    steps=[
        Step(
            name="prepare",
            function=prepare,
            input_atom_types={},
            config_class=PrepareConfig,
        ),
        Step(
            name="train",
            function=train,
            input_atom_types={"train_dataset": "dataset"},
            config_class=TrainConfig,
        ),
        Step(
            name="evaluate",
            function=evaluate,
            input_atom_types={"model": "model", "test_dataset": "dataset"},
            config_class=EvaluateConfig,
        ),
    ],
    config_class=TrainingConfig,
)

if __name__ == "__main__":
    run_workflow(
        workflow=workflow,
        input_atoms={},
        config=TrainingConfig(prepare=PrepareConfig(), train=TrainConfig(), evaluate=EvaluateConfig()),
        user="alice",
    )
