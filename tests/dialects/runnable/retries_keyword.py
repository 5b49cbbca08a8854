# There is no `retries` in runnable.
from runnable import Pipeline, PythonTask


def flaky():
    return 1


def main():
    pipeline = Pipeline(steps=[PythonTask(name="flaky", function=flaky, returns=["x"], retries=3)])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
