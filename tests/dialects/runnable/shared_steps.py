"""One task object in two pipelines: the second one cannot link it any more."""
from runnable import Pipeline, PythonTask, Stub


def extract():
    return [1, 2, 3]


def small(rows: list):
    return rows[:1]


extract_task = PythonTask(name="extract", function=extract, returns=["rows"])


def sample():
    pipeline = Pipeline(steps=[extract_task, PythonTask(name="small", function=small, returns=["sample"])])
    full = Pipeline(steps=[extract_task, Stub(name="everything")])
    pipeline.execute()
    return pipeline, full


if __name__ == "__main__":
    sample()
