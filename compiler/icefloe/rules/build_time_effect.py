"""# build-time-effect (FLO804)

## What it does
Warns of work that is done whenever the file of a pipeline is loaded: a request over the network, another program that
is started, a file or folder that is written, a model that is trained, a run of an experiment tracker that is opened.
Data that is read there is a note, and so is a folder that is made if it is not there yet.

What only runs below `if __name__ == "__main__":` is left alone.

## Why is this bad?
The file is loaded where the pipeline is built, and again in the process of every step. The work is done each time, no
step stands for it, so it is neither cached, nor retried, nor shown, and it fails where nobody expects it.

## Example
```python
import requests
from flowyml import Pipeline, step

requests.post("https://chat.example.com/hook", json={"text": "starting"})

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Do it in a step, or where the file is run as a program.

```python
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)

if __name__ == "__main__":
    requests.post("https://chat.example.com/hook", json={"text": "starting"})
```
"""

from collections.abc import Iterator

from icefloe.deeds import Call
from icefloe.deeds.kinds import kind
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.rule import Case, Rule

_DOES = {
    "network": "goes over the network",
    "download": "may download data",
    "process": "starts another program",
    "write": "writes or removes a file",
    "training": "trains a model",
    "read": "reads data",
    "person": "waits for a person",
}
_LIGHT = frozenset({"read", "download"})
_FOLDERS = frozenset({"os.makedirs", "os.mkdir", "pathlib.Path.mkdir"})
_TRACKERS = frozenset({"wandb.init", "mlflow.start_run", "mlflow.set_experiment", "mlflow.create_experiment"})
# Reading a small file of settings is what modules do.
# What these write into has been opened for it.
_DUMPS = frozenset({"dump", "safe_dump"})
_SETTINGS = frozenset({"builtins.open", "io.open", "codecs.open", "pathlib.Path.open", "json.load"})


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each call at module level, and in the functions that are called there, that does something."""
    for helper, deeds in graph.loading.all():
        for call in deeds.calls:
            what = None if call.inner else kind(call)
            if what in _DOES and call.path not in _SETTINGS and call.name not in _DUMPS:
                yield _found(call, _DOES[what], helper, light=what in _LIGHT)
            elif not call.inner and call.of == "outside" and call.path in _FOLDERS:
                made = call.given("exist_ok")
                yield _found(call, "makes a folder", helper, light=made is not None and made.constant is not False)
            elif not call.inner and call.of == "outside" and call.path in _TRACKERS:
                yield _found(call, "opens an experiment tracker", helper, light=False)
            elif what == "write" and call.path in _SETTINGS:
                yield _found(call, _DOES["write"], helper, light=False)


def _found(call: Call, does: str, helper: str, *, light: bool) -> Finding:
    where = f" (in `{helper}`, which is called at module level)" if helper else ""
    return Finding(
        code="FLO804",
        message=f"`{call.path.removeprefix('builtins.').lstrip('.')}` {does} whenever this file is loaded{where}",
        span=call.span,
        severity=Severity.NOTE if light else Severity.WARNING,
        label="runs where the pipeline is built, and again in the process of every step",
        help='move it into a step, or below `if __name__ == "__main__":`',
    )


RULE = Rule(
    code="FLO804",
    name="build-time-effect",
    check=check,
    whole=True,
    valid=(
        Case(
            source="""\
import os
from pathlib import Path
import mlflow
from icefloe import pipeline, step

os.environ["TOKENIZERS_PARALLELISM"] = "false"
OUT = Path("out")
mlflow.set_tracking_uri("http://localhost:5000")

@step
def load() -> int:
    OUT.mkdir(exist_ok=True)
    mlflow.set_experiment("prices")
    return 1

@pipeline
def all() -> int:
    return load()

if __name__ == "__main__":
    os.makedirs("out", exist_ok=True)
    mlflow.start_run()
"""
        ),
        Case(
            source="""\
import json
import requests
from flowyml import Pipeline, step

with open("settings.json") as file:
    settings = json.load(file)
print("building")

@step(outputs=["rows"])
def load():
    return requests.get("https://data.example.com/rows", timeout=5).json()

def announce():
    requests.post("https://chat.example.com/hook")

def make(name):
    @step(name=name)
    def inner():
        open(name, "w").write("1")
    return inner

pipeline = Pipeline("p").add_step(load).add_step(make("other"))

if __name__ == "__main__":
    announce()
"""
        ),
        Case(
            source="""\
from runnable import Pipeline, PythonTask
from sklearn.linear_model import LinearRegression

model = LinearRegression()

def train():
    model.fit([[1]], [1])

def main():
    pipeline = Pipeline(steps=[PythonTask(function=train, name="train")])
    pipeline.execute()
    return pipeline

if __name__ == "__main__":
    main()
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import os
from pathlib import Path
from icefloe import pipeline, step

os.makedirs("out")
Path("logs").mkdir(exist_ok=True)

@step
def load() -> int:
    return 1

@pipeline
def all() -> int:
    return load()
""",
            message="`os.makedirs` makes a folder whenever this file is loaded",
        ),
        Case(
            source="""\
import wandb
from flowyml import Pipeline, step

wandb.init(project="prices")

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
""",
            message="`wandb.init` opens an experiment tracker whenever this file is loaded",
        ),
        Case(
            source="""\
from pathlib import Path
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return [1, 2, 3]

pipeline = Pipeline("p").add_step(load)
result = pipeline.run()
Path("report.txt").write_text(str(result))
""",
            message="`pathlib.Path.write_text` writes or removes a file whenever this file is loaded",
        ),
        Case(
            source="""\
import subprocess
from icefloe import pipeline, step

def version():
    return subprocess.check_output(["git", "rev-parse", "HEAD"])

VERSION = version()

@step
def load() -> int:
    return 1

@pipeline
def all() -> int:
    return load()
""",
            message="starts another program whenever this file is loaded (in `version`, which is called at module",
        ),
        Case(
            source="""\
import pandas as pd
from sklearn.linear_model import LinearRegression
from runnable import Pipeline, PythonTask

table = pd.read_csv("table.csv")
model = LinearRegression().fit(table[["x"]], table["y"])

def predict():
    return model.predict(table[["x"]])

pipeline = Pipeline(steps=[PythonTask(function=predict, name="predict")])
""",
            message="`sklearn.linear_model.LinearRegression.fit` trains a model",
        ),
    ),
)
