"""Pipelines that are made by functions, which can also execute them."""
from runnable import Parallel, Pipeline, PythonTask


def north():
    return 12


def south():
    return 30


def report(north_visitors: int, south_visitors: int):
    print(north_visitors + south_visitors)


def north_pipeline(execute: bool = True):
    pipeline = Pipeline(steps=[PythonTask(name="north", function=north, returns=["north_visitors"])])
    if execute:
        pipeline.execute()
    return pipeline


def south_pipeline(execute=True):
    pipeline = Pipeline(steps=[PythonTask(name="south", function=south, returns=["south_visitors"])])
    if execute:
        pipeline.execute()
    return pipeline


def both():
    gates = Parallel(
        name="gates",
        branches={"north": north_pipeline(execute=False), "south": south_pipeline(execute=False)},
    )
    pipeline = Pipeline(steps=[gates, PythonTask(name="report", function=report)])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    both()
