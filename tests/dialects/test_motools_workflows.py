"""Workflows of motools in every shape, in this file and in others, and what decides their steps."""

import pytest
from motools_cases import JUDGE, LOAD, PRELUDE, TRAIN, codes, only, steps, told, workflow

from icefloe.dialects.motools import DIALECT
from icefloe.graph import PythonRun
from icefloe.values import Function, Reference
from icefloe_schema import plan

WORKFLOWS = {
    "a call by name": f'w = Workflow(name="w", input_atom_types={{}}, steps=[{LOAD}], config_class=None)\n',
    "a call by place": f'w = Workflow("w", {{}}, [{LOAD}], None)\n',
    "a class": f'class W(Workflow):\n    name = "w"\n    input_atom_types = {{}}\n    steps = [{LOAD}]\n'
    "    config_class = None\n",
    "an object of a class": f'class W(Workflow):\n    name = "w"\n    input_atom_types = {{}}\n    steps = [{LOAD}]\n'
    "    config_class = None\nw = W()\n",
    "a class that sets itself up": f'class W(Workflow):\n    def __init__(self):\n        self.name = "w"\n'
    f"        self.input_atom_types = {{}}\n        self.steps = [{LOAD}]\n        self.config_class = None\nw = W()\n",
    "a class that asks its base": "class W(Workflow):\n    def __init__(self):\n"
    f'        super().__init__(name="w", input_atom_types={{}}, steps=[{LOAD}], config_class=None)\nw = W()\n',
    "a function": f'def make():\n    return Workflow("w", {{}}, [{LOAD}], None)\nw = make()\n',
    "a function that nobody calls": f'def make():\n    return Workflow("w", {{}}, [{LOAD}], None)\n',
    "a function of a name": f'def make(name):\n    return Workflow(name, {{}}, [{LOAD}], None)\nw = make("w")\n',
    "an async function": f'async def main():\n    w = Workflow("w", {{}}, [{LOAD}], None)\n    await run_workflow('
    'w, {}, None, "u")\nasyncio.run(main())\n',
}


@pytest.mark.parametrize("shape", WORKFLOWS)
def test_every_shape_of_a_workflow_is_read(read, shape: str):
    found = read(DIALECT, PRELUDE + WORKFLOWS[shape])
    assert only(found).name == "w"
    assert steps(only(found)) == ["load = load() -> rows"]
    assert codes(found) == []


def test_calls_that_only_look_are_harmless(read):
    found = read(
        DIALECT,
        PRELUDE
        + workflow(LOAD)
        + "w.validate()\nprint(w.steps_by_name['load'])\nfrom motools.workflow.runners.dag import WorkflowDAG\n"
        + "print(WorkflowDAG(w).to_dot())\n",
    )
    assert steps(only(found)) == ["load = load() -> rows"]
    assert codes(found) == []


def test_a_workflow_of_another_file_is_read_where_it_is_run(read):
    flows = PRELUDE + workflow(LOAD, TRAIN, JUDGE)
    main = 'from flows import w\nfrom motools.workflow import run_workflow\nresult = run_workflow(w, {}, None, "u")\n'
    found = read(DIALECT, main, flows__py=flows)
    assert steps(only(found)) == [
        "load = load() -> rows",
        "train = train(rows=load.rows) -> model",
        "judge = judge(model=train.model) -> scores",
    ]
    assert only(found).span.path == "main.py"
    assert only(found).entry.startswith("main:")


def test_a_workflow_that_is_only_imported_is_told_of_where_it_is(read):
    found = read(DIALECT, "from flows import w\n", flows__py=PRELUDE + workflow(LOAD))
    assert [(one.name, one.path) for one in found.imported] == [("w", "flows.py")]


def test_functions_of_motools_itself_keep_their_address(read):
    main = PRELUDE + "from motools.steps import prepare_dataset_step, PrepareDatasetStep\n"
    own = 'StepDefinition("data", prepare_dataset_step, {}, {"prepared_dataset": "dataset"}, None)'
    found = read(DIALECT, main + workflow(own, "PrepareDatasetStep.as_step()"))
    runs = [step.run for step in only(found).steps]
    assert [
        run.function.path for run in runs if isinstance(run, PythonRun) and isinstance(run.function, Reference)
    ] == [
        "motools.steps.prepare_dataset_step",
        "motools.steps.PrepareDatasetStep",
    ]
    assert codes(found) == ["FLO145", "FLO149"]


def test_motools_itself_may_lie_in_the_project(tmp_path):
    from icefloe.survey import Survey

    base = (
        "from dataclasses import dataclass\n@dataclass\nclass AtomConstructor:\n    name: str\n"
        "    path: str\n    type: str\n"
        "@dataclass\nclass StepDefinition:\n    name: str\n    fn: object\n    input_atom_types: dict\n"
        "    output_atom_types: dict\n    config_class: type\n@dataclass\nclass Workflow:\n    name: str\n"
        "    input_atom_types: dict\n    steps: list\n    config_class: type\n"
    )
    files = {
        "pyproject.toml": "",
        "motools/__init__.py": "",
        "motools/workflow/__init__.py": "from motools.workflow.base import AtomConstructor, StepDefinition, Workflow\n",
        "motools/workflow/base.py": base,
        "main.py": "from motools.workflow import AtomConstructor, StepDefinition, Workflow\n"
        "async def load(config, input_atoms, temp_workspace):\n"
        '    return [AtomConstructor("rows", temp_workspace, "dataset")]\n' + workflow(LOAD),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = Survey(tmp_path, (DIALECT,)).file("main.py")
    assert steps(only(found)) == ["load = load() -> rows"]
    assert codes(found) == []


def test_the_header_holds_what_a_run_needs(read):
    graph = only(read(DIALECT, PRELUDE + workflow(LOAD)))
    assert graph.header is not None
    assert graph.header.cache is True
    (step,) = graph.steps
    assert step.description == "Load the rows."
    assert step.policy.retry == plan.Retry(
        attempts=4,
        delay={"$float": "1.0"},
        factor={"$float": "2.0"},
        on=("NetworkError", "WorkflowTimeoutError", "TimeoutError", "OSError"),
    )
    assert isinstance(step.run, PythonRun)
    assert isinstance(step.run.function, Function)


BUILT = """\
async def check(config, input_atoms, temp_workspace):
    return [AtomConstructor("checked", temp_workspace, "eval")]

@dataclass
class All(WorkflowConfig):
    load: Config
    check: Config | None = None

def make(config=None):
    found = [StepDefinition("load", load, {}, {"rows": "dataset"}, Config)]
    if config and config.check is not None:
        found.append(StepDefinition("check", check, {"rows": "dataset"}, {"checked": "eval"}, Config))
    return Workflow("w", {}, found, All)

"""


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("All(load=Config(), check=Config())", ["load", "check"]),
        ("All(load=Config())", ["load"]),
        ("All(load=Config(), check=None)", ["load"]),
        ('All.from_dict({"load": {}, "check": {}})', ["load", "check"]),
        ('All.from_dict({"load": {}})', ["load"]),
        ('All.from_yaml("all.yaml")', ["load", "check"]),
        ('All.from_yaml("some.yaml")', ["load"]),
        ("None", ["load"]),
    ],
)
def test_a_configuration_that_is_known_decides_which_steps_there_are(read, config: str, expected: list[str]):
    text = f"config = {config}\nasyncio.run(run_workflow(make(config), {{}}, config, 'u'))\n"
    files = {"all__yaml": "load: {}\ncheck: {rate: 1.0}\n", "some__yaml": "load: {}\n"}
    found = read(DIALECT, PRELUDE + BUILT + text, **files)
    assert [step.id for step in only(found).steps] == expected
    assert "FLO103" not in codes(found)


def test_one_that_is_not_known_decides_nothing(read):
    text = "from elsewhere import config\nasyncio.run(run_workflow(make(config), {}, config, 'u'))\n"
    assert "FLO103" in codes(read(DIALECT, PRELUDE + BUILT + text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (workflow(LOAD.replace(", None)", ")")), "`StepDefinition` without `config_class`"),
        (f'w = Workflow("w", {{}}, [{LOAD}])\n', "`Workflow` without `config_class`"),
        (f'w = Workflow(name="w", steps=[{LOAD}])\n', "`Workflow` without `input_atom_types`, `config_class`"),
        (
            workflow('FunctionStep(name="load", fn=load, output_atom_types={"rows": "dataset"})'),
            "`FunctionStep` without",
        ),
        (workflow('Step("load", {}, {"rows": "dataset"}, fn=load)'), "`Step` without `config_class`"),
    ],
)
def test_arguments_that_only_the_original_needs_are_noted(read, text: str, says: str):
    found = read(DIALECT, PRELUDE + text)
    assert steps(only(found)) == ["load = load() -> rows"]
    assert codes(found) == []
    (line,) = [line for line in told(found, original=True) if "FLO585" in line]
    assert says in line


def test_two_steps_of_one_name_are_said_once(read):
    again = 'StepDefinition("load", train, {"rows": "dataset"}, {"model": "model"}, Config)'
    assert codes(read(DIALECT, PRELUDE + workflow(LOAD, again))) == ["FLO101"]
