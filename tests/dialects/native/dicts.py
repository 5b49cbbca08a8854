# Covers: dict comprehensions over constants (unrolled) and over outputs (a finding), dictionaries of outputs, merging.
from icefloe import pipeline, step

REGIONS = {"north": [1, 2], "south": [3]}


@step
def forecast(stores: list[int]) -> float:
    return 1.0


@step
def regions() -> list[str]:
    return ["north"]


@step
def report(forecasts: dict, total=None) -> str:
    return ""


@pipeline
def known():
    forecasts = {name: forecast(stores) for name, stores in REGIONS.items()}
    forecasts["all"] = forecast([s for stores in REGIONS.values() for s in stores])
    return report({**forecasts, "unit": "EUR"}, total=forecasts["north"] + forecasts["south"])


@pipeline
def by_output():
    return report({name: forecast([1]) for name in regions()})
