"""As many steps as there are judges, made by a helper; the last one gathers what they say."""

from motools.workflow import AtomConstructor, StepDefinition, Workflow

JUDGES = {"strict": 0.9, "lenient": 0.2}


def judge(name: str, threshold: float) -> StepDefinition:
    async def run(config, input_atoms, temp_workspace):
        path = temp_workspace / f"{name}.txt"
        path.write_text(str(threshold))
        return [AtomConstructor(name=f"{name}_verdict", path=path, type="eval")]

    return StepDefinition(
        name=f"judge_{name}",
        fn=run,
        input_atom_types={"answers": "dataset"},
        output_atom_types={f"{name}_verdict": "eval"},
        config_class=None,
    )


async def gather(config, input_atoms, temp_workspace):
    made = []
    for kind in ("mean", "worst"):
        path = temp_workspace / f"{kind}.txt"
        path.write_text(kind)
        made.append(AtomConstructor(name=f"{kind}_score", path=path, type="eval"))
    return made


steps = [judge(name, threshold) for name, threshold in JUDGES.items()]
steps.append(
    StepDefinition(
        name="gather",
        fn=gather,
        input_atom_types={f"{name}_verdict": "eval" for name in JUDGES},
        output_atom_types={"mean_score": "eval", "worst_score": "eval"},
        config_class=None,
    )
)

workflow = Workflow(name="many_judges", input_atom_types={"answers": "dataset"}, steps=steps, config_class=None)
