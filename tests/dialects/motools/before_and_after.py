"""Score the model before and after training with one step function, told apart by `functools.partial`."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig


@dataclass
class ModelConfig(StepConfig):
    name: str = "tiny"


@dataclass
class TuneConfig(StepConfig):
    steps: int = 10


@dataclass
class ScoreConfig(StepConfig):
    questions: int = 50


@dataclass
class Config(WorkflowConfig):
    base: ModelConfig
    tune: TuneConfig
    score_before: ScoreConfig
    score_after: ScoreConfig


async def take(config, input_atoms, temp_workspace, output_name="model"):
    path = temp_workspace / "model.txt"
    path.write_text(config.name)
    return [AtomConstructor(name=output_name, path=path, type="model")]


async def tune(config, input_atoms, temp_workspace):
    path = temp_workspace / "tuned.txt"
    path.write_text(f"{input_atoms['base_model'].load()} + {config.steps}")
    return [AtomConstructor(name="tuned_model", path=path, type="model")]


async def score(config, input_atoms, temp_workspace: Path, *, model_name: str, output_name: str = "scores"):
    """Score whichever of the models is named."""
    path = temp_workspace / "scores.txt"
    path.write_text(input_atoms[model_name].load())
    return [AtomConstructor(name=output_name, path=path, type="eval")]


comparison = Workflow(
    name="before_and_after",
    input_atom_types={},
    steps=[
        StepDefinition("base", partial(take, output_name="base_model"), {}, {"base_model": "model"}, ModelConfig),
        StepDefinition("tune", tune, {"base_model": "model"}, {"tuned_model": "model"}, TuneConfig),
        StepDefinition(
            name="score_before",
            fn=partial(score, model_name="base_model", output_name="scores_before"),
            input_atom_types={"base_model": "model"},
            output_atom_types={"scores_before": "eval"},
            config_class=ScoreConfig,
        ),
        StepDefinition(
            name="score_after",
            fn=partial(score, model_name="tuned_model", output_name="scores_after"),
            input_atom_types={"tuned_model": "model"},
            output_atom_types={"scores_after": "eval"},
            config_class=ScoreConfig,
        ),
    ],
    config_class=Config,
)
