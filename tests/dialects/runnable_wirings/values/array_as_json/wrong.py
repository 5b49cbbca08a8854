import numpy as np

from runnable import Pipeline, PythonTask


def load() -> np.ndarray:
    return np.array([0.5, 0.25])


def use(weights):
    print(f"received: {weights!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["weights"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
