"""The notebook makes `dropped`, and `removed` is asked of it."""
from runnable import NotebookTask, Pipeline, PythonTask


def readings():
    return [2, 7, 4, 8]


def report(kept, removed):
    print(kept, removed)


def clean():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="readings", function=readings, returns=["readings"]),
            NotebookTask(name="clean", notebook="notebooks/clean.ipynb", returns=["kept", "removed"]),
            PythonTask(name="report", function=report),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    clean()
