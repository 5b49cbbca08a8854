"""A pipeline after it was changed."""

from flowyml import Pipeline, context, step

from helpers import cleaned

ctx = context(path="data.csv", rate=0.2)


@step(outputs=["rows"], retry=2)
def read(path: str) -> list[int]:
    """Read the rows."""
    return [len(path)]


@step(inputs=["rows"], outputs=["clean_rows"])
def clean(rows: list[int]) -> list[int]:
    """Drop what cannot be used."""
    return cleaned(rows)


@step(inputs=["clean_rows"], outputs=["scaled"])
def scale(clean_rows: list[int]) -> list[int]:
    """Bring the rows to one size."""
    return sorted(clean_rows)


@step(inputs=["scaled"], outputs=["model"])
def train(scaled: list[int], rate: float) -> float:
    """Fit the model."""
    return sum(scaled) * rate


@step(inputs=["model"], outputs=["score"])
def evaluate(model: float) -> str:
    """Score the model."""
    return f"{model:.3f}"


pipeline = Pipeline("training", context=ctx)
pipeline.add_step(read).add_step(clean).add_step(scale).add_step(train).add_step(evaluate)
