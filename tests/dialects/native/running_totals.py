# Covers: a `for` whose rounds know each other: totals, a model that goes on, the first hit with `break`, `enumerate`.
from icefloe import pipeline, step


@step
def batches(path: str) -> list[str]:
    return []


@step
def update(model: dict, batch: str, number: int) -> dict:
    return model


@step
def loss(model: dict, batch: str) -> float:
    return 0.0


@step
def fresh() -> dict:
    return {}


@step
def fits(batch: str, limit: int) -> bool:
    return True


@pipeline
def online(path: str):
    model = fresh()
    total = 0.0
    for number, batch in enumerate(batches(path)):
        model = update(model, batch, number)
        total += loss(model, batch)
    return model, total


@pipeline
def first_fitting(path: str, limit: int = 10):
    found = None
    for batch in batches(path):
        if fits(batch, limit):
            found = batch
            break
    return found


@pipeline
def every_other(path: str, limit: int = 10):
    for batch in batches(path):
        if not fits(batch, limit):
            continue
        last = loss({}, batch)
    return last
