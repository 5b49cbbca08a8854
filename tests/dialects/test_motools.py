"""The workflow of motools' own page, and the plan that comes of it."""

from motools_cases import codes, only, source, steps, told

from icefloe.dialects.motools import DIALECT
from icefloe.findings import Severity
from icefloe.graph import PythonRun
from icefloe.types import spell

HEAD = """\
from dataclasses import dataclass
from motools.workflow import AtomConstructor, Step, Workflow, run_workflow

@dataclass
class Config:
    rate: float = 0.5

@dataclass
class All:
    process: Config
    analyze: Config

def my_step(config: Config, input_atoms, temp_workspace):
    "Process it."
    path = temp_workspace / "output.jsonl"
    return [AtomConstructor(name="output_dataset", path=path, type="dataset")]

def analyze_step(config, input_atoms, temp_workspace):
    made = []
    made.append(AtomConstructor(name="scores", path=temp_workspace / "s", type="eval"))
    return made

"""

# The names that the page leaves undefined are in HEAD.
PAGE = """\
my_workflow = Workflow(
    name="my_pipeline",
    input_atom_types={},
    steps=[
        Step(
            name="process",
            function=my_step,
            input_atom_types={"input_dataset": "dataset"},
            config_class=Config,
        ),
        Step(
            name="analyze",
            function=analyze_step,
            input_atom_types={"output_dataset": "dataset"},
            config_class=Config,
        ),
    ],
    config_class=All,
)
"""
FIXED = PAGE.replace("input_atom_types={},", 'input_atom_types={"input_dataset": "dataset"},')


def test_the_workflow_of_the_page_lacks_an_input_as_motools_itself_says(read):
    found = read(DIALECT, HEAD + PAGE)
    assert codes(found) == ["FLO201"]
    assert "step `process` takes `input_dataset`" in told(found)[0]
    (finding,) = [one for one in found.findings if one.code == "FLO201"]
    assert finding.fix is not None
    assert [edit.text for edit in finding.fix.edits] == ['"input_dataset": "dataset"']


def test_with_that_input_it_is_read_in_full(read):
    found = read(DIALECT, HEAD + FIXED)
    assert codes(found) == []
    graph = only(found)
    assert (graph.name, graph.entry) == ("my_pipeline", "main:my_workflow")
    assert steps(graph) == [
        "process = my_step(input_dataset=~input_dataset:dataset) -> output_dataset",
        "analyze = analyze_step(output_dataset=process.output_dataset) -> scores",
    ]
    process, analyze = graph.steps
    assert [(p.name, spell(p.type), p.kind) for p in analyze.outputs] == [("scores", "motools.atom.eval", "atom")]
    assert isinstance(process.run, PythonRun)
    assert process.run.convention == "atoms"
    assert process.description == "Process it."


def test_each_section_of_the_configuration_is_a_parameter_named_like_its_step(read):
    graph = only(read(DIALECT, HEAD + FIXED))
    assert [parameter.name for parameter in graph.parameters] == ["process", "analyze"]
    for step in graph.steps:
        assert isinstance(step.run, PythonRun)
        assert step.run.config is not None
        assert source(step.run.config.source) == f"${step.id}"
        assert [adapt.type for adapt in step.run.config.adapt] == ["main:Config"]


def test_what_only_the_original_would_not_do_is_noted(read):
    found = read(DIALECT, HEAD + FIXED)
    assert codes(found, original=True) == ["FLO580", "FLO584"]
    assert {finding.severity for finding in found.findings} == {Severity.NOTE}
