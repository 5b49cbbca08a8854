# Covers: Dataset, Model and Metrics between steps, and the pipeline that only passes them on.
from icefloe import Dataset, Metrics, Model, pipeline, step


@step
def load(path: str) -> Dataset[list[int]]:
    return Dataset([1, 2, 3], name="numbers", rows=3)


@step
def train(data: Dataset[list[int]]) -> Model[float]:
    return Model(sum(data.data) / 3, name="mean")


@step
def evaluate(model: float, data: list[int]) -> Metrics[dict[str, float]]:
    return Metrics({"mae": sum(abs(x - model) for x in data) / len(data)}, name="mae")


@pipeline
def mean_model(path: str):
    data = load(path)
    model = train(data)
    return model, evaluate(model, data)
