"""Pages are fetched until there are no more: a Loop with branches beside each other in it.

The plan is good; runnable itself fails when the first round has beaten its heart.
"""
from runnable import Loop, Parallel, Pipeline, PythonTask, pickled


def begin():
    return 1, []


def fetch_page(page: int, found: list):
    return page + 1, found + [f"item {page}-{i}" for i in range(3)]


def last_page(page: int) -> bool:
    return page > 4


def beat():
    return "alive"


def clock():
    return 12


def save(found: list, heartbeat: str, hour: int):
    print(len(found), heartbeat, hour)
    return set(found)


def crawl():
    background = Parallel(
        name="background",
        branches={
            "beat": PythonTask(name="beat", function=beat, returns=["heartbeat"]).as_pipeline(),
            "clock": PythonTask(name="clock", function=clock, returns=["hour"]).as_pipeline(),
        },
    )
    page = Pipeline(
        steps=[
            PythonTask(name="fetch", function=fetch_page, returns=["page", "found"]),
            background,
            PythonTask(name="last page", function=last_page, returns=["finished"]),
        ]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="begin", function=begin, returns=["page", "found"]),
            Loop(name="pages", branch=page, max_iterations=10, break_on="finished", index_as="PAGE_NUMBER"),
            PythonTask(name="save", function=save, returns=[pickled("unique")]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    crawl()
