# Covers: known loops unrolled (literals, `itertools.product`-like nesting, a dict's items), labels by argument.
from icefloe import pipeline, step

RATES = (0.1, 0.01)
DEPTHS = {"shallow": 3, "deep": 9}


@step
def data(): return [1, 2, 3]


@step
def fit(xs, rate, depth):
    return {"rate": rate, "depth": depth}


@step
def score(model, xs):
    return 0.5


@step
def best(models, scores):
    return max(zip(scores, models))[1]


@pipeline
def grid():
    xs = data()
    models, scores = [], []
    for rate in RATES:
        for name, depth in DEPTHS.items():
            model = fit(xs, rate, depth=depth)
            models.append(model)
            scores.append(score(model, xs))
    return best(models, scores)


@pipeline
def one_axis(rates=RATES):
    xs = data()
    models = {f"m{rate}": fit(xs, rate, 3) for rate in RATES}
    return best(list(models.values()), [score(m, xs) for m in models.values()])
