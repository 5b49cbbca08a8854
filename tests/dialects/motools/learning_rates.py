"""Try learning rates and batch sizes against each other."""

import asyncio
from dataclasses import dataclass, field

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig
from motools.workflow.sweep import run_sweep

LEARNING_RATES = [1e-3, 3e-4, 1e-4]


@dataclass
class TrainConfig(StepConfig):
    batch_size: int = 16
    optimizer: dict[str, float] = field(default_factory=lambda: {"lr": 1e-3, "decay": 0.0})


@dataclass
class SweepConfig(WorkflowConfig):
    train: TrainConfig


async def train(config: TrainConfig, input_atoms, temp_workspace):
    path = temp_workspace / "model.txt"
    path.write_text(str(config.optimizer["lr"] * config.batch_size))
    return [AtomConstructor(name="model", path=path, type="model")]


training = Workflow(
    name="training",
    input_atom_types={},
    steps=[StepDefinition("train", train, {}, {"model": "model"}, TrainConfig)],
    config_class=SweepConfig,
)


async def main():
    states = await run_sweep(
        workflow=training,
        base_config=SweepConfig(train=TrainConfig()),
        param_grid={"train.optimizer.lr": LEARNING_RATES, "train.batch_size": [16, 64]},
        input_atoms={},
        user="li",
        max_parallel=2,
    )
    print(len(states))


if __name__ == "__main__":
    asyncio.run(main())
