# Covers: maps whose element is an expression of a step's output, pairs, and lists made without any step (a finding).
from icefloe import pipeline, step


@step
def fit(seed: int) -> dict:
    return {"model": "m", "score": 0.1}


@step
def pick(models: list, scores: list[float]): ...


@step
def table(rows: list): ...


@pipeline
def seeds(numbers: list[int]):
    runs = [fit(n) for n in numbers]
    scores = [fit(n)["score"] for n in numbers]
    rows = [(n, fit(n + 1)["score"] * 100) for n in numbers]
    pick(runs, scores)
    table(rows)


@pipeline
def without_steps(numbers: list[int]):
    runs = [fit(n) for n in numbers]
    pick(runs, [r["score"] for r in runs])
