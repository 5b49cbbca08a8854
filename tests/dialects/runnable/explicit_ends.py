"""`Success` and `Fail` are exported, and refused as steps."""
from runnable import Fail, Pipeline, PythonTask, Success


def check():
    return True


def main():
    failure = Pipeline(steps=[Fail(name="give up")])
    pipeline = Pipeline(
        steps=[PythonTask(name="check", function=check, returns=["ok"], on_failure=failure), Success(name="done")]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
