from pathlib import Path
from motools.workflow import AtomConstructor
from motools.atom import Atom

def my_step(
    config: MyStepConfig,
    input_atoms: dict[str, Atom],
    temp_workspace: Path,
) -> list[AtomConstructor]:
    # 1. Load input
    input_data = input_atoms["input_dataset"].load()

    # 2. Process
    output_data = process(input_data, config)

    # 3. Save to workspace
    output_path = temp_workspace / "output.jsonl"
    save(output_data, output_path)

    # 4. Return atom constructor
    return [AtomConstructor(
        name="output_dataset",
        path=output_path,
        type="dataset"
    )]
