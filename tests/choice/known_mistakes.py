"""A pipeline with three mistakes, and how findings are written down in these tests."""

from icefloe import api

#: FLO201 on line 9, FLO301 on line 19 (its other end on line 10), FLO105 on line 25.
TRAIN = """\
from flowyml import Pipeline, step


@step(outputs=["raw"])
def load() -> list[int]:
    return [1, 2]


@step(inputs=["rwa"], outputs=["model"])
def train(rwa) -> str:
    return "m"


@step(
    inputs=["model"],
    outputs=["score"],
)
def evaluate(
    model: int,
) -> float:
    text = "# icefloe: ignore[FLO201]"
    return 0.5


p = Pipeline("x", verison="1")
p.add_step(load)
p.add_step(train)
p.add_step(evaluate)
"""
PLACES = [("FLO201", 9), ("FLO301", 19), ("FLO105", 25)]


def found(checked: api.Checked) -> list[str]:
    """Codes and lines of what is reported, in order; the path where it is not the file that most tests write."""
    return [
        f"{one.code}:{one.span.line}" if one.span.path == "train.py" else f"{one.code}:{one.span.path}:{one.span.line}"
        for one in checked.findings
    ]
