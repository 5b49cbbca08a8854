import numpy as np

from runnable import Pipeline, PythonTask


def load() -> int:
    return int(np.int64(3))


def use(count):
    print(f"received: {count!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["count"]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
