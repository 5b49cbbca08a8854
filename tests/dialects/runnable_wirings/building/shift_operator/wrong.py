from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def use(rows: int):
    print(f"received: {rows!r}")


def main():
    first = PythonTask(name="load", function=load, returns=["rows"])
    second = PythonTask(name="use", function=use)
    first >> second
    pipeline = Pipeline(steps=[first, second])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
