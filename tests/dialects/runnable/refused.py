"""What runnable refuses when a pipeline is built: one function for each."""
from runnable import (
    Catalog,
    Conditional,
    NotebookTask,
    Parallel,
    Pipeline,
    PythonJob,
    PythonTask,
    ShellTask,
    Stub,
    pickled,
)


def rows():
    return [1, 2]


def go_on() -> bool:
    return True


def rescue_of_a_stub():
    pipeline = Pipeline(steps=[Stub(name="wait", on_failure=Stub(name="rescue").as_pipeline()), Stub(name="end")])
    pipeline.execute()
    return pipeline


def pickled_shell():
    pipeline = Pipeline(steps=[ShellTask(name="list", command="export files=$(ls)", returns=[pickled("files")])])
    pipeline.execute()
    return pipeline


def notebook_as_script():
    pipeline = Pipeline(steps=[NotebookTask(name="report", notebook="notebooks/weekly_report.py")])
    pipeline.execute()
    return pipeline


def two_ends():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="rows", function=rows, returns=["rows"], terminate_with_success=True),
            Stub(name="never", terminate_with_failure=True),
        ]
    )
    pipeline.execute()
    return pipeline


def underscore():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="go on", function=go_on, returns=["go_on"]),
            Conditional(name="choice", parameter="go_on", branches={"True": Stub(name="yes").as_pipeline()}),
        ]
    )
    pipeline.execute()
    return pipeline


def tasks_as_branches():
    pipeline = Pipeline(
        steps=[Parallel(name="both", branches={"a": PythonTask(name="a", function=rows, returns=["a"])})]
    )
    pipeline.execute()
    return pipeline


def overridden_parallel():
    branch = Stub(name="inner").as_pipeline()
    pipeline = Pipeline(steps=[Parallel(name="both", branches={"a": branch}, overrides={"argo": "big"})])
    pipeline.execute()
    return pipeline


def job_that_gets():
    job = PythonJob(function=rows, catalog=Catalog(get=["rows.csv"]))
    job.execute()
    return job


if __name__ == "__main__":
    two_ends()
