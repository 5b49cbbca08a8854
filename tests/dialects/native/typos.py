# Covers: unknown and malformed options of every word (FLO105, FLO106, FLO402).
from icefloe import group, map_task, pipeline, retry, schedule, step


@step(output=["x"], retries=2)
def a():
    return 1


@step(outputs="model", retry="often")
@retry(attempts=3)
def b(x):
    return x


@map_task(worker=3)
def c(item):
    return item


@pipeline(schedule=schedule(every="day"), chache=True)
def first():
    with group("g", gpu=1):
        return b(a())


@pipeline("second", concurrency=0, cache="yes", tags=["x"])
def second():
    return c([1])
