"""Which measurements tell the tumours apart? A map over the columns, and a report of the best."""

import csv
from pathlib import Path
from statistics import fmean, pstdev

from icefloe import pipeline, step

TARGET = "target"


@step
def read_rows(data_path: str) -> list[dict[str, float]]:
    """Read the tumours."""
    with Path(data_path).open(newline="", encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


@step
def measurements(rows: list[dict[str, float]]) -> list[str]:
    """Name the columns that were measured."""
    return [name for name in rows[0] if name != TARGET]


@step
def separation(rows: list[dict[str, float]], name: str) -> float:
    """Say how far the means of both kinds of tumours are apart, in standard deviations."""
    kinds = [[row[name] for row in rows if row[TARGET] == kind] for kind in (0.0, 1.0)]
    spread = pstdev([row[name] for row in rows]) or 1.0
    return abs(fmean(kinds[0]) - fmean(kinds[1])) / spread


@step
def rank(names: list[str], values: list[float], top: int) -> list[tuple[str, float]]:
    """Order the measurements, the best first."""
    return sorted(zip(names, values, strict=True), key=lambda pair: -pair[1])[:top]


@step
def table(ranking: list[tuple[str, float]], title: str) -> str:
    """Write the report."""
    return "\n".join([title, *(f"{name:<30} {value:6.2f}" for name, value in ranking)])


@step
def nothing_found(bar: float) -> str:
    """Write that no measurement is good enough."""
    return f"No measurement is better than {bar}."


@pipeline
def report(data_path: str = "data/tumours.csv", top: int = 5, bar: float = 1.0) -> str:
    """Rank what was measured, and say it in words."""
    rows = read_rows(data_path)
    names = measurements(rows)
    ranking = rank(names, [separation(rows, name) for name in names], top)
    if ranking[0][1] > bar:
        text = table(ranking, title=f"The best {top} of {len(names)} measurements")
    else:
        text = nothing_found(bar)
    return text


if __name__ == "__main__":
    print(report())
