from runnable import Map, Pipeline, PythonTask


def plan() -> list[str]:
    return ["north", "south"]


def count(region: str) -> int:
    print(f"counted: {region}")
    return len(region)


def use(counted: int):
    print(f"received: {counted!r}")


def main():
    branch = PythonTask(name="count", function=count, returns=["counted"]).as_pipeline()
    pipeline = Pipeline(
        steps=[
            PythonTask(name="plan", function=plan, returns=["regions"]),
            Map(name="each", branch=branch, iterate_on="regions", iterate_as="region", reducer="lambda counts: max(counts)"),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
