from runnable import Map, Pipeline, PythonTask


def count(region: str) -> int:
    return len(region)


def use(counted: list[int]):
    print(f"received: {counted!r}")


def main():
    branch = PythonTask(name="count", function=count, returns=["counted"]).as_pipeline()
    pipeline = Pipeline(
        steps=[
            Map(name="each", branch=branch, iterate_on="regions", iterate_as="region"),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute(parameters_file="two.yaml")
    return pipeline


if __name__ == "__main__":
    main()
