# Covers: calls that do not fit the signature: missing, unknown, too many, twice (FLO204, FLO207).
from icefloe import pipeline, step


@step
def fit(x, rate, *, epochs=1): return x


@pipeline
def inner(a, b=2): return fit(a, b)


@pipeline
def wrong(x):
    fit(x)
    fit(x, 0.1, 5)
    fit(x, 0.1, epoch=5)
    fit(x, 0.1, rate=0.2)
    inner()
    inner(x, c=3)
