# Covers: `while` with a counter that bounds it (a loop), and one without a bound (a finding that says what to write).
from icefloe import pipeline, step


@step
def start(path: str) -> list[float]:
    return [0.0]


@step
def improve(weights: list[float], rate: float) -> list[float]:
    return weights


@step
def loss(weights: list[float]) -> float:
    return 0.1


@pipeline
def descend(path: str, rate: float = 0.1, tolerance: float = 0.01):
    weights = start(path)
    error = loss(weights)
    rounds = 0
    while error > tolerance and rounds < 50:
        weights = improve(weights, rate)
        error = loss(weights)
        rounds += 1
    return weights


@pipeline
def forever(path: str):
    weights = start(path)
    while loss(weights) > 0.01:
        weights = improve(weights, 0.1)
    return weights
