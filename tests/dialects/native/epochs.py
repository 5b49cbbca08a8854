# Covers: a known number of rounds that hand a value on (unrolled), and a number that a parameter gives (a loop).
from icefloe import pipeline, step


@step
def init(seed=0): return {"seed": seed}


@step
def epoch(state, number): return state


@step
def save(state, to="model.pt"): return to


@pipeline
def short():
    state = init(7)
    for number in range(4):
        state = epoch(state, number)
    return save(state)


@pipeline
def parametric(epochs: int = 10):
    state = init()
    for number in range(epochs):
        state = epoch(state, number)
    return save(state)
