"""Slips of the keyboard and of the hand: each is found at its place, and the help says what to do."""

from pathlib import Path

import pytest

from icefloe import api

LOAD = '@step(outputs=["rows"])\ndef load() -> list[int]:\n    return [1]\n\n'
BUILT = f"from flowyml import Pipeline, step\n\n{LOAD}pipeline = Pipeline('sales')\n"
CALLED = """\
from icefloe import pipeline, step

@step
def load(count: int) -> list[int]:
    return [1] * count

@step
def total(rows: list[int]) -> int:
    return sum(rows)

@pipeline
def sales(count: int = 3) -> int:
"""
METHOD = """\
from flowyml import Pipeline, step

class Steps:
    @step(outputs=["rows"])
    def load(self) -> int:
        return 1

pipeline = Pipeline("sales").add_step(Steps().load)
"""
STEPS = "from flowyml import step\n{}\n" + LOAD
FLOW = "from flowyml import Pipeline\n{}\n\nclass Row: ...\n\npipeline = Pipeline('sales').add_step(steps.load)\n"


def found(folder: Path, **files: str) -> list[tuple[str, int, str, str]]:
    """What is found, by file: the notes about the originals do not count."""
    (folder / "pyproject.toml").write_text("")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    findings = api.check([str(folder)]).findings
    return [(one.code, one.span.line, one.message, one.help) for one in findings if not one.code.startswith("FLO5")]


@pytest.mark.parametrize(
    ("source", "code", "line", "message", "help"),
    [
        (BUILT + "pipeline.add_step(laod)\n", "FLO103", 8, "`laod` is not defined", "did you mean `load`?"),
        (BUILT + "pipeline.add_step(other)\n", "FLO103", 8, "`other` is not defined", "define or import `other`"),
        (BUILT + "pipeline.add_step('load')\n", "FLO107", 8, 'the text "load" is added', "without quotes"),
        (BUILT + "pipeline.add_step([load])\n", "FLO107", 8, "a list is added", "add_steps"),
        (BUILT + "pipeline.add_step(None)\n", "FLO107", 8, "None is added", "must return it"),
        (BUILT + "pipeline.add_step(load)\npipeline.addstep(load)\n", "FLO132", 9, "no method `addstep`", "`add_step`"),
        (BUILT.replace("'sales'", ""), "FLO103", 7, "the pipeline's name cannot be known", "`Pipeline("),
        (BUILT.replace("Pipeline", "Pipline"), "FLO132", 1, "did you mean `Pipeline`?", "import `Pipeline`"),
        (CALLED + "    return total(load())\n", "FLO204", 4, "nothing gives parameter `count`", "`count=…`"),
        (CALLED + "    return total(load(cuont=3))\n", "FLO207", 13, "did you mean `count`?", "takes `count`"),
        (CALLED + "    return total(load)\n", "FLO103", 13, "`load` is the step itself", "`load(…)`"),
        (CALLED + "    rows = load(count)\n    return total(rosw)\n", "FLO103", 14, "`rosw`", "did you mean `rows`?"),
        (METHOD, "FLO204", 5, "is a method of `Steps`", "at module level"),
    ],
)
def test_a_mistake_is_said_once_and_with_what_to_do(
    tmp_path: Path, source: str, code: str, line: int, message: str, help: str
) -> None:
    said = [one for one in found(tmp_path, flow=source) if one[0] != "FLO104"]
    assert [one[:2] for one in said] == [(code, line)]
    assert message in said[0][2]
    assert help in said[0][3]


def test_imports_in_a_circle(tmp_path: Path) -> None:
    flow = FLOW.format("import steps").replace("import steps", "from steps import load").replace("steps.load", "load")
    said = found(tmp_path, flow=flow, steps=STEPS.format("from flow import Row"))
    assert [one[:2] for one in said] == [("FLO150", 2), ("FLO150", 2)]
    assert "`steps` → `flow` → `steps`" in said[0][2]
    assert "`flow` → `steps` → `flow`" in said[1][2]


@pytest.mark.parametrize(
    "imported",
    [
        "import flow",
        "try:\n    from flow import Row\nexcept ImportError:\n    Row = int",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from flow import Row",
        "def late():\n    from flow import Row\n    return Row",
    ],
)
def test_imports_in_a_circle_that_work(tmp_path: Path, imported: str) -> None:
    assert found(tmp_path, flow=FLOW.format("import steps"), steps=STEPS.format(imported)) == []
