"""Configurations of motools in files: named by the source or by `--config`, with findings that point into them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from icefloe.cli.app import app
from icefloe.constants import literal_of
from icefloe.dialects.motools import DIALECT
from icefloe.graph import MapRun
from icefloe.survey import Configuration, FileSurvey, Survey

MAIN = """\
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mashumaro import field_options
from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow
from motools.workflow.validators import validate_enum


@dataclass
class Load(StepConfig):
    source: str
    rows: int = 10


@dataclass
class Train(StepConfig):
    rate: float
    careful: bool = False
    options: dict[str, Any] | None = None
    backend: str = field(
        default="local", metadata=field_options(deserialize=lambda x: validate_enum(x, {"local", "cloud"}, "backend"))
    )


@dataclass
class All(WorkflowConfig):
    load: Load
    train: Train


async def load(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="rows", path=temp_workspace / "rows", type="dataset")]


async def train(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="model", path=temp_workspace / "model", type="model")]


flow = Workflow(
    name="flow",
    input_atom_types={},
    steps=[
        StepDefinition("load", load, {}, {"rows": "dataset"}, Load),
        StepDefinition("train", train, {"rows": "dataset"}, {"model": "model"}, Train),
    ],
    config_class=All,
)


async def main():
    await run_workflow(flow, {}, CONFIG, "eve")
"""
GOOD = """\
load:
  source: here
train:
  rate: 0.5
"""
Found = tuple[dict[str, object], list[str]]


def told(found: FileSurvey) -> list[str]:
    kept = [f for f in found.findings if not f.code.startswith("FLO5")]
    return [f"{f.severity.value} {f.code} {f.span.path}:{f.span.line}:{f.span.column}: {f.message}" for f in kept]


def defaults(found: FileSurvey) -> dict[str, object]:
    (pipeline,) = found.pipelines
    return {p.name: "…" if p.default is None else literal_of(p.default) for p in pipeline.graph.parameters}


@pytest.fixture
def loaded(read: Callable[..., FileSurvey]) -> Callable[[str], Found]:
    """The sections of a YAML file that the source names, and what is said of them."""

    def load(text: str, config: str = 'All.from_yaml("a.yaml")') -> Found:
        found = read(DIALECT, MAIN.replace("CONFIG", config), a__yaml=text)
        return defaults(found), told(found)

    return load


def given(root: Path, main: str, text: str, name: str = "b.yaml") -> FileSurvey:
    """A file that is read with another one given by `--config`."""
    (root / "pyproject.toml").write_text("")
    (root / "main.py").write_text(main)
    (root / name).write_text(text)
    configuration = Configuration(path=name, data=text.encode())
    return Survey(root, (DIALECT,), configuration=configuration).file("main.py")


@pytest.mark.parametrize(
    "config",
    [
        'All.from_yaml("a.yaml")',
        'All.from_yaml(Path("a.yaml"))',
        'All.from_yaml(path="./a.yaml")',
        'All.from_yaml(Path(__file__).parent / "a.yaml")',
        'All.from_yaml(str(Path("x") / ".." / "a.yaml"))',
    ],
)
def test_a_file_is_found_as_the_program_finds_it(loaded, config: str):
    assert loaded(GOOD, config) == ({"load": {"source": "here"}, "train": {"rate": {"$float": "0.5"}}}, [])


def test_the_plan_says_which_file_it_has_read(read, lowered):
    made = lowered(read(DIALECT, MAIN.replace("CONFIG", 'All.from_yaml("a.yaml")'), a__yaml=GOOD))
    assert [file.path for file in made.files] == ["a.yaml"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ["warning FLO340 a.yaml:1:1: the file of configuration is empty", "error FLO342", "error FLO342"]),
        ("- a\n", ["error FLO340 a.yaml:1:1: the file of configuration is not a mapping"]),
        ("load: [\n", ["error FLO340 a.yaml:2:1: the configuration `a.yaml` cannot be read"]),
        (f"{GOOD}  rate: 0.7\n", ["warning FLO340 a.yaml:5:3: in the configuration `a.yaml` the key `rate` stands tw"]),
        (f"{GOOD}trian: {{}}\n", ["warning FLO341 a.yaml:5:1: `trian` is no field of `All`"]),
        ("load: {source: x}\n", ["error FLO342 a.yaml:1:1: the configuration has no section `train`"]),
        ("load:\ntrain: {rate: 1}\n", ["error FLO346 a.yaml:1:6: section `load` takes a `Load`, and is given None"]),
        ("load: {}\ntrain: {rate: 1}\n", ["error FLO344 a.yaml:1:"]),
        (GOOD.replace("0.5", "fast"), ["error FLO346 a.yaml:4:9: `rate` of section `train` takes a number"]),
        (f"{GOOD}  rat: 1\n", ["warning FLO345 a.yaml:5:3: `rat` of section `train` is no field of `Train`"]),
        (f"{GOOD}  backend: cluod\n", ["error FLO347 a.yaml:5:12: `backend` of section `train` is the text `cluod`"]),
        (GOOD.replace("here", "no"), ["error FLO346 a.yaml:2:11: `source` of section `load` takes a text, but PyYAML"]),
        (GOOD.replace("here", "1e3"), []),
        (GOOD.replace("0.5", "1e-4"), []),
        (f"{GOOD}  careful: yes\n", []),
        (f"{GOOD}  careful: 'yes'\n", ["error FLO346 a.yaml:5:12: `careful` of section `train` takes true or false"]),
        (f"{GOOD}  options: {{x: 1e-4}}\n", ["warning FLO352 a.yaml:5:16: `x` of `options` of section `train` is a t"]),
        (f"{GOOD}  options: {{x: 1.0e-4, y: on}}\n", []),
        (GOOD.replace("here", "&a here").replace("0.5", "0.5\n  options: {x: *a}"), []),
    ],
)
def test_what_is_wrong_is_shown_in_the_file(loaded, text: str, wanted: list[str]):
    _, said = loaded(text)
    assert len(said) == len(wanted), said
    assert all(one.startswith(want) for one, want in zip(said, wanted, strict=True)), said


@pytest.mark.parametrize(
    ("text", "section"),
    [
        (GOOD.replace("0.5", "1e-4"), {"rate": {"$float": "0.0001"}}),
        (f"{GOOD}  careful: on\n", {"rate": {"$float": "0.5"}, "careful": True}),
        (f"{GOOD}  options: {{x: 1e-4}}\n", {"rate": {"$float": "0.5"}, "options": {"x": {"$float": "0.0001"}}}),
        (f"{GOOD}  options: {{on: no}}\n", {"rate": {"$float": "0.5"}, "options": {"on": False}}),
        (f"{GOOD}  rat: 1\n", {"rate": {"$float": "0.5"}}),
    ],
)
def test_the_plan_has_what_motools_reads(loaded, text: str, section: dict[str, object]):
    sections, _ = loaded(text)
    assert sections["train"] == section


def test_a_text_that_looks_like_a_number_stays_one_where_a_text_is_asked_for(loaded):
    sections, said = loaded(GOOD.replace("here", "1e3"))
    assert (sections["load"], said) == ({"source": "1e3"}, [])


def test_a_file_that_is_not_there(loaded):
    _, (said,) = loaded(GOOD, 'All.from_yaml("aa.yaml")')
    assert said.startswith("error FLO340 main.py:")
    assert "there is no file `aa.yaml` in the project" in said


def test_a_copy_of_a_file_with_something_changed(loaded):
    sections, said = loaded(GOOD, 'replace(All.from_yaml("a.yaml"), train=Train(rate=1.5))')
    assert (sections, said) == ({"load": {"source": "here"}, "train": {"rate": {"$float": "1.5"}}}, [])


@pytest.mark.parametrize("source", ["None", 'All.from_dict({"load": {"source": 3}, "train": {}})', "unknown()"])
def test_the_file_of_the_user_takes_the_place_of_what_the_source_gives(tmp_path: Path, source: str):
    found = given(tmp_path, MAIN.replace("CONFIG", source), GOOD)
    assert (defaults(found), told(found)) == ({"load": {"source": "here"}, "train": {"rate": {"$float": "0.5"}}}, [])
    (pipeline,) = found.pipelines
    assert {p.origin for p in pipeline.graph.parameters} == {"file"}


def test_the_file_of_the_user_may_be_json(tmp_path: Path):
    text = '{"load": {"source": "here"}, "train": {"rate": 1e-4, "options": {"x": 1e-4}}}'
    found = given(tmp_path, MAIN.replace("CONFIG", "None"), text, "b.json")
    assert told(found) == []
    assert defaults(found)["train"] == {"rate": {"$float": "0.0001"}, "options": {"x": {"$float": "0.0001"}}}


def test_the_file_of_an_experiment_has_the_configuration_inside(tmp_path: Path):
    text = "base_config:\n  load: {source: here}\n  train: {rate: 1}\nparam_grid:\n  train.rate: [1, 2]\n"
    found = given(tmp_path, MAIN.replace("CONFIG", "None"), text)
    assert told(found) == [
        "warning FLO340 b.yaml:4:1: the grid of this file is not run: its `base_config` is taken, for one run"
    ]
    assert defaults(found) == {"load": {"source": "here"}, "train": {"rate": 1}}


@pytest.mark.parametrize("verb", ["check", "compile"])
def test_the_command_shows_the_place_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "main.py").write_text(MAIN.replace("CONFIG", "None"))
    (tmp_path / "b.yaml").write_text(GOOD.replace("0.5", "fast"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, [verb, "main.py", "--config", "b.yaml"])
    assert result.exit_code == 1
    lines = [line.strip() for line in result.output.splitlines()]
    assert "--> b.yaml:4:9" in lines
    assert lines[lines.index("4 |   rate: fast") + 1].startswith("|         ^^^^")


SWEEP = """

from motools.workflow.sweep import run_sweep

async def sweep():
    await run_sweep(flow, All.from_yaml("a.yaml"), GRID, {}, "eve", max_parallel=2)
"""


@pytest.mark.parametrize(
    ("grid", "wanted"),
    [
        ('{"train.rate": [0.1, 0.2], "load.rows": [1, 2]}', []),
        ('{"train": [{"rate": 1}, {"rate": 2}]}', []),
        ('{"train.options": [{"x": 1}]}', []),
        ('{"train.rat": [1]}', ["error FLO356: the grid names `train.rat`, and `rat` is no field of `Train`"]),
        ('{"trian.rate": [1]}', ["error FLO356: the grid names `trian.rate`, and there is no section `trian`"]),
        ('{"train.options.x": [1]}', ["error FLO356: the grid names `train.options.x`, but the section gives nothing"]),
        ('{"train.rate": []}', ["error FLO356: the grid has no values for `train.rate`"]),
        ('{"train.rate": [1, "fast"]}', ["error FLO346: `rate` of section `train` takes a number"]),
        ('{"train.backend": ["nowhere"]}', ["warning FLO347: `backend` of section `train` is the text `nowhere`"]),
    ],
)
def test_the_grid_of_a_sweep(read, grid: str, wanted: list[str]):
    main = MAIN.split("\n\nasync def main")[0] + SWEEP.replace("GRID", grid)
    found = read(DIALECT, main, a__yaml=GOOD)
    said = [f"{f.severity.value} {f.code}: {f.message}" for f in found.findings if f.code.startswith("FLO3")]
    assert len(said) == len(wanted), said
    assert all(one.startswith(want) for one, want in zip(said, wanted, strict=True)), said


def test_a_sweep_has_every_combination(read):
    main = MAIN.split("\n\nasync def main")[0] + SWEEP.replace("GRID", '{"train.rate": [1, 2], "load.rows": [3, 4]}')
    steps = [step for pipeline in read(DIALECT, main, a__yaml=GOOD).pipelines for step in pipeline.graph.steps]
    (points,) = [step.run.over.value for step in steps if isinstance(step.run, MapRun)]
    assert [(one["train"]["rate"], one["load"]["rows"]) for one in points] == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert all(one["load"]["source"] == "here" for one in points)


def test_a_sweep_holds_the_sections_that_are_left_to_their_classes(read):
    main = MAIN.replace("source: str", 'source: str = "here"')
    main = main.replace("load: Load", "load: Load = field(default_factory=Load)")
    main = main.replace("train: Train", "train: Train = field(default_factory=lambda: Train(1.0))")
    text = SWEEP.replace('All.from_yaml("a.yaml")', "All()").replace("GRID", '{"train.rate": [1, 2]}')
    found = read(DIALECT, main.split("\n\nasync def main")[0] + text)
    steps = [step for pipeline in found.pipelines for step in pipeline.graph.steps]
    (points,) = [step.run.over.value for step in steps if isinstance(step.run, MapRun)]
    assert points == [{"load": {}, "train": {"rate": 1}}, {"load": {}, "train": {"rate": 2}}]
