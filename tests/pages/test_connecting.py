"""What runnable's page "Connecting the Workflow" promises of its pipeline, beside its plan."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from page_blocks import FOLDER, Block, blocks

MAIN, MODULE = (block for block in blocks("connecting") if block.pipelines is None)
BOTH = pytest.mark.parametrize("block", [pytest.param(block, id=block.id) for block in (MAIN, MODULE)])


def plan(block: Block) -> dict[str, object]:
    found = json.loads(block.path(".plan.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_both_ways_of_writing_it_are_the_same_pipeline() -> None:
    one, other = plan(MAIN), plan(MODULE)
    assert (one["entry"], other["entry"]) == ("block:main", "block:pipeline")
    assert one | {"entry": ""} == other | {"entry": ""}


@BOTH
def test_every_task_gets_what_it_asks_for_by_name(block: Block) -> None:
    steps = plan(block)["steps"]
    assert isinstance(steps, list)
    joined = {
        (source["step"], step["id"], binding["parameter"])
        for step in steps
        for binding in step.get("bindings", ())
        if (source := binding["value"])["from"] == "output"
    }
    assert joined == {
        ("load_data", "preprocess", "df"),
        ("preprocess", "train", "preprocessed_data"),
        ("train", "evaluate", "model_data"),
        ("preprocess", "evaluate", "preprocessed_data"),
    }
    assert [step.get("after", []) for step in steps] == [[], ["load_data"], ["preprocess"], ["train"]]


@BOTH
def test_the_environment_sets_a_parameter_of_a_function(block: Block) -> None:
    (parameter,) = plan(block)["parameters"]
    assert (parameter["name"], parameter["type"], parameter["default"]) == ("test_size", "float", {"$float": "0.25"})
    assert parameter["variable"] == "RUNNABLE_PRM_test_size"


def written(folder: Path, block: Block) -> Path:
    """The block as a project."""
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "block.py").write_text(block.complete, encoding="utf-8")
    for file in block.beside:
        text = (FOLDER / "blocks" / block.page / "beside" / file).read_text(encoding="utf-8")
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.executes
@pytest.mark.parametrize(("given", "tested_on"), [({}, 10), ({"RUNNABLE_PRM_test_size": "0.3"}, 12)])
@BOTH
def test_it_runs_step_by_step(block: Block, given: dict[str, str], tested_on: int, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICEFLOE_", "RUNNABLE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "icefloe", "run", "block.py"],
        cwd=written(tmp_path, block),
        env={**kept, **given, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("load_data", "preprocess", "train", "evaluate"):
        assert re.search(rf"^{name}: ok in [0-9.]+s \(cpu [0-9.]+s, [0-9]+ MiB\)$", done.stderr, re.MULTILINE), (
            done.stderr
        )
    (record,) = tmp_path.glob(".icefloe/runs/*/run.json")
    shows = json.loads(record.read_text(encoding="utf-8"))["step_results"]["evaluate"]["shows"]
    assert shows["evaluation_results.tested_on"] == str(tested_on)
    # What each step gave is kept.
    for name in ("load_data", "preprocess", "train", "evaluate"):
        assert any((record.parent / name).iterdir())
