from runnable import Conditional, Pipeline, PythonTask, Stub


def measure():
    missing = 3 / 200
    return missing, missing < 0.05


def publish():
    print("published")


pipeline_for_good_data = Pipeline(steps=[PythonTask(name="publish", function=publish)])
pipeline_for_bad_data = Pipeline(steps=[Stub(name="keep the old table")])


def gate():
    gated = Pipeline(
        description="Publish the table when few values are missing.",
        steps=[
            PythonTask(name="measure", function=measure, returns=["missing", "good"]),
            Conditional(
                name="gate",
                parameter="good",
                branches={"True": pipeline_for_good_data, "False": pipeline_for_bad_data},
            ),
        ],
    )
    gated.execute()
    return gated


if __name__ == "__main__":
    gate()
