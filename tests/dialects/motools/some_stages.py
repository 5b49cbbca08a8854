"""Run the last stages again, and one that is not there."""

from dataclasses import dataclass

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow


@dataclass
class NoConfig(StepConfig):
    pass


@dataclass
class Config(WorkflowConfig):
    fetch: NoConfig
    train: NoConfig
    report: NoConfig


async def fetch(config, input_atoms, temp_workspace):
    path = temp_workspace / "rows.txt"
    path.write_text("rows")
    return [AtomConstructor(name="rows", path=path, type="dataset")]


async def train(config, input_atoms, temp_workspace):
    path = temp_workspace / "model.txt"
    path.write_text(input_atoms["rows"].load())
    return [AtomConstructor(name="model", path=path, type="model")]


async def report(config, input_atoms, temp_workspace):
    path = temp_workspace / "report.txt"
    path.write_text(input_atoms["model"].load())
    return [AtomConstructor(name="report", path=path, type="eval")]


pipeline = Workflow(
    "stages",
    {},
    [
        StepDefinition("fetch", fetch, {}, {"rows": "dataset"}, NoConfig),
        StepDefinition("train", train, {"rows": "dataset"}, {"model": "model"}, NoConfig),
        StepDefinition("report", report, {"model": "model"}, {"report": "eval"}, NoConfig),
    ],
    Config,
)
settings = Config(fetch=NoConfig(), train=NoConfig(), report=NoConfig())


async def again():
    await run_workflow(pipeline, {}, settings, "olu", selected_stages=["train", "report"], force_rerun=True)


async def mistaken():
    await run_workflow(pipeline, {}, settings, "olu", selected_stages=["fetch", "reprot"])
