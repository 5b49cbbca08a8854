"""Functions of the standard library as tasks: their parameters decide what they take."""
import random
import statistics

from runnable import Pipeline, PythonTask


def throw_dice(throws: int = 12):
    random.seed(5)
    return [random.randint(1, 6) for _ in range(throws)]


def show(average, spread):
    print(f"{average:.2f} +- {spread:.2f}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="throw", function=throw_dice, returns=["data"]),
            PythonTask(name="average", function=statistics.mean, returns=["average"]),
            PythonTask(name="spread", function=statistics.stdev, returns=["spread"]),
            PythonTask(name="show", function=show),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
