# A notebook without a cell of parameters, and one as a job.
from runnable import NotebookJob, NotebookTask, Pipeline, PythonTask


def rows():
    return [3, 9, 6]


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


def weekly_text():
    job = NotebookJob(notebook="notebooks/weekly_report.ipynb", returns=["headline"])
    job.execute()
    return job


if __name__ == "__main__":
    explore()
