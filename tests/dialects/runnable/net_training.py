"""A training loop is a function like any other: there is no task of its own for torch."""
try:
    import torch
except ImportError:
    torch = None

from runnable import Catalog, Pipeline, PythonTask, metric, pickled


def make_batches(batches: int = 4, batch_size: int = 8):
    return [[float(i + j) for j in range(batch_size)] for i in range(batches)]


def train(batch_list, epochs: int = 2, learning_rate: float = 0.1):
    weight = 0.0
    for _ in range(epochs):
        for batch in batch_list:
            if torch is not None:
                batch = torch.tensor(batch).tolist()
            weight -= learning_rate * (weight - sum(batch) / len(batch))
    with open("weights.txt", "w") as target:
        target.write(str(weight))
    return weight, abs(weight)


def check(weight: float):
    assert float(open("weights.txt").read()) == weight


def training():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="batches", function=make_batches, returns=[pickled("batch_list")]),
            PythonTask(
                name="train",
                function=train,
                returns=["weight", metric("size")],
                catalog=Catalog(put=["weights.*"]),
            ),
            PythonTask(name="check", function=check, catalog=Catalog(get=["weights.txt"])),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    training()
