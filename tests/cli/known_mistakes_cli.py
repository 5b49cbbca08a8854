"""A pipeline with two mistakes, and the same one without them."""

MISTAKES = """\
from flowyml import Pipeline, step


@step(outputs=["raw"])
def load() -> list[int]:
    return [1, 2]


@step(inputs=["rwa"], outputs=["model"])
def train(rwa) -> str:
    return "m"


@step(inputs=["model"], outputs=["score"])
def evaluate(model: str) -> float:
    print(model)
    return 0.5


p = Pipeline("x", verison="1")
p.add_step(load)
p.add_step(train)
p.add_step(evaluate)
"""
CLEAN = MISTAKES.replace("rwa", "raw").replace(', verison="1"', "")
