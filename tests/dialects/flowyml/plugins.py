"""Which steps there are depends on what only a run can tell."""
import importlib
import os

import entry_points_of_ours as plugins
from flowyml import Pipeline, step


@step(outputs=["page"])
def fetch():
    return "<html>"


def extractor(name):
    @step(name=f"extract_{name}", inputs=["page"], outputs=[name])
    def extract(page):
        return importlib.import_module(f"extractors.{name}").run(page)

    return extract


pipeline = Pipeline("extraction")
pipeline.add_step(fetch)

for name in os.environ["EXTRACTORS"].split(","):
    pipeline.add_step(extractor(name))

if os.getenv("WITH_IMAGES"):
    pipeline.add_step(extractor("images"))

for plugin in plugins.load():
    pipeline.add_step(plugin.step)
