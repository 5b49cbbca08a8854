"""Steps of motools in every shape that its versions have had, and what no plan can say of them."""

import pytest
from motools_cases import LOAD, PRELUDE, codes, only, steps, told, workflow

from icefloe.dialects.motools import DIALECT
from icefloe.graph import PythonRun

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

class Learner:
    kind = "learnt"

    def __init__(self, label="x"):
        self.label = label

    @classmethod
    async def learn(cls, config, input_atoms, temp_workspace, *, times=1):
        input_atoms["rows"].load()
        return [AtomConstructor(cls.kind, temp_workspace, "model")]

    @staticmethod
    async def plain(config, input_atoms, temp_workspace):
        return [AtomConstructor("learnt", temp_workspace, "model")]

    async def own(self, config, input_atoms, temp_workspace):
        return [AtomConstructor("learnt", temp_workspace / self.label, "model")]

class Second(Learner):
    kind = "second"

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
    "a method of a class": (
        'StepDefinition("one", Learner.learn, {"rows": "dataset"}, {"learnt": "model"}, Config)',
        "one = Learner.learn(rows=?rows) -> learnt",
    ),
    "an inherited method of a class": (
        'StepDefinition("one", Second.learn, {"rows": "dataset"}, {"second": "model"}, Config)',
        "one = Second.learn(rows=?rows) -> second",
    ),
    "a method of the class of an object": (
        'StepDefinition("one", Learner("y").learn, {"rows": "dataset"}, {"learnt": "model"}, Config)',
        "one = Learner.learn(rows=?rows) -> learnt",
    ),
    "a static method": (
        'StepDefinition("one", Learner.plain, {}, {"learnt": "model"}, Config)',
        "one = Learner.plain() -> learnt",
    ),
    "another method of an object": (
        'StepDefinition("one", Learner("y").own, {}, {"learnt": "model"}, Config)',
        "one = Learner.own() -> learnt",
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
            'StepDefinition("s", partial(Learner("y").learn, times=2), {"rows": "dataset"}, {"learnt": "model"}, None)',
            {"times": 2},
        ),
        ('StepDefinition("s", Learner("y").own, {}, {"learnt": "model"}, None)', {"label": "y"}),
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
    "a method of a class without a place": (
        'StepDefinition("s", Narrow.learn, {}, {}, None)',
        ["FLO275"],
        "no place for the workspace",
    ),
    "a method of a class that declares nothing": (
        'StepDefinition("s", Narrow.late, {}, {}, None)',
        ["FLO276"],
        "takes the atom `rows`",
    ),
    "a name that the class does not have": (
        'StepDefinition("s", Narrow.other, {}, {}, None)',
        ["FLO103"],
        "the function of step `s`",
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
class Narrow:
    @classmethod
    async def learn(cls, config, input_atoms):
        return []
    @classmethod
    async def late(cls, config, input_atoms, temp_workspace):
        input_atoms["rows"].load()
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
