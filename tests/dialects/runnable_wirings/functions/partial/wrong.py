from functools import partial

from runnable import Pipeline, PythonTask


def scale(by: int) -> int:
    return 3 * by


def main():
    pipeline = Pipeline(steps=[PythonTask(name="count", function=partial(scale, by=2), returns=["counted"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
