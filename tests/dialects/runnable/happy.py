"""Runs everywhere but in runnable: the last letters of `happy` are eaten as if they were `.py`."""
from runnable import Pipeline, PythonTask


def smile():
    return ":-)"


def happy():
    pipeline = Pipeline(steps=[PythonTask(name="smile", function=smile, returns=["face"])])
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    happy()
