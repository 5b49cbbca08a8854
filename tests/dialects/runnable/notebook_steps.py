# A notebook without a cell of parameters, one that returns a name it never makes, and a job.
from runnable import NotebookJob, NotebookTask, Pipeline, PythonTask


def rows():
    return [3, 9, 6]


def readings():
    return [2, 7, 4, 8]


def tell(share: list[float]):
    print(share)


def explore():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="rows", function=rows, returns=["rows"]),
            NotebookTask(name="explore", notebook="notebooks/explore.ipynb", returns=["share", "biggest"]),
            PythonTask(name="tell", function=tell),
        ]
    )
    pipeline.execute()
    return pipeline


def clean():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="readings", function=readings, returns=["readings"]),
            NotebookTask(name="clean", notebook="notebooks/clean.ipynb", returns=["kept", "removed"]),
        ]
    )
    pipeline.execute()
    return pipeline


def weekly_text():
    job = NotebookJob(notebook="notebooks/weekly_report.ipynb", returns=["headline"])
    job.execute()
    return job


if __name__ == "__main__":
    explore()
