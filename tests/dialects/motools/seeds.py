"""The same training with several seeds, one run after the other."""

import asyncio
from dataclasses import dataclass

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class TrainConfig(StepConfig):
    seed: int
    epochs: int = 2


@dataclass
class Config(WorkflowConfig):
    train: TrainConfig


async def train(config, input_atoms, temp_workspace):
    path = temp_workspace / "model.txt"
    path.write_text(str(config.seed))
    return [AtomConstructor(name="model", path=path, type="model")]


workflow = Workflow("seeds", {}, [StepDefinition("train", train, {}, {"model": "model"}, TrainConfig)], Config)


async def main():
    results = []
    for seed in (1, 2, 3):
        config = Config(train=TrainConfig(seed=seed))
        results.append(await run_workflow(workflow, {}, config, "kim", config_name=f"seed_{seed}"))
    return results


if __name__ == "__main__":
    asyncio.run(main())
