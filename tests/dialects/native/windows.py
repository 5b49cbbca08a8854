# Covers: `range(len(x))`, `zip` of shifted outputs, `enumerate` with a start, indexes into outputs inside a loop.
from icefloe import pipeline, step


@step
def days(month: str) -> list[str]:
    return []


@step
def load(day: str) -> list[float]:
    return []


@step
def delta(before: list[float], after: list[float]) -> float:
    return 0.0


@step
def write(rank: int, value: float) -> str:
    return ""


@pipeline
def changes(month: str):
    names = days(month)
    tables = [load(names[i]) for i in range(len(names))]
    deltas = [delta(a, b) for a, b in zip(tables, tables[1:])]
    return [write(rank, value) for rank, value in enumerate(deltas, 1)]
