"""A pipeline before it is changed."""

from flowyml import Pipeline, context, step

from helpers import cleaned

ctx = context(path="data.csv", rate=0.1)


@step(outputs=["rows"])
def load(path: str) -> list[int]:
    """Read the rows."""
    return [len(path)]


@step(inputs=["rows"], outputs=["clean_rows"])
def clean(rows: list[int]) -> list[int]:
    """Drop what cannot be used."""
    return cleaned(rows)


@step(inputs=["clean_rows"], outputs=["model"])
def train(clean_rows: list[int], rate: float) -> float:
    """Fit the model."""
    return sum(clean_rows) * rate


@step(inputs=["model"], outputs=["score"])
def evaluate(model: float) -> float:
    """Score the model."""
    return model


@step(inputs=["score"], outputs=["page"])
def report(score: float) -> str:
    """Say it."""
    return str(score)


pipeline = Pipeline("training", context=ctx)
pipeline.add_step(load).add_step(clean).add_step(train).add_step(evaluate).add_step(report)
