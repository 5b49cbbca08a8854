"""Both steps need the token; runnable takes it out of the environment after the first."""
import os

from runnable import Pipeline, PythonTask


def pull():
    return len(os.environ["API_TOKEN"])


def push(pulled: int):
    assert os.environ["API_TOKEN"], "no token"
    print("pushed", pulled)


def sync():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="pull", function=pull, returns=["pulled"], secrets=["API_TOKEN"]),
            PythonTask(name="push", function=push, secrets=["API_TOKEN"]),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    sync()
