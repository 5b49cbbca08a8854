"""Names of types that do not agree: between steps, with the bodies, and with motools itself."""

from motools.workflow import AtomConstructor, StepDefinition, Workflow


async def prepare(config, input_atoms, temp_workspace):
    # Declared as a data set below.
    return [AtomConstructor(name="questions", path=temp_workspace / "questions.json", type="task")]


async def train(config, input_atoms, temp_workspace):
    if not input_atoms:
        return []
    return [AtomConstructor(name="weights", path=temp_workspace / "weights.bin", type="model")]


async def judge(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="scores", path=temp_workspace / "scores.json", type="evaluation")]


workflow = Workflow(
    name="kinds",
    input_atom_types={"base": "model"},
    steps=[
        StepDefinition("prepare", prepare, {}, {"questions": "dataset"}, None),
        StepDefinition("train", train, {"questions": "dataset", "base": "dataset"}, {"model": "model"}, None),
        StepDefinition("judge", judge, {"model": "eval"}, {"scores": "evaluation"}, None),
    ],
    config_class=dict,
)
