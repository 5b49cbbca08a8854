"""What the programs of FlowyML's pages come to when they are run.

A block that names what it does not define is completed by a stated prelude; everything else is the page's own text.
"""

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from page_blocks import FOLDER, PAGES, Block, blocks

from icefloe_runtimes import local
from icefloe_schema import codec

BLOCKS = {block.id: block for page in PAGES for block in blocks(page)}
PANDAS = "import pandas as pd\n"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One run of a block's pipeline; `prelude` defines what the page leaves out."""

    block: str
    prelude: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    outputs: Mapping[str, object] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    state: str = "succeeded"
    pipeline: str = ""

    @property
    def id(self) -> str:
        return "-".join(filter(None, (self.block, self.pipeline, self.state, *map(str, self.given.values()))))[:60]


def row(block: str, prelude: str = "", /, **more: object) -> Row:
    return Row(block=block, prelude=prelude, **more)  # type: ignore[arg-type]


TRAIN = "def train(data, lr=0):\n    return [len(data), lr]\n"
ROWS = (
    row("pipelines-07", outputs={"result": 6}),
    row("pipelines-08", outputs={"data": [1, 2, 3], "load": [1, 2, 3]}),
    row("pipelines-09", "my_production_stack = None\n", outputs={"model": 0.001}),
    row("pipelines-09", "my_production_stack = None\n", given={"learning_rate": 0.05}, outputs={"model": 0.05}),
    row("pipelines-10", outputs={"data": [1, 2, 3]}),
    row("pipelines-11", outputs={"data": [1, 2, 3]}),
    row("pipelines-12", pipeline="ml_workflow", outputs={"score": 3, "model": [1, 2, 3]}),
    row("pipelines-12", pipeline="workflow", outputs={"model": [1, 2, 3]}),
    row("pipelines-13", outputs={"data": [1, 2, 3]}),
    row("pipelines-16", outputs={"model": 1, "score": 1}),
    row("pipelines-17", outputs={"score": 3}),
    row("pipelines-18-with-a-child-that-fits", pipeline="training", given={"raw_data": 5}, outputs={"model": 5}),
    row("pipelines-19", outputs={"model": 1}),
    row("pipelines-21", outputs={"model": "trained_model"}, steps={"load": "succeeded", "train": "succeeded"}),
    row("pipelines-22", "def expensive_function(x):\n    return x * x\n", given={"items": [1, 2, 3]}, outputs={"process_batch": [1, 4, 9]}),
    row("pipelines-23-in-a-pipeline", given={"doc": [{"id": 1}, {"id": 2}]}, outputs={"count": 2, "process_document": [{"id": 1}, {"id": 2}]}),
    row("pipelines-25", "def fetch_external_data():\n    return 7\n", outputs={"flaky_step": 7}),
    row("pipelines-27", "import os\ndef load_from_local():\n    return 1\n", outputs={"data": 1}),
    row(
        "pipelines-30", "class Table(list):\n    def __getitem__(self, name):\n        return self\n    def isnull(self):\n        return self\n"
        "    def any(self):\n        return False\ndef fetch_data():\n    return Table(range(20))\ndef train(data):\n    return len(data)\n",
        state="failed", steps={"load_data": "succeeded", "validate_data": "failed", "train_model": "upstream failed"},
    ),
    row(
        "pipelines-30", "class Table(list):\n    def __getitem__(self, name):\n        return self\n    def isnull(self):\n        return self\n"
        "    def any(self):\n        return False\ndef fetch_data():\n    return Table(range(200))\ndef train(data):\n    return len(data)\n",
        outputs={"model": 200},
    ),
    row("steps-03", "def process(data):\n    return data + 1\n", given={"data": 1}, outputs={"clean": 2}),
    row("steps-04", given={"input_data": 4}, outputs={"result": 8}),
    row("steps-05-in-a-pipeline", TRAIN, outputs={"trained_model": [3, 0.1]}),
    row("steps-06", outputs={"processed": [2, 4, 6, 8, 10]}),
    row("steps-08", given={"data": [1, 2, 3, 4, 5]}, outputs={"train_data": [1, 2, 3, 4], "test_data": [5]}),
    row("steps-09", outputs={"dataset": [(1, "a"), (2, "b"), (3, "c")]}),
    row("steps-10-added", "trained_model = 'm'\n", given={"data": 1, "epochs": 2}, outputs={"model": "m"}),
    row("steps-12", "def complex_calculation(data):\n    return data\n", given={"data": 3}, outputs={"expensive_computation": 3}),
    row("steps-13", "def clean(data, config):\n    return [data, config]\n", given={"data": 3, "config": {}}, outputs={"preprocess": [3, {}]}),
    row("steps-16", "def expensive_operation():\n    return 5\n", outputs={"long_running_task": 5}),
    row("steps-17", "class external_api:\n    def get_data():\n        return {'status': 'ok'}\n", outputs={"fetch_data": {"status": "ok"}}),
    row("steps-18", steps={"train_cpu": "succeeded", "train_gpu": "succeeded"}),
    row("steps-20", outputs={"model": 0.01}),
    row("steps-21", outputs={"data": [1, 2, 3]}),
    row("steps-22", "counter = 0\n", given={"data": [1, 2]}, outputs={"transform": [2, 4], "transform_with_side_effect": [2, 4]}),
    row("steps-27", given={"data": 150}, steps={"expensive_path": "succeeded", "process_if_exists": "succeeded"}),
    row("steps-27", given={"data": 50}, steps={"expensive_path": "skipped", "process_if_exists": "succeeded"}),
    row("steps-27", given={"data": None}, state="failed", steps={"expensive_path": "failed", "process_if_exists": "skipped"}),
    row("steps-28", "from typing import List\ndef heavy_function(x):\n    return -x\n", given={"items": [1, 2]}, outputs={"process_items": [-1, -2]}),
    row("steps-29", "def train_model(kind):\n    return kind.upper()\n", outputs={"xgboost_model": "XGBOOST", "random_forest_model": "RANDOM_FOREST", "neural_net_model": "NEURAL_NET"}),
)  # fmt: skip


def ran(row: Row, folder: Path) -> local.RunResult:
    """Run the committed plan of a block with the block beside it."""
    block: Block = BLOCKS[row.block]
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "block.py").write_text(row.prelude + block.complete, encoding="utf-8")
    plan = codec.loads(block.path(".plan.json", row.pipeline).read_text(encoding="utf-8"))
    return local.run(plan, root=folder, parameters=row.given)


@pytest.mark.executes
@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.id}-{number}") for number, row in enumerate(ROWS)])
def test_it_runs_to_its_results(row: Row, tmp_path: Path) -> None:
    result = ran(row, tmp_path)
    told = result.summary()
    assert result.state == row.state, told
    assert {name: result[name] for name in row.outputs} == row.outputs, told
    assert {name: result.step_results[name].status for name in row.steps} == row.steps, told


@pytest.mark.executes
def test_the_first_pipeline_of_the_page(tmp_path: Path) -> None:
    result = ran(row("pipelines-05"), tmp_path)
    assert result.success, result.summary()
    assert result.outputs["processed_data"]["val"].tolist() == [2, 4, 6, 8, 10]  # type: ignore[index]
    assert result.outputs["raw_data"].name == "raw_numbers"  # type: ignore[attr-defined]
    assert result.run_id in result.summary()


@pytest.mark.executes
def test_one_of_the_pipelines_that_share_their_steps(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n,3\n", encoding="utf-8")
    result = ran(row("pipelines-28", PANDAS + "validate = None\n", pipeline="etl", given={"path": "x.csv"}), tmp_path)
    assert result.success, result.summary()
    assert result.outputs["clean"]["b"].tolist() == [2]  # type: ignore[index]


@pytest.mark.executes
def test_the_training_of_the_page(tmp_path: Path) -> None:
    draw = random.Random(1)
    rows = [(draw.random(), draw.random()) for _ in range(200)]
    (tmp_path / "data").mkdir()
    with (tmp_path / "data" / "train.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("a", "b", "target"), *((a, b, int(a > 0.5)) for a, b in rows)])
    result = ran(row("pipelines-31", PANDAS), tmp_path)
    assert result.success, result.summary()
    accuracy = result.outputs["accuracy"]
    assert isinstance(accuracy, float)
    assert accuracy > 0.9
    assert len(result.outputs["X_test"]) == 40  # type: ignore[arg-type]
    assert type(result.outputs["model"]).__name__ == "RandomForestClassifier"
    assert f"accuracy  {accuracy:.4g}"[:14] in result.summary()


def test_every_block_that_is_run_has_a_plan() -> None:
    assert all(BLOCKS[row.block].path(".plan.json", row.pipeline).is_file() for row in ROWS)
    assert (FOLDER / "blocks" / "pipelines" / "31.plan.json").is_file()
