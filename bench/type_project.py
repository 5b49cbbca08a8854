"""A project of 500 steps that look like what people write, half of them without annotations."""

from pathlib import Path

STEPS = 500
FILES = 50
MODELS = """\
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypedDict


class Row(TypedDict):
    name: str
    size: float
    label: int


class Metrics(TypedDict, total=False):
    accuracy: float
    loss: float


class Split(NamedTuple):
    train: list[Row]
    test: list[Row]


@dataclass(frozen=True)
class Settings:
    rate: float = 0.1
    rounds: int = 10
    optimizer: Literal["sgd", "adam"] = "sgd"
    drop: list[str] = field(default_factory=list)

    def title(self) -> str:
        return f"{self.optimizer} with {self.rate}"


class Model:
    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights

    def predict(self, rows: list[Row]) -> list[float]:
        return [self.weights.get(row["name"], 0.0) * row["size"] for row in rows]


def mean(values: list[float]) -> float:
    return sum(values) / max(len(values), 1)


def keep(rows, low):
    return [row for row in rows if row["size"] > low]
"""
STEPS_TEXT = '''\
{at_load}
def load_rows(path: str) -> list[Row]:
    """Read rows."""
    text = Path(path).read_text(encoding="utf-8")
    return [Row(name=name, size=1.0, label=0) for name in text.splitlines()]


{at_clean}
def clean_rows(rows, low: float = 0.5):
    """Drop what is too small."""
    kept = keep(rows, low)
    if not kept:
        raise ValueError("nothing is left")
    return kept


{at_settings}
def settings(rate: float, rounds: int = 20) -> Settings:
    """Gather what is set."""
    return Settings(rate=rate, rounds=rounds)


{at_split}
def split_rows(clean: Sequence[Row], ratio: float = 0.8) -> tuple[list[Row], list[Row]]:
    """Cut the rows in two."""
    cut = int(len(clean) * ratio)
    return list(clean[:cut]), list(clean[cut:])


{at_fit}
def fit(train: list[Row], chosen: Settings):
    """Fit weights."""
    weights = {{}}
    for row in train:
        weights[row["name"]] = weights.get(row["name"], 0.0) + chosen.rate * row["size"]
    return Model(weights)


{at_score}
def score(model: Model, test: list[Row]) -> Metrics:
    """Score the model."""
    errors = [abs(guess - row["label"]) for guess, row in zip(model.predict(test), test)]
    loss = mean(errors)
    return {{"loss": loss, "accuracy": 1.0 - loss}}


{at_frame}
def to_frame(metrics: Metrics, history: Optional[dict[str, float]] = None) -> pd.DataFrame:
    """Write the scores as a table."""
    rows = [dict(metrics), history or {{}}]
    return pd.DataFrame(rows).dropna()


{at_describe}
def describe(frame: pd.DataFrame, digits: int | None = None):
    """Say what is in the table."""
    summary = frame.describe()
    return summary.round(digits or 2).to_dict()


{at_report}
def report(metrics: Metrics, chosen: Settings, described: dict) -> str:
    """Put it in words."""
    lines = [f"{{name}}: {{value:.2f}}" for name, value in sorted(metrics.items())]
    return "\\n".join([chosen.title(), *lines, str(len(described))])


{at_publish}
def publish(text: str, tags: Sequence[str] = ("latest",)) -> None:
    """Print it."""
    print(text, *tags)
'''
WIRES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "load": ("load_rows", (), ("rows",)),
    "clean": ("clean_rows", ("rows",), ("clean",)),
    "settings": ("settings", (), ("chosen",)),
    "split": ("split_rows", ("clean",), ("train", "test")),
    "fit": ("fit", ("train", "chosen"), ("model",)),
    "score": ("score", ("model", "test"), ("metrics",)),
    "frame": ("to_frame", ("metrics",), ("frame",)),
    "describe": ("describe", ("frame",), ("described",)),
    "report": ("report", ("metrics", "chosen", "described"), ("text",)),
    "publish": ("publish", ("text",), ()),
}
CONNECTIONS = sum(len(takes) for _, takes, _ in WIRES.values()) * FILES
HEAD = """\
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

import pandas as pd

from models import Metrics, Model, Row, Settings, keep, mean
"""


def write_project(project: Path) -> None:
    """A project of FILES pipelines with STEPS steps altogether, in three dialects, half of it without annotations."""
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "0"\n')
    (project / "models.py").write_text(MODELS)
    assert FILES * len(WIRES) == STEPS
    for number in range(FILES):
        write = (flowyml, native, runnable)[number % 3]
        (project / f"pipeline_{number}.py").write_text(HEAD + write(number))


def flowyml(number: int) -> str:
    """Steps and pipeline in FlowyML's words."""
    marks = {
        f"at_{key}": f"@step(inputs={list(takes)!r}, outputs={list(gives)!r})"
        for key, (_, takes, gives) in WIRES.items()
    }
    text = "from flowyml import Pipeline, context, step\n\n"
    text += f'ctx = context(path="rows.txt", rate=0.5)\n\n\n{STEPS_TEXT.format(**marks)}\n\n'
    return (
        text
        + f'pipeline = Pipeline("flow_{number}", context=ctx)\n'
        + "".join(f"pipeline.add_step({name})\n" for name, _, _ in WIRES.values())
    )


def native(number: int) -> str:
    """Steps and pipeline in native words: plain calls."""
    text = "from icefloe import pipeline, step\n\n\n" + STEPS_TEXT.format(**{f"at_{key}": "@step" for key in WIRES})
    text += f'\n\n@pipeline\ndef flow_{number}(path: str = "rows.txt", rate: float = 0.5):\n'
    for key, (name, takes, gives) in WIRES.items():
        first = {"load": ["path"], "settings": ["rate"]}.get(key, [])
        bound = f"{', '.join(gives)} = " if gives else ""
        text += f"    {bound}{name}({', '.join([*first, *takes])})\n"
    return text


def runnable(number: int) -> str:
    """Functions and pipeline in runnable's words."""
    text = "from runnable import Pipeline, PythonTask, pickled\n\n"
    text += STEPS_TEXT.format(**{f"at_{key}": "" for key in WIRES})
    text += f'\n\ndef first_{number}():\n    return "rows.txt", 0.5\n\n\n'
    text += "def main():\n    pipeline = Pipeline(\n        steps=[\n"
    text += f'            PythonTask(function=first_{number}, name="first", returns=["path", "rate"]),\n'
    for name, _, gives in WIRES.values():
        kept = ", ".join(f'pickled("{one}")' for one in gives)
        text += f'            PythonTask(function={name}, name="{name}", returns=[{kept}]),\n'
    return text + "        ]\n    )\n    pipeline.execute()\n    return pipeline\n"
