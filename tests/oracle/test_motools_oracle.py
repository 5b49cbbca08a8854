"""The comparison with motools itself, without it: what it calls equal, what not, and when it is left out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import originals_kept
import pytest
from looked import pipelines
from motools_check import Count, compare, report, selections
from motools_faults import outcome
from motools_original import MOTOOLS
from motools_programs import Writer
from motools_wiring import Flow, Run, differences, theirs, words
from motools_wrong import Program, measured, programs
from original_asked import Judge, Told
from originals_kept import SKIPPED, Ready, ready

from icefloe.api import Compiled, compile_
from icefloe.survey import Pipeline

SOURCE = """\
from dataclasses import dataclass
from functools import partial

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow

@dataclass
class TrainConfig(StepConfig):
    rate: float
    rounds: int = 3

@dataclass
class Config(WorkflowConfig):
    train: TrainConfig

async def load(config, input_atoms, temp_workspace, rows=1):
    path = temp_workspace / "rows.txt"
    path.write_text("a row" * rows)
    return [AtomConstructor(name="rows", path=path, type="dataset")]

async def train(config, input_atoms, temp_workspace):
    path = temp_workspace / "model.txt"
    path.write_text(input_atoms["rows"].id)
    return [AtomConstructor(name="model", path=path, type="model")]

flow = Workflow("flow", {}, [
    StepDefinition("load", partial(load, rows=2), {}, {"rows": "dataset"}, None),
    StepDefinition("train", train, {"rows": "dataset"}, {"model": "model"}, TrainConfig),
], Config)

async def main():
    await run_workflow(flow, {}, Config(TrainConfig(0.5)), "kim")
"""
LOAD: Told = {"name": "load", "inputs": {}, "outputs": {"rows": "dataset"}, "function": "load", "bound": {"rows": 2}}
TRAIN: Told = {
    "name": "train",
    "inputs": {"rows": "dataset"},
    "outputs": {"model": "model"},
    "function": "train",
    "bound": {},
}
TOLD: Told = {
    "stopped": None,
    "errors": [],
    "workflows": [
        {
            "name": "flow",
            "line": 25,
            "inputs": {},
            "steps": [LOAD, TRAIN],
            "invalid": "",
            "levels": [["load"], ["train"]],
            "not_a_graph": "",
            "dry": {"given": {"load": {}, "train": {"rows": ["load", "dataset"]}}, "order": [], "raised": ""},
        }
    ],
    "refused": [],
    "runs": [{"workflow": 0, "line": 31, "sweep": None, "config": {"load": None, "train": {"rate": 0.5, "rounds": 3}}}],
    "sweeps": [],
}
FLOW = next(theirs(TOLD))


Read = Callable[[str], tuple[Compiled, tuple[Pipeline, ...]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What icefloe reads of a program."""

    def made(source: str) -> tuple[Compiled, tuple[Pipeline, ...]]:
        (tmp_path / "pyproject.toml").write_text("")
        path = tmp_path / "flow.py"
        path.write_text(source)
        return compile_(str(path)), pipelines(path)

    return made


def test_a_file_that_both_read_alike_has_no_differences(
    read: Read,
) -> None:
    count = Count()
    assert list(compare(TOLD, *read(SOURCE), count)) == []
    assert (count.workflows, count.steps, count.atoms, count.runs, count.sections, count.equal) == (1, 2, 1, 1, 2, 1)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("rows=2", "rows=3", '25: step load: bound: theirs {"rows": 2}, ours {"rows": 3}'),
        ("TrainConfig(0.5)", "TrainConfig(0.25)", "25: run 0: section train: theirs *"),
        ("rounds: int = 3", "rounds: int = 4", "25: run 0: section train: theirs *"),
        ('"train", train,', '"training", train,', "25: steps: theirs ['load', 'train'], ours ['load', 'training']"),
        ('Workflow("flow"', 'Workflow("flaw"', "25: flow: only theirs, 2 steps"),
    ],
)
def test_what_differs_is_said(read: Read, old: str, new: str, line: str) -> None:
    assert old in SOURCE
    said = list(compare(TOLD, *read(SOURCE.replace(old, new)), Count()))
    assert any(one == line or (line.endswith("*") and one.startswith(line[:-1])) for one in said), said


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (replace(FLOW, order=("train", "load")), "order: theirs ['load', 'train'], ours ['train', 'load']"),
        (
            replace(FLOW, levels=(("load", "train"),)),
            "levels: theirs (('load',), ('train',)), ours (('load', 'train'),)",
        ),
        (replace(FLOW, given={}), "step train: atoms: theirs rows = ('load', 'dataset'), ours none"),
        (replace(FLOW, no_graph="FLO149"), "graph: theirs is one, ours FLO149"),
        (replace(FLOW, refused=("FLO201 no rows",)), "refused: theirs no, ours FLO201 no rows"),
        (replace(FLOW, runs=(Run(), Run(sections={"train": {}}))), "runs: theirs 1, ours 2"),
        (replace(FLOW, unknown=("the steps: who knows",)), "unknown: the steps: who knows"),
    ],
)
def test_two_workflows_differ(changed: Flow, line: str) -> None:
    assert line in list(differences(FLOW, changed))
    assert list(differences(FLOW, FLOW)) == []


def test_points_of_a_sweep_differ() -> None:
    one = Flow(name="s", line=1, sweep=(Run(sections={"a": {"x": 1}}),), at_once=2)
    assert list(differences(one, replace(one, at_once=3))) == ["at once: theirs 2, ours 3"]
    assert list(differences(one, replace(one, sweep=()))) == ["points: theirs 1, ours 0"]
    other = replace(one, sweep=(Run(sections={"a": {"x": 2}}),))
    assert list(differences(one, other)) == ['point 0: section a: theirs {"x": 1}, ours {"x": 2}']


def test_whole_numbers_are_numbers() -> None:
    assert words({"a": [2.0, 2.5]}) == words({"a": [2, 2.5]})


def test_selections_of_stages() -> None:
    count = Count()
    told: Told = {"stages": {"b:c": ["b", "c"], "x": "ValueError: no", "a": ["b"]}}
    assert list(selections(told, count)) == ["stages 'a': theirs ['b'], ours ['a']"]
    assert count.selections == 3


def test_the_report_counts() -> None:
    about: Told = {"version": "0.1.0", "python": "3.11.7"}
    original = Ready(python="p", environment={}, told="the copy")
    text = report(about, original, Count(files=3, workflows=2, equal=1), 1, Judge("t.toml", (), 4))
    assert "built and run by motools 0.1.0" in text
    assert "* 1 workflows and sweeps are equal in everything" in text
    assert "* 0 differences are known, 4 are not." in text


def test_without_the_original_it_is_skipped_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*args: object) -> str:
        raise SystemExit("`pip install git+…`: fatal: no network")

    monkeypatch.delenv("ICEFLOE_MOTOOLS", raising=False)
    monkeypatch.setattr(originals_kept, "_venv", none)
    with pytest.raises(SystemExit) as ended:
        ready(MOTOOLS)
    assert ended.value.code == SKIPPED
    assert "SKIPPED: nothing was compared with motools." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"stopped": {"error": "KeyError", "text": "'id'"}}, {"when": "import", "said": "KeyError: 'id'"}),
        ({"runs": []}, {"when": "never", "said": "", "ends": "nothing runs"}),
        ({"runs": [{"awaited": False}]}, {"when": "never", "said": "", "ends": "nothing runs: nobody awaits it"}),
        ({"runs": [{"awaited": True, "real": None}]}, {"when": "never", "said": "", "ends": "1 runs of a sweep"}),
        (
            {"runs": [{"awaited": True, "real": {"raised": "E: no", "steps": {"a": {"status": "FAILED"}}}}]},
            {"when": "step", "said": "E: no", "steps": "a: failed"},
        ),
    ],
)
def test_what_a_wrong_program_came_to(told: Told, expected: dict[str, str]) -> None:
    assert outcome(told) == expected


@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_what_icefloe_says_of_a_wrong_program(program: Program, tmp_path: Path) -> None:
    assert {finding.code for finding in program.findings(tmp_path)} == set(program.says)


def test_every_wrong_program_is_measured() -> None:
    assert [one.name for one in programs()] == list(measured()[1])


def test_random_programs_are_the_same_each_time_and_are_python() -> None:
    for seed in range(40):
        one, again = Writer(seed), Writer(seed)
        text = one.program()
        compile(text, "flow.py", "exec")
        assert text == again.program()
        assert one.files == again.files
