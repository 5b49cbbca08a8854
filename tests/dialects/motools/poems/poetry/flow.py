"""The workflow, for whoever runs it."""

from motools.workflow import Workflow
from motools.workflow.base import StepDefinition

from poetry.settings import GatherConfig, PoemsConfig, WriteConfig
from poetry.steps import gather_step, write_step

poems_workflow = Workflow(
    name="poems",
    input_atom_types={},
    steps=[
        StepDefinition("gather", gather_step, {}, {"poems": "dataset"}, GatherConfig),
        StepDefinition("write", write_step, {"poems": "dataset"}, {"poem": "dataset"}, WriteConfig),
    ],
    config_class=PoemsConfig,
)
