"""A project with a version, and a pipeline without one."""

HELPERS = "LIMIT = 3\n\n\ndef clean(numbers: list[int]) -> list[int]:\n    return [n for n in numbers if n < LIMIT]\n"
TRAIN = """\
from icefloe import Pipeline, context, step

from helpers import clean


@step(outputs=["raw"])
def load(size: int) -> list[int]:
    return list(range(size))


@step(inputs=["raw"], outputs=["total"])
def total(raw: list[int]) -> int:
    return sum(clean(raw))


training = Pipeline("training", context=context(size=5), version="v1.0.0").add_step(load).add_step(total)
"""
SCORE = """\
from icefloe import pipeline, step


@step
def rate() -> float:
    return 0.5


@pipeline(name="score")
def score() -> float:
    return rate()
"""
FILES = {"pyproject.toml": "[project]\nname = 'x'\n", "helpers.py": HELPERS, "train.py": TRAIN}
