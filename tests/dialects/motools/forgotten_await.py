"""The run is started and never waited for; one of its steps needs a key."""

import os
from dataclasses import dataclass

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class AskConfig(StepConfig):
    prompt: str = "Name a river."


@dataclass
class Config(WorkflowConfig):
    ask: AskConfig


async def ask(config, input_atoms, temp_workspace):
    key = os.environ["ANSWERS_API_KEY"]
    proxy = os.environ.get("ANSWERS_PROXY", "")
    path = temp_workspace / "answer.txt"
    path.write_text(f"{config.prompt} {len(key)} {proxy}")
    return [AtomConstructor(name="answer", path=path, type="dataset")]


def count(config, input_atoms, temp_workspace):
    path = temp_workspace / "count.txt"
    path.write_text(str(len(input_atoms["answer"].load())))
    return [AtomConstructor(name="count", path=path, type="eval")]


workflow = Workflow(
    name="forgotten_await",
    input_atom_types={},
    steps=[
        StepDefinition("ask", ask, {}, {"answer": "dataset"}, AskConfig),
        StepDefinition("count", count, {"answer": "dataset"}, {"count": "eval"}, None),
    ],
    config_class=Config,
)

result = run_workflow(workflow=workflow, input_atoms={}, config=Config(ask=AskConfig()), user="zoe")
