"""The sources that the tests of the command line write."""

PIPELINE = """\
from flowyml import Pipeline, context, step

from helpers import clean

ctx = context(size=5)


@step(outputs=["raw"])
def load(size: int) -> list[int]:
    return list(range(size))


@step(inputs=["raw"], outputs=["total"])
def total(raw: list[int]) -> int:
    return sum(clean(raw))


pipeline = Pipeline("training", context=ctx).add_step(load).add_step(total)
"""
HELPERS = '''\
LIMIT = 3


def clean(numbers: list[int]) -> list[int]:
    """Drop the big ones."""
    return [n for n in numbers if n < LIMIT]
'''
BROKEN = PIPELINE.replace("def total(raw: list[int])", "def total(raw: dict[str, int])")
PROJECT = "[project]\nname = 'x'\n"
