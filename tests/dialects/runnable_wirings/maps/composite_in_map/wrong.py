from runnable import Map, Parallel, Pipeline, PythonTask


def plan() -> list[str]:
    return ["north", "south"]


def low() -> int:
    return 1


def high() -> int:
    return 9


def use(lowest: list[int], highest: list[int]):
    print(f"received: {lowest!r} {highest!r}")


def main():
    both = Parallel(
        name="both",
        branches={
            "low": PythonTask(name="low", function=low, returns=["lowest"]).as_pipeline(),
            "high": PythonTask(name="high", function=high, returns=["highest"]).as_pipeline(),
        },
    )
    each = Map(name="each", branch=Pipeline(steps=[both]), iterate_on="regions", iterate_as="region")
    pipeline = Pipeline(steps=[PythonTask(name="plan", function=plan, returns=["regions"]), each])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
