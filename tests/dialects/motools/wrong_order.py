"""Steps in the wrong order, steps that wait for each other, and a name that nobody makes."""

from motools.workflow import AtomConstructor, StepDefinition, Workflow


async def clean(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="clean_dataset", path=temp_workspace / "a", type="dataset")]


async def train(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="model", path=temp_workspace / "b", type="model")]


async def judge(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="verdict", path=temp_workspace / "c", type="eval")]


too_early = Workflow(
    name="too_early",
    input_atom_types={"raw_dataset": "dataset"},
    steps=[
        StepDefinition("train", train, {"clean_dataset": "dataset"}, {"model": "model"}, None),
        StepDefinition("clean", clean, {"raw_dataset": "dataset"}, {"clean_dataset": "dataset"}, None),
    ],
    config_class=dict,
)

in_a_circle = Workflow(
    name="in_a_circle",
    input_atom_types={},
    steps=[
        StepDefinition("clean", clean, {"verdict": "eval"}, {"clean_dataset": "dataset"}, None),
        StepDefinition("train", train, {"clean_dataset": "dataset"}, {"model": "model"}, None),
        StepDefinition("judge", judge, {"model": "model"}, {"verdict": "eval"}, None),
    ],
    config_class=dict,
)

misspelt = Workflow(
    name="misspelt",
    input_atom_types={"raw_dataset": "dataset", "never_used": "task"},
    steps=[
        StepDefinition("clean", clean, {"raw_datset": "dataset"}, {"clean_dataset": "dataset"}, None),
        StepDefinition("train", train, {"clean_dataset": "dataset"}, {"model": "model"}, None),
    ],
    config_class=dict,
)
