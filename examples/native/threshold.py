"""A threshold that is moved until it is good enough: a loop with a bound, and a pipeline inside another."""

from icefloe import group, pipeline, retry, step
from report import TARGET, measurements, rank, read_rows, separation


@step(outputs=["low", "high"])
def limits(rows: list[dict[str, float]], name: str) -> tuple[float, float]:
    """Give the range of a measurement."""
    values = [row[name] for row in rows]
    return min(values), max(values)


@step
def misses(rows: list[dict[str, float]], name: str, threshold: float) -> dict[str, int]:
    """Count the tumours on the wrong side of a threshold."""
    wrong = {"above": 0, "below": 0}
    for row in rows:
        if row[name] > threshold and row[TARGET] == 1.0:
            wrong["above"] += 1
        elif row[name] <= threshold and row[TARGET] == 0.0:
            wrong["below"] += 1
    return wrong


@step
def imbalance(wrong: dict[str, int]) -> int:
    """Say how far the errors of both sides are from each other."""
    return abs(wrong["above"] - wrong["below"])


@pipeline
def best_measurement(data_path: str) -> dict:
    """Find the measurement that tells the tumours apart best."""
    rows = read_rows(data_path)
    names = measurements(rows)
    with group("statistics"), retry(max_attempts=2):
        ranking = rank(names, [separation(rows, name) for name in names], 1)
    return {"rows": rows, "name": ranking[0][0]}


@pipeline(version="1.0", tags={"kind": "search"})
def threshold(data_path: str = "data/tumours.csv", tolerance: int = 20) -> tuple[float, int]:
    """Halve the range of the best measurement until few enough tumours are on the wrong side."""
    best = best_measurement(data_path)
    low, high = limits(best["rows"], best["name"])
    middle = (low + high) / 2
    wrong = misses(best["rows"], best["name"], middle)
    rounds = 0
    while imbalance(wrong) and wrong["above"] + wrong["below"] > tolerance and rounds < 12:
        if wrong["above"] > wrong["below"]:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2
        wrong = misses(best["rows"], best["name"], middle)
        rounds += 1
    return middle, rounds


if __name__ == "__main__":
    print(threshold())
