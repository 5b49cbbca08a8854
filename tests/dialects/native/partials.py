# Covers: functools.partial of steps, steps in dictionaries and lists, a step passed to a helper, a step under two names.
from functools import partial

from icefloe import pipeline, step


@step
def resample(series: list, every: str, how: str = "mean") -> list:
    return series


@step
def smooth(series: list, window: int) -> list:
    return series


@step
def store(series: list, name: str): ...


hourly = partial(resample, every="1h")
FILTERS = {"raw": None, "weekly": partial(smooth, window=7), "monthly": partial(smooth, window=30)}


def chain(series, steps):
    for one in steps:
        series = one(series)
    return series


@pipeline
def series(values: list):
    base = hourly(values)
    for name, f in FILTERS.items():
        store(f(base) if f is not None else base, name)
    return chain(base, [partial(smooth, window=3), hourly])
