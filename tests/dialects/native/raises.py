# Covers: `raise` and `assert` on a step's output in a pipeline function: findings that say where to put the check.
from icefloe import pipeline, step


@step
def count(table: str) -> int:
    return 1


@step
def publish(table: str) -> str:
    return table


@pipeline
def raising(table: str):
    n = count(table)
    if n == 0:
        raise ValueError(f"{table} is empty")
    return publish(table)


@pipeline
def asserting(table: str):
    assert count(table) > 0, "empty"
    return publish(table)


@pipeline
def known(table: str = "t", mode="full"):
    if mode not in ("full", "part"):
        raise ValueError(mode)
    return publish(table)
