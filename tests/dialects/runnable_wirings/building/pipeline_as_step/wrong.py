from runnable import Pipeline, PythonTask


def load() -> int:
    return 1


def use(rows: int):
    print(f"received: {rows!r}")


def main():
    use_it = Pipeline(steps=[PythonTask(name="use", function=use)])
    pipeline = Pipeline(steps=[PythonTask(name="load", function=load, returns=["rows"]), use_it])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
