"""The steps of motools' own `train_and_evaluate`, with a backend on this machine: scikit-learn, and no service."""

import asyncio
import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from motools.atom import Atom
from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class PrepareDatasetConfig(StepConfig):
    """Which function gives the data (`module:function`), and with which arguments."""

    dataset_loader: str
    loader_kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass
class PrepareTaskConfig(StepConfig):
    """Which function gives the task: what an answer is scored by (`module:function`)."""

    task_loader: str


@dataclass
class SubmitTrainingConfig(StepConfig):
    """What is trained, how, and where."""

    model: Literal["logistic-regression", "nearest-mean"]
    hyperparameters: dict[str, float] = field(default_factory=dict)
    backend_name: Literal["local"] = "local"


@dataclass
class WaitForTrainingConfig(StepConfig):
    """Nothing to say: a local job is done when it is waited for."""


@dataclass
class EvaluateModelConfig(StepConfig):
    """How many digits of the score are kept."""

    digits: int = 4


@dataclass
class TrainAndEvaluateConfig(WorkflowConfig):
    """One section for each step, by its name."""

    prepare_dataset: PrepareDatasetConfig
    prepare_task: PrepareTaskConfig
    submit_training: SubmitTrainingConfig
    wait_for_training: WaitForTrainingConfig
    evaluate_model: EvaluateModelConfig


def named(target: str) -> Callable[..., Any]:
    """The function that `module:function` names."""
    module, _, name = target.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def written(path: Path, content: object) -> Path:
    """The path of a file with that content, as JSON."""
    path.write_text(json.dumps(content))
    return path


async def prepare_dataset(
    config: PrepareDatasetConfig,
    input_atoms: Mapping[str, Atom],
    temp_workspace: Path,
    *,
    output_name: str = "prepared_dataset",
) -> list[AtomConstructor]:
    """Get the data."""
    parts = named(config.dataset_loader)(**config.loader_kwargs)
    return [AtomConstructor(name=output_name, path=written(temp_workspace / "rows.json", parts), type="dataset")]


async def prepare_task(
    config: PrepareTaskConfig, input_atoms: Mapping[str, Atom], temp_workspace: Path
) -> list[AtomConstructor]:
    """Note how answers are scored, having seen that there is such a task."""
    named(config.task_loader)()
    path = written(temp_workspace / "task.json", {"task_loader": config.task_loader})
    return [AtomConstructor(name="prepared_task", path=path, type="task")]


async def submit_training(
    config: SubmitTrainingConfig, input_atoms: Mapping[str, Atom], temp_workspace: Path
) -> list[AtomConstructor]:
    """Put a job on the list: what is trained, on which rows."""
    job = {
        "backend": config.backend_name,
        "model": config.model,
        "hyperparameters": config.hyperparameters,
        "rows": input_atoms["prepared_dataset"].load()["train"],
    }
    return [AtomConstructor(name="training_job", path=written(temp_workspace / "job.json", job), type="training_job")]


async def wait_for_training(
    config: WaitForTrainingConfig, input_atoms: Mapping[str, Atom], temp_workspace: Path
) -> list[AtomConstructor]:
    """Do the job, which nobody else does here, and keep the planes that part the kinds."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import NearestCentroid
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    job = input_atoms["training_job"].load()
    wanted = job["hyperparameters"]
    if job["model"] == "logistic-regression":
        rounds = int(wanted.get("rounds", 100))
        estimator = LogisticRegression(C=1 / wanted.get("strength", 1.0), max_iter=rounds)
    else:
        estimator = NearestCentroid()
    fitted = make_pipeline(StandardScaler(), estimator)
    fitted.fit([row["measured"] for row in job["rows"]], [row["benign"] for row in job["rows"]])
    scaler, model = fitted.steps[0][1], fitted.steps[1][1]
    if job["model"] == "logistic-regression":
        weights, offset = model.coef_[0], model.intercept_[0]
    else:
        malignant, benign = model.centroids_
        weights, offset = benign - malignant, (malignant @ malignant - benign @ benign) / 2
    kept = {
        "means": scaler.mean_.tolist(),
        "scales": scaler.scale_.tolist(),
        "weights": weights.tolist(),
        "offset": float(offset),
    }
    return [AtomConstructor(name="trained_model", path=written(temp_workspace / "model.json", kept), type="model")]


async def evaluate_model(
    config: EvaluateModelConfig,
    input_atoms: Mapping[str, Atom],
    temp_workspace: Path,
    *,
    input_model_name: str = "prepared_model",
) -> list[AtomConstructor]:
    """Score the model on the rows that were set aside, as the task says."""
    model = input_atoms[input_model_name].load()
    rows = input_atoms["prepared_dataset"].load()["test"]
    score = named(input_atoms["prepared_task"].load()["task_loader"])()
    answers = []
    for row in rows:
        scaled = [(x - m) / s for x, m, s in zip(row["measured"], model["means"], model["scales"], strict=True)]
        answers.append(int(sum(x * w for x, w in zip(scaled, model["weights"], strict=True)) + model["offset"] > 0))
    result = {"score": round(score([row["benign"] for row in rows], answers), config.digits), "rows": len(rows)}
    return [AtomConstructor(name="eval_results", path=written(temp_workspace / "results.json", result), type="eval")]


train_and_evaluate = Workflow(
    name="train_and_evaluate",
    input_atom_types={},
    steps=[
        StepDefinition(
            name="prepare_dataset",
            fn=prepare_dataset,
            input_atom_types={},
            output_atom_types={"prepared_dataset": "dataset"},
            config_class=PrepareDatasetConfig,
        ),
        StepDefinition(
            name="prepare_task",
            fn=prepare_task,
            input_atom_types={},
            output_atom_types={"prepared_task": "task"},
            config_class=PrepareTaskConfig,
        ),
        StepDefinition(
            name="submit_training",
            fn=submit_training,
            input_atom_types={"prepared_dataset": "dataset"},
            output_atom_types={"training_job": "training_job"},
            config_class=SubmitTrainingConfig,
        ),
        StepDefinition(
            name="wait_for_training",
            fn=wait_for_training,
            input_atom_types={"training_job": "training_job"},
            output_atom_types={"trained_model": "model"},
            config_class=WaitForTrainingConfig,
        ),
        StepDefinition(
            name="evaluate_model",
            fn=partial(evaluate_model, input_model_name="trained_model"),
            input_atom_types={"trained_model": "model", "prepared_dataset": "dataset", "prepared_task": "task"},
            output_atom_types={"eval_results": "eval"},
            config_class=EvaluateModelConfig,
        ),
    ],
    config_class=TrainAndEvaluateConfig,
)


async def main() -> None:
    """Run it as the file beside this one says."""
    config = TrainAndEvaluateConfig.from_yaml(Path(__file__).parent / "tumours.yaml")
    result = await run_workflow(workflow=train_and_evaluate, input_atoms={}, config=config, user="alice")
    print(result.get_step_state("evaluate_model").output_atoms["eval_results"])


if __name__ == "__main__":
    asyncio.run(main())
