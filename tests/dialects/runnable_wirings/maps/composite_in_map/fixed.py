from runnable import Map, Pipeline, PythonTask


def plan() -> list[str]:
    return ["north", "south"]


def low() -> int:
    return 1


def high() -> int:
    return 9


def use(lowest: list[int], highest: list[int]):
    print(f"received: {lowest!r} {highest!r}")


def main():
    both = Pipeline(
        steps=[
            PythonTask(name="low", function=low, returns=["lowest"]),
            PythonTask(name="high", function=high, returns=["highest"]),
        ]
    )
    pipeline = Pipeline(
        steps=[
            PythonTask(name="plan", function=plan, returns=["regions"]),
            Map(name="each", branch=both, iterate_on="regions", iterate_as="region"),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
