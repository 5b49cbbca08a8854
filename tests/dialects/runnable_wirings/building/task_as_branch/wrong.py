from runnable import Pipeline, PythonTask, Parallel


def load() -> int:
    return 1


def use(rows: int):
    print(f"received: {rows!r}")


def main():
    left = PythonTask(name="load", function=load, returns=["rows"])
    pipeline = Pipeline(steps=[Parallel(name="both", branches={"left": left}), PythonTask(name="use", function=use)])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
