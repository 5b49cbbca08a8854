"""The dialect of motools."""

import pytest

from icefloe.dialects.motools import DIALECT
from icefloe.findings import Severity
from icefloe.graph import PythonRun
from icefloe.types import spell
from icefloe_schema import plan

HEAD = """\
from dataclasses import dataclass
from motools.workflow import AtomConstructor, FunctionStep, Step, StepDefinition, Workflow, run_workflow

@dataclass
class Config:
    rate: float = 0.5
    names: tuple[str, ...] = ("a", "b")

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

# The workflow of motools' own page; the names that it leaves undefined are in HEAD.
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


def flat(step):
    return {binding.parameter: binding.source for binding in step.bindings}


def test_the_workflow_of_the_page_lacks_an_input_as_motools_itself_says(read):
    found = read(DIALECT, HEAD + PAGE)
    assert [f.code for f in found.findings] == ["FLO201"]
    assert "step `process` takes `input_dataset`" in found.findings[0].message


def test_with_that_input_it_is_read_in_full(read):
    found = read(DIALECT, HEAD + FIXED)
    assert found.findings == ()
    (pipeline,) = found.pipelines
    graph = pipeline.graph
    assert (graph.name, graph.entry) == ("my_pipeline", "main:my_workflow")
    assert graph.header is not None
    assert graph.header.cache is True
    process, analyze = graph.steps
    assert flat(process) == {"input_dataset": plan.FromAtom(name="input_dataset", type="dataset")}
    assert flat(analyze) == {"output_dataset": plan.FromOutput(step="process", name="output_dataset")}
    assert [(p.name, spell(p.type), p.kind) for p in analyze.outputs] == [("scores", "motools.atom.eval", "atom")]
    assert isinstance(process.run, PythonRun)
    assert process.run.convention == "atoms"
    assert process.run.config == {"rate": {"$float": "0.5"}, "names": {"$tuple": ["a", "b"]}}
    assert process.description == "Process it."


def test_the_configuration_of_a_run_is_taken_by_step(read):
    run = "run_workflow(workflow=my_workflow, input_atoms={}, config=All(process=Config(rate=2.0), analyze=Config()))\n"
    (pipeline,) = read(DIALECT, HEAD + FIXED + run).pipelines
    configs = [step.run.config for step in pipeline.graph.steps if isinstance(step.run, PythonRun)]
    assert [config["rate"] for config in configs] == [{"$float": "2.0"}, {"$float": "0.5"}]


def test_required_fields_without_a_run_are_a_note(read):
    found = read(DIALECT, (HEAD + FIXED).replace("rate: float = 0.5", "rate: float").replace('= ("a", "b")', ""))
    assert {(f.code, f.severity) for f in found.findings} == {("FLO144", Severity.NOTE)}
    assert "`rate`, `names`" in found.findings[0].message


@pytest.mark.parametrize(
    "step",
    [
        'StepDefinition(name="process", fn=my_step, input_atom_types={}, output_atom_types={"out": "model"})',
        'StepDefinition("process", my_step, {}, {"out": "model"}, Config)',
        'FunctionStep(name="process", input_atom_types={}, output_atom_types={"out": "model"}, fn=my_step)',
        'FunctionStep("process", {}, {"out": "model"}, Config, my_step)',
    ],
)
def test_the_spellings_of_other_versions(read, step: str):
    found = read(DIALECT, f'{HEAD}w = Workflow("w", {{}}, [{step}], All)\n')
    (pipeline,) = found.pipelines
    (made,) = pipeline.graph.steps
    assert (made.id, [port.name for port in made.outputs]) == ("process", ["out"])
    assert found.findings == ()


def test_atoms_of_another_type_do_not_fit(read):
    found = read(DIALECT, HEAD + FIXED.replace('{"output_dataset": "dataset"}', '{"output_dataset": "model"}'))
    (finding,) = found.findings
    assert finding.code == "FLO301"
    assert "step `process` gives `motools.atom.dataset` through `output_dataset`" in finding.message
    lines = (HEAD + FIXED).splitlines()
    assert "input_atom_types" in lines[finding.span.line - 1]
    assert 'type="dataset"' in lines[finding.related[0].span.line - 1]


def test_an_input_of_the_workflow_has_the_type_that_its_step_takes(read):
    found = read(
        DIALECT,
        HEAD + FIXED.replace('{"input_dataset": "dataset"},\n    steps', '{"input_dataset": "task"},\n    steps'),
    )
    assert [f.code for f in found.findings] == ["FLO143"]


def test_a_declared_output_and_its_constructor_agree(read):
    step = 'StepDefinition("process", my_step, {}, {"output_dataset": "model"}, Config)'
    found = read(DIALECT, f'{HEAD}w = Workflow("w", {{}}, [{step}], All)\n')
    assert [f.code for f in found.findings] == ["FLO142"]


def test_types_of_atoms_are_a_closed_list(read):
    found = read(DIALECT, HEAD + FIXED.replace('{"output_dataset": "dataset"}', '{"output_dataset": "data"}'))
    assert "FLO141" in [f.code for f in found.findings]


def test_two_workflows_may_be_joined_in_any_order_but_not_in_a_circle(read):
    main = (
        HEAD
        + """
def back(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="input_dataset", path=temp_workspace / "x", type="dataset")]

w = Workflow(name="w", input_atom_types={}, steps=[
    Step(name="process", function=my_step, input_atom_types={"input_dataset": "dataset"}),
    Step(name="back", function=back, input_atom_types={"output_dataset": "dataset"}),
])
"""
    )
    found = read(DIALECT, main)
    assert [f.code for f in found.findings] == ["FLO102"]
    assert "process → back → process" in found.findings[0].message


def test_the_name_of_an_atom_may_be_a_default_of_the_function(read):
    main = HEAD.replace('name="output_dataset", path', "name=output_name, path").replace(
        'temp_workspace):\n    "Process', 'temp_workspace, output_name="output_dataset"):\n    "Process'
    )
    assert "output_name" in main
    assert read(DIALECT, main + FIXED).findings == ()


@pytest.mark.parametrize(
    ("workflow", "what"),
    [
        ("Workflow(name=unknown(), input_atom_types={}, steps=[])", "the name of the workflow"),
        ("Workflow(name='w', input_atom_types=unknown(), steps=[])", "`input_atom_types`"),
        ("Workflow(name='w', input_atom_types={}, steps=unknown())", "the list of steps"),
        ("Workflow(name='w', input_atom_types={}, steps=[unknown()])", "a step"),
        ("Workflow(name='w', input_atom_types={}, steps=[Config()])", "a step"),
        ("Workflow(name='w', input_atom_types={}, steps=[Step(name='s', function=unknown)])", "the function of a step"),
        ("Workflow(name='w', input_atom_types={}, steps=[Step(name='s', function=partial(my_step))])", "the function"),
        (
            "Workflow(name='w', input_atom_types={}, steps=[Step(name='s', function=vague)])",
            "an atom that a step makes",
        ),
    ],
)
def test_what_is_not_known_is_a_hole_and_never_dropped(read, workflow: str, what: str):
    main = f"""{HEAD}
from functools import partial
from elsewhere import unknown

def vague(config, input_atoms, temp_workspace):
    return [AtomConstructor(name=config.name, path=temp_workspace, type="eval")]

w = {workflow}
"""
    found = read(DIALECT, main)
    holes = [hole.what for pipeline in found.pipelines for hole in pipeline.graph.holes]
    assert any(what in hole for hole in holes), holes
    assert any(f.code == "FLO103" for f in found.findings)


def test_an_argument_that_does_not_exist_is_said(read):
    found = read(DIALECT, HEAD + FIXED.replace("function=my_step", "function=my_step, retries=3"))
    assert [f.code for f in found.findings] == ["FLO105"]


def test_a_workflow_from_outside_the_project_is_said(read):
    main = """\
from motools.workflow import run_workflow
from mozoo.workflows.train_and_evaluate import train_and_evaluate_workflow

result = run_workflow(workflow=train_and_evaluate_workflow, input_atoms={}, config=None, user="alice")
"""
    found = read(DIALECT, main)
    assert [(f.code, f.severity) for f in found.findings] == [("FLO145", Severity.WARNING)]
    assert "train_and_evaluate_workflow" in found.findings[0].message
