# Covers: early returns under tests, results that differ by branch, `None` on one of them.
from icefloe import pipeline, step


@step
def new_rows(since: str) -> int:
    return 0


@step
def refresh(since: str, full: bool = False) -> str:
    return "table"


@step
def quality(table: str) -> float:
    return 1.0


@pipeline
def incremental(since: str, full: bool = False):
    if full:
        table = refresh(since, full=True)
        return table, quality(table)
    count = new_rows(since)
    if count == 0:
        return None
    table = refresh(since)
    return table, quality(table)
