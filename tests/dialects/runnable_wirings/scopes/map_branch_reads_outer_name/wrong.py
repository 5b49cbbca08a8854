from runnable import Map, Pipeline, PythonTask


def plan() -> tuple[list[str], int]:
    return ["north", "south"], 3


def count(region: str, limit: int) -> int:
    print(f"received: region={region!r} limit={limit!r}")
    return limit


def main():
    branch = PythonTask(name="count", function=count, returns=["counted"]).as_pipeline()
    pipeline = Pipeline(
        steps=[
            PythonTask(name="plan", function=plan, returns=["regions", "limit"]),
            Map(name="each", branch=branch, iterate_on="regions", iterate_as="region"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
