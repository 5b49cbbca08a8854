from runnable import Pipeline, PythonTask, pickled


def load() -> dict[int, str]:
    return {1: "one", 2: "two"}


def use(names: dict[int, str]):
    print(f"received: {names!r}")


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=[pickled("names")]),
            PythonTask(name="use", function=use),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
