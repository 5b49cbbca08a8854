"""The steps."""

import json

from motools.workflow import AtomConstructor


async def gather_step(config, input_atoms, temp_workspace, output_name="poems"):
    path = temp_workspace / "poems.json"
    path.write_text(json.dumps(["roses"] * config.poets))
    return [AtomConstructor(name=output_name, path=path, type="dataset")]


async def write_step(config, input_atoms, temp_workspace):
    path = temp_workspace / "poem.txt"
    path.write_text("\n".join(input_atoms["poems"].load()[: config.lines]))
    return [AtomConstructor(name="poem", path=path, type="dataset")]
