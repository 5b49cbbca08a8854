"""A rescue that never comes: `on_failure` of a Parallel is taken and dropped."""
from runnable import Parallel, Pipeline, PythonTask, ShellTask, Stub


def good():
    return 1


def bad():
    raise RuntimeError("no")


def main():
    rescue = Pipeline(steps=[ShellTask(name="rescue", command="echo rescued")])
    pipeline = Pipeline(
        steps=[
            Parallel(
                name="both",
                branches={
                    "good": PythonTask(name="good", function=good, returns=["a"]).as_pipeline(),
                    "bad": PythonTask(name="bad", function=bad, returns=["b"]).as_pipeline(),
                },
                on_failure=rescue,
            ),
            Stub(name="end"),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
