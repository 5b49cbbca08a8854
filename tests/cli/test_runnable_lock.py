"""The lock of runnable pipelines: functions that are not in the project, notebooks, handlers."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("watched")

MAIN = """\
import statistics

from runnable import NotebookTask, Pipeline, PythonTask

def data():
    return [1, 2]

def tidy():
    return helper()

def helper():
    return 1

def main():
    pipeline = Pipeline(steps=[
        PythonTask(function=data, name="data", returns=["data"]),
        PythonTask(function=statistics.mean, name="mean", on_failure=PythonTask(function=tidy, name="t").as_pipeline()),
        NotebookTask(notebook="notes/look.ipynb", name="look"),
    ])
    pipeline.execute()
    return pipeline
"""
CELL = {"cell_type": "code", "metadata": {}, "source": ["print(data)\n"], "outputs": [], "execution_count": None}
NOTEBOOK = json.dumps({"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_lock_has_what_is_known_of_every_function_and_notebook(project, call) -> None:
    folder = project({"main.py": MAIN, "notes/look.ipynb": NOTEBOOK})
    assert call("freeze").exit_code == 0
    lock = (folder / "icefloe.lock").read_text()
    assert '"opaque":["statistics.mean"]' in lock
    assert '"files/notes/look.ipynb"' in lock
    assert call("verify").exit_code == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("main.py", "statistics.mean", "statistics.median", "mean"),
        ("main.py", "    return 1", "    return 3", "helper"),
        ("notes/look.ipynb", "print(data)", "print(1)", "look.ipynb"),
    ],
)
def test_what_changes_is_told(project, call, file: str, old: str, new: str, told: str) -> None:
    folder = project({"main.py": MAIN, "notes/look.ipynb": NOTEBOOK})
    call("freeze")
    path = folder / file
    path.write_text(path.read_text().replace(old, new))
    result = call("verify")
    assert result.exit_code == 1
    assert told in result.stdout + result.stderr
