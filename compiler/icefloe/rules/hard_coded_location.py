"""# hard-coded-location (FLO824)

## What it does
Notes the address of data in the body of a step: of a file on the network (`https://…/rows.csv`), or in a bucket
(`s3://…`, `gs://…`).

## Why is this bad?
The step cannot be tested without that place, nor be pointed to another one; development and production share it, or the
code grows a branch for each.

## Example
```python
import pandas as pd
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load():
    return pd.read_csv("s3://company-data/rows.csv")

pipeline = Pipeline("p").add_step(load)
```

## Use instead
Make it a parameter of the step.

```python
import pandas as pd
from flowyml import Pipeline, context, step

@step(outputs=["rows"])
def load(path: str):
    return pd.read_csv(path)

pipeline = Pipeline("p", context=context(path="s3://company-data/rows.csv")).add_step(load)
```
"""

from collections.abc import Iterator

from icefloe.deeds import Constant
from icefloe.deeds.kinds import is_remote
from icefloe.findings import Finding, Severity
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.practice import done
from icefloe.rule import Case, Rule

_FILES = (
    ".csv", ".tsv", ".parquet", ".json", ".jsonl", ".txt", ".zip", ".gz", ".xlsx", ".pkl", ".pt", ".npy", ".npz", ".h5",
    ".feather", ".arrow", ".data",
)  # fmt: skip


def check(graph: Graph, types: Types) -> Iterator[Finding]:  # noqa: ARG001 - every rule has this signature
    """Report each address of data in the body of a step."""
    for one in done(graph):
        for constant in () if one.helper else one.deeds.constants:
            if _is_place(constant):
                yield Finding(
                    code="FLO824",
                    message=f"{one.who} has the place of its data written into its body: `{constant.value}`",
                    span=constant.span,
                    severity=Severity.NOTE,
                    label="no run and no test can point it elsewhere",
                    related=one.related,
                    help="make it a parameter of the step",
                )


def _is_place(constant: Constant) -> bool:
    text = constant.value
    if not isinstance(text, str) or constant.role in {"default", "compared"} or not is_remote(text):
        return False
    return not text.startswith("http") or text.partition("?")[0].endswith(_FILES)


RULE = Rule(
    code="FLO824",
    name="hard-coded-location",
    check=check,
    valid=(
        Case(
            source="""\
import pandas as pd
import requests
from flowyml import Pipeline, step

@step(outputs=["rows"])
def load(path: str = "s3://company-data/rows.csv"):
    requests.get("https://api.example.com/v1/rows", timeout=5)
    if path.startswith("s3://"):
        return pd.read_csv(path)
    return pd.read_csv("rows.csv")

pipeline = Pipeline("p").add_step(load)
"""
        ),
    ),
    invalid=(
        Case(
            source="""\
import pandas as pd
from runnable import Pipeline, PythonTask

def load():
    url = "https://data.example.com/wine/winequality.csv"
    return pd.read_csv(url, sep=";")

pipeline = Pipeline(steps=[PythonTask(function=load, name="load")])
""",
            message="`https://data.example.com/wine/winequality.csv`",
        ),
        Case(
            source="""\
import pandas as pd
from icefloe import pipeline, step

@step
def load(day: str) -> pd.DataFrame:
    return pd.read_parquet(f"gs://company-data/{day}.parquet")

@pipeline
def all(day: str) -> pd.DataFrame:
    return load(day)
""",
            message="step `load` has the place of its data written into its body: `gs://company-data/`",
        ),
    ),
)
