"""A configuration with a mistake of every sort, in Python and in YAML."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from mashumaro import field_options
from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow
from motools.workflow.validators import validate_enum, validate_import_path


@dataclass
class LoadConfig(StepConfig):
    loader: str = field(metadata=field_options(deserialize=lambda x: validate_import_path(x, "loader")))
    rows: int = 10


@dataclass
class TrainConfig(StepConfig):
    rate: float
    schedule: Literal["constant", "cosine"] = "constant"
    backend: str = field(
        default="local",
        metadata=field_options(deserialize=lambda x: validate_enum(x, {"local", "cloud"}, "backend")),
    )


@dataclass
class Settings(WorkflowConfig):
    load: LoadConfig
    training: TrainConfig  # the step is called `train`


async def load(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="rows", path=temp_workspace / "rows.json", type="dataset")]


async def train(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="model", path=temp_workspace / "model.json", type="model")]


def training_workflow(name: str) -> Workflow:
    return Workflow(
        name=name,
        input_atom_types={},
        steps=[
            StepDefinition("load", load, {}, {"rows": "dataset"}, LoadConfig),
            StepDefinition("train", train, {"rows": "dataset"}, {"model": "model"}, TrainConfig),
        ],
        config_class=Settings,
    )


in_python = training_workflow("in_python")
in_yaml = training_workflow("in_yaml")


async def main():
    await run_workflow(
        in_python,
        {},
        Settings(load={"loader": "quotes.load_quotes", "row": 5}, training=TrainConfig(rate="fast", schedule="linear")),
        "eve",
    )
    await run_workflow(in_yaml, {}, Settings.from_yaml("configs/mistakes.yaml"), "eve")


asyncio.run(main())
