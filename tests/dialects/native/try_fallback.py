# Covers: `try`/`except` around steps in a pipeline function: a finding that points to `@on_failure`.
from icefloe import on_failure, pipeline, step


@step
def from_api(day: str) -> list:
    return []


@step
def from_backup(day: str) -> list:
    return []


def empty(day):
    return []


@step
@on_failure(empty)
def safe(day: str) -> list:
    return []


@step
def report(rows: list) -> str:
    return ""


@pipeline
def tried(day: str):
    try:
        rows = from_api(day)
    except ConnectionError:
        rows = from_backup(day)
    return report(rows)


@pipeline
def better(day: str):
    return report(safe(day))
