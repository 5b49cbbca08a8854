"""Steps and workflows of motools in every shape that its versions have had."""

import pytest
from motools_cases import JUDGE, LOAD, PRELUDE, TRAIN, codes, only, steps, told, workflow

from icefloe.dialects.motools import DIALECT
from icefloe.graph import PythonRun
from icefloe.values import Function, Reference
from icefloe_schema import plan

CLASSES = """\
class Load(BaseStep):
    name = "load"
    input_atom_types = {}
    output_atom_types = {"rows": "dataset"}
    config_class = Config

    async def execute(self, config, input_atoms, temp_workspace):
        "Load them."
        return [AtomConstructor(name="rows", path=temp_workspace, type="dataset")]

class Named(Load):
    name = "named"
    output_atom_types = {"named": "dataset"}

    def __init__(self, label, times=2):
        self.label = label
        self.times = times

    async def execute(self, config, input_atoms, temp_workspace):
        return [AtomConstructor(name="named", path=temp_workspace / self.label, type="dataset")]

class Again(Load):
    name = "again"

@dataclass
class Old(Step):
    async def execute(self, config, input_atoms, temp_workspace):
        return [AtomConstructor(name="old", path=temp_workspace, type="eval")]

class Called:
    name = "called"
    input_atom_types = {}
    output_atom_types = {"rows": "dataset"}
    async def execute(self, config, input_atoms, temp_workspace):
        return [AtomConstructor("rows", temp_workspace, "dataset")]

async def tail(config, input_atoms, temp_workspace, *, source, output_name="tail"):
    input_atoms[source].load()
    return [AtomConstructor(output_name, temp_workspace, "eval")]
"""
SHAPES = {
    "definition by name": (
        (
            'StepDefinition(name="load", fn=load, input_atom_types={}, output_atom_types={"rows": "dataset"}, '
            "config_class=Config)"
        ),
        "load = load() -> rows",
    ),
    "definition by place": (LOAD, "load = load() -> rows"),
    "definition by both": (
        'StepDefinition("load", load, {}, output_atom_types={"rows": "dataset"}, config_class=Config)',
        "load = load() -> rows",
    ),
    "function step by name": (
        (
            'FunctionStep(name="load", fn=load, input_atom_types={}, output_atom_types={"rows": "dataset"}, '
            "config_class=Config)"
        ),
        "load = load() -> rows",
    ),
    "function step by place": ('FunctionStep("load", {}, {"rows": "dataset"}, Config, load)', "load = load() -> rows"),
    "step of the page": (
        'Step(name="load", function=load, input_atom_types={}, config_class=Config)',
        "load = load() -> rows",
    ),
    "step of the page by place": ('Step("load", load, {}, Config)', "load = load() -> rows"),
    "first step by name": (
        'Step(name="load", input_atom_types={}, output_atom_types={"rows": "dataset"}, config_class=Config, fn=load)',
        "load = load() -> rows",
    ),
    "first step by place": ('Step("load", {}, {"rows": "dataset"}, Config, load)', "load = load() -> rows"),
    "class": ("Load", "load = Load.execute() -> rows"),
    "object": ("Load()", "load = Load.execute() -> rows"),
    "class as a step": ("Load.as_step()", "load = Load.execute() -> rows"),
    "object with state": ('Named("x")', "named = Named.execute() -> named"),
    "inherited work": ("Again", "again = Again.execute() -> rows"),
    "object of the first base": (
        'Old(name="old", input_atom_types={}, output_atom_types={"old": "eval"}, config_class=Config)',
        "old = Old.execute() -> old",
    ),
    "class without a base": ("Called()", "called = Called.execute() -> rows"),
    "a function of an object": (
        'StepDefinition("one", Named("y").execute, {}, {"named": "dataset"}, None)',
        "one = Named.execute() -> named",
    ),
    "partial": (
        (
            'StepDefinition("tail", partial(tail, source="rows", output_name="last"), {"rows": "dataset"}, '
            '{"last": "eval"}, None)'
        ),
        "tail = tail(rows=?rows) -> last",
    ),
    "partial of a partial": (
        (
            'StepDefinition("tail", partial(partial(tail, source="x", output_name="a"), source="rows"), '
            '{"rows": "dataset"}, {"a": "eval"}, None)'
        ),
        "tail = tail(rows=?rows) -> a",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_step_is_read(read, shape: str):
    text, line = SHAPES[shape]
    found = read(DIALECT, PRELUDE + CLASSES + workflow(text))
    assert steps(only(found)) == [line]
    assert set(codes(found)) <= {"FLO201"}


@pytest.mark.parametrize(
    ("step", "bound"),
    [
        ('Named("x")', {"label": "x", "times": 2}),
        ("Load()", {}),
        (
            'StepDefinition("tail", partial(tail, source="rows"), {"rows": "dataset"}, {"tail": "eval"}, None)',
            {"source": "rows"},
        ),
        (
            (
                'StepDefinition("tail", partial(partial(tail, source="x"), source="rows"), {"rows": "dataset"}, '
                '{"tail": "eval"}, None)'
            ),
            {"source": "rows"},
        ),
    ],
)
def test_what_is_fixed_of_the_arguments_stands_in_the_plan(read, step: str, bound: dict[str, object]):
    (made,) = only(read(DIALECT, PRELUDE + CLASSES + workflow(step))).steps
    assert isinstance(made.run, PythonRun)
    assert made.run.convention == "atoms"
    assert made.run.bound == bound


ONE = "def one(n):\n    return StepDefinition(n, partial(load, output_name=n), {}, {n: 'dataset'}, None)\n"
LISTS = {
    "a helper makes it": "def make(name):\n    return StepDefinition(name, load, {}, {name: 'dataset'}, None)\n"
    "def named(name):\n    return partial(load, output_name=name)\n"
    "w = Workflow('w', {}, [StepDefinition(n, named(n), {}, {n: 'dataset'}, None) for n in ('a', 'b')], None)\n",
    "a loop adds to it": "found = []\nfor n in ('a', 'b'):\n"
    "    found.append(StepDefinition(n, partial(load, output_name=n), {}, {n: 'dataset'}, None))\n"
    "w = Workflow('w', {}, found, None)\n",
    "lists are joined": ONE + "w = Workflow('w', {}, [one('a')] + [one('b')], None)\n",
    "a list is unpacked": ONE + "rest = [one('b')]\nw = Workflow('w', {}, [one('a'), *rest], None)\n",
    "a tuple": ONE + "w = Workflow('w', {}, (one('a'), one('b')), None)\n",
    "a factory of functions": "def of(n):\n    async def run(config, input_atoms, temp_workspace):\n"
    "        return [AtomConstructor(n, temp_workspace, 'dataset')]\n"
    "    return StepDefinition(n, run, {}, {n: 'dataset'}, None)\nw = Workflow('w', {}, [of('a'), of('b')], None)\n",
}


@pytest.mark.parametrize("shape", LISTS)
def test_the_list_of_steps_may_be_built(read, shape: str):
    found = read(DIALECT, PRELUDE + LISTS[shape])
    assert [(step.id, [port.name for port in step.outputs]) for step in only(found).steps] == [
        ("a", ["a"]),
        ("b", ["b"]),
    ]
    assert codes(found) == []


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


REFUSED = {
    "a lambda": ('StepDefinition("s", lambda c, a, t: [], {}, {}, None)', ["FLO140"], "`s` runs a lambda"),
    "a lambda in a partial": (
        'StepDefinition("s", partial(lambda c, a, t, x: [], x=1), {}, {}, None)',
        ["FLO140"],
        "`s`",
    ),
    "a function alone": ("load", ["FLO103"], "`load` is a function, and says nothing"),
    "a place fixed": (
        'StepDefinition("s", partial(load, None), {}, {"rows": "dataset"}, None)',
        ["FLO140"],
        "by its place",
    ),
    "a generator": ('StepDefinition("s", stream, {}, {}, None)', ["FLO140"], "generator `stream`"),
    "an unknown argument": (LOAD.replace("None)", "None, retries=3)"), ["FLO105"], "takes no argument `retries`"),
    "a misspelt argument": (
        LOAD.replace("None)", "config_clas=None)").replace(", load,", ", load, "),
        ["FLO105"],
        "did you mean `config_class`?",
    ),
    "one argument too many": (LOAD.replace("None)", "None, 1)"), ["FLO105"], "takes 5 arguments, and is given 6"),
    "too few parameters": ('StepDefinition("s", short, {}, {}, None)', ["FLO275"], "no place for the workspace"),
    "a parameter that nothing gives": (
        'StepDefinition("s", long, {}, {}, None)',
        ["FLO275"],
        "nothing gives `extra` of `long`",
    ),
    "a fixed argument that it does not have": (
        'StepDefinition("s", partial(load, output_nam="x"), {}, {"rows": "dataset"}, None)',
        ["FLO275"],
        "did you mean `output_name`?",
    ),
    "a fixed configuration": (
        'StepDefinition("s", partial(load, config=1), {}, {"rows": "dataset"}, None)',
        ["FLO275"],
        "which it is called with as well",
    ),
    "no step at all": ("3", ["FLO103"], "it is no step"),
    "a class without work": ("Config", ["FLO103"], "`Config` has no `execute`"),
    "a name that is not known": ("StepDefinition(elsewhere(), load, {}, {}, None)", ["FLO103"], "the name of a step"),
    "a function that is not known": (
        'StepDefinition("s", elsewhere(), {}, {}, None)',
        ["FLO103"],
        "the function of step `s`",
    ),
}
ODD = """\
from elsewhere import elsewhere
async def stream(config, input_atoms, temp_workspace):
    yield AtomConstructor("rows", temp_workspace, "dataset")
async def short(config, input_atoms):
    return []
async def long(config, input_atoms, temp_workspace, extra):
    return []
"""


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_plan_can_say_is_said(read, case: str):
    text, expected, message = REFUSED[case]
    found = read(DIALECT, PRELUDE + ODD + workflow(text))
    assert codes(found) == expected
    assert any(message in line for line in told(found)), told(found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Workflow(name=elsewhere(), input_atom_types={}, steps=[], config_class=None)", "the name of the workflow"),
        ("Workflow(name='w', input_atom_types=elsewhere(), steps=[], config_class=None)", "`input_atom_types`"),
        ("Workflow(name='w', input_atom_types={}, steps=elsewhere(), config_class=None)", "the list of steps"),
        ("Workflow(name='w', input_atom_types={}, config_class=None)", "the list of steps"),
        ("Workflow(name='w', input_atom_types={}, steps=[elsewhere()], config_class=None)", "a step"),
        ("Workflow(**elsewhere())", "what `Workflow` is given"),
        ("Workflow('w', {}, [StepDefinition('s', load, elsewhere(), {}, None)], None)", "the inputs of step `s`"),
        ("Workflow('w', {}, [StepDefinition('s', load, {elsewhere(): 'model'}, {}, None)], None)", "the inputs"),
        (
            "Workflow('w', {}, [StepDefinition('s', partial(load, output_name=elsewhere()), {}, {}, None)], None)",
            "fixes",
        ),
    ],
)
def test_what_is_not_known_is_a_hole_and_never_dropped(read, text: str, what: str):
    found = read(DIALECT, f"{PRELUDE}{ODD}w = {text}\n")
    holes = [hole.what for pipeline in found.pipelines for hole in pipeline.graph.holes]
    assert any(what in hole for hole in holes), holes
    assert "FLO103" in codes(found)


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
