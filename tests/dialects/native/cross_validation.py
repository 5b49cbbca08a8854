# Covers: `for i in range(5)` unrolled with its index, outputs gathered in a list, `*args` of known length, step labels.
import statistics

from icefloe import pipeline, step

K = 5


@step
def load(path):
    return open(path).read().splitlines()


@step
def fold(rows, index, k=K):
    return [r for n, r in enumerate(rows) if n % k != index], [r for n, r in enumerate(rows) if n % k == index]


@step
def train_and_score(parts, seed):
    train, test = parts
    return len(train) / (len(test) + seed)


@step
def summarise(*scores, digits=3):
    return {"mean": round(statistics.mean(scores), digits), "stdev": round(statistics.stdev(scores), digits)}


@pipeline
def cross_validate(path="rows.txt", seed=13):
    rows = load(path)
    scores = []
    for i in range(K):
        scores.append(train_and_score(fold(rows, i), seed + i))
    return summarise(*scores, digits=2)
