from runnable import Map, Parallel, Pipeline, PythonTask


def split() -> list[str]:
    return ["a", "b"]


def shout(part: str) -> str:
    return part.upper()


def main():
    each = Map(
        name="each",
        branch=PythonTask(name="shout", function=shout, returns=["loud"]).as_pipeline(),
        iterate_on="parts",
        iterate_as="part",
    )
    left = Pipeline(steps=[PythonTask(name="split", function=split, returns=["parts"]), each])
    pipeline = Pipeline(steps=[Parallel(name="both", branches={"left": left})])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
