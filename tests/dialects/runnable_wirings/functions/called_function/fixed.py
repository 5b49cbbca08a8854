from runnable import Pipeline, PythonTask


def count() -> int:
    return 3


def main():
    pipeline = Pipeline(steps=[PythonTask(name="count", function=count, returns=["counted"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
