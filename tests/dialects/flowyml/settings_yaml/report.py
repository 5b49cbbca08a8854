import json
import tomllib
from pathlib import Path

from flowyml import Pipeline, context, step

PARAMS = json.loads(Path("params.json").read_text())

with open("report.toml", "rb") as file:
    SETTINGS = tomllib.load(file)


@step(outputs=["histogram"])
def histogram(columns: list, bins: int):
    return {column: [0] * bins for column in columns}


@step(inputs=["histogram"], outputs=["page"], tags=SETTINGS["owner"])
def render(histogram, title: str):
    return f"<h1>{title}</h1>{histogram}"


pipeline = Pipeline(PARAMS.pop("name"), context=context(title=SETTINGS["title"], **PARAMS))
pipeline.add_step(histogram).add_step(render)
