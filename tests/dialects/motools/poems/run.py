"""Run the workflow of the package with a file of settings."""

import asyncio

from motools.workflow import run_workflow
from poetry.flow import poems_workflow
from poetry.settings import PoemsConfig

asyncio.run(
    run_workflow(
        workflow=poems_workflow,
        input_atoms={},
        config=PoemsConfig.from_yaml("configs/poems.yaml"),
        user="rumi",
    )
)
