"""Atoms that a run is given: one under another name, one of another type."""

import asyncio
from dataclasses import dataclass

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class MergeConfig(StepConfig):
    weight: float = 0.5


@dataclass
class Config(WorkflowConfig):
    merge: MergeConfig


async def merge(config, input_atoms, temp_workspace):
    path = temp_workspace / "merged.txt"
    path.write_text(f"{input_atoms['left'].id} {input_atoms['right'].id} {config.weight}")
    return [AtomConstructor(name="merged", path=path, type="model")]


workflow = Workflow(
    name="merge",
    input_atom_types={"left": "model", "right": "model"},
    steps=[StepDefinition("merge", merge, {"left": "model", "right": "model"}, {"merged": "model"}, MergeConfig)],
    config_class=Config,
)

asyncio.run(
    run_workflow(
        workflow, {"left": "model-ana-maria-00ff12aa", "rihgt": "model-bo-12345678"}, Config(MergeConfig()), "ana"
    )
)
asyncio.run(
    run_workflow(workflow, {"left": "dataset-bo-12345678", "right": "model-bo-12345678"}, Config(MergeConfig()), "bo")
)
