from runnable import Pipeline, PythonTask


def scale(by: int) -> int:
    return 3 * by


def double() -> int:
    return scale(by=2)


def main():
    pipeline = Pipeline(steps=[PythonTask(name="count", function=double, returns=["counted"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
