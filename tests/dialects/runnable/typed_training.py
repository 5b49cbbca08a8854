"""Settings as pydantic models: runnable makes them of the mappings in the parameters file."""
from pydantic import BaseModel, Field

from runnable import Pipeline, PythonTask, metric


class Optimiser(BaseModel):
    name: str
    rate: float = 0.01
    betas: tuple[float, float] = (0.9, 0.99)


class Data(BaseModel):
    folder: str
    batch_size: int = Field(default=16, gt=0)


class Summary(BaseModel):
    losses: list[float]
    last: float


def train(optimiser: Optimiser, data: Data, epochs: int) -> Summary:
    losses = [optimiser.rate * data.batch_size / (epoch + 1) for epoch in range(epochs)]
    return Summary(losses=losses, last=losses[-1])


def evaluate(summary: Summary, data: Data, Run_Name: str):
    print(Run_Name, data.folder, summary.last)
    return summary.last


def plain(summary: dict):
    # a dictionary by now
    return len(summary["losses"])


def typed_training():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="train", function=train, returns=["summary"]),
            PythonTask(name="evaluate", function=evaluate, returns=[metric("last_loss")]),
            PythonTask(name="plain", function=plain, returns=["rounds"]),
        ],
    )
    pipeline.execute(parameters_file="params/training.yaml")
    return pipeline


if __name__ == "__main__":
    typed_training()
