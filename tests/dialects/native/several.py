# Covers: several pipelines in a file that share steps, one imported pipeline, plain calls of them under the main guard.
import sys

from icefloe import pipeline, step
from nested_pipelines import train as train_one


@step
def extract(table: str) -> list:
    return []


@step
def check(rows: list) -> bool:
    return True


@pipeline
def daily(table: str = "t"):
    return check(extract(table))


@pipeline(name="backfill")
def refill(tables: list[str]):
    return [check(extract(t)) for t in tables]


@pipeline
def train_all():
    return [train_one(t, ["x"]) for t in ("a", "b")]


def main(argv):
    if "--backfill" in argv:
        refill(["t1", "t2"])
    else:
        daily()


if __name__ == "__main__":
    main(sys.argv)
