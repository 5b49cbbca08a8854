# Covers: every option of `@pipeline` and `@step`, interval schedules, names that are not the function's.
from icefloe import pipeline, retry, schedule, step


@step(
    inputs=["a"],
    outputs=["b"],
    name="step-b",
    cache="code_hash",
    retry=retry(max_attempts=3, delay=0.5, max_delay=30, jitter=True, not_on=(KeyError,)),
    timeout=90.5,
    resources={"cpu": "500m", "memory": "1Gi", "storage": "10Gi", "gpu": "t4", "gpu_count": 1},
    execution_group="heavy",
    tags={"team": "a"},
)
def b(a: int) -> int:
    """Double it."""
    return 2 * a


@step()
def a() -> int:
    return 1


@pipeline(
    name="all options",
    description="What it is for.",
    version="2024.1",
    schedule=schedule(interval=3600),
    tags={"k": "v"},
    project="demo",
    stack="prod",
    cache=True,
    concurrency=8,
)
def every_option():
    return b(a())


@pipeline(schedule="@daily")
def bare_cron():
    a()


@pipeline()
def nothing_said():
    """Only a docstring."""
    return a()
