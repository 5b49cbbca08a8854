"""A lambda, a function in a function, and a partial: only names are kept, so none of them is found again."""
from functools import partial

from runnable import Pipeline, PythonTask


def scale(value, factor):
    return value * factor


def main():
    def three():
        return 3

    pipeline = Pipeline(
        steps=[
            PythonTask(name="three", function=three, returns=["value"]),
            PythonTask(name="double", function=lambda value: value * 2, returns=["value"]),
            PythonTask(name="scale", function=partial(scale, factor=10), returns=["value"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
