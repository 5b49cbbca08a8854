# There was such a task in an older version.
from runnable import Pipeline, TorchTask


def train(epochs: int = 2):
    return epochs


def main():
    pipeline = Pipeline(steps=[TorchTask(name="train", function=train, returns=["trained"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
