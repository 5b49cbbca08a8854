import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from runtime_project import Project, bind, call, of, one

from icefloe_runtimes.step import folder
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import (
    Adapt,
    Binding,
    Body,
    ExpressionGuard,
    FromDefault,
    FromExpression,
    FromLiteral,
    FromParameter,
    FunctionGuard,
    FunctionRef,
    Guard,
    MapRun,
    Output,
    Parameter,
    ShellRun,
    Step,
    StubRun,
)

Flow = Callable[[str], Project]

CHAIN = """
def load(n: int):
    print("loading", n)
    return list(range(n)), {"n": n}

def total(items, factor=10):
    return sum(items) * factor

async def later(value):
    return value + 1
"""


def test_a_chain_hands_values_on(flow: Flow) -> None:
    project = flow(CHAIN)
    project.plan(
        Step(
            id="load",
            run=call("load"),
            bindings=bind(n=FromParameter(name="n")),
            outputs=(Output(name="items", position=0), Output(name="facts", position=1)),
        ),
        one("total", bindings=bind(items=of("load", "items"), factor=FromDefault())),
        one("later", bindings=bind(value=of("total"))),
        parameters=(Parameter(name="n", type="int", default=4),),
    )
    done = project.step("load", "-p", "n=5")
    assert (done.returncode, done.stdout, done.stderr) == (0, "loading 5\n", "")
    assert project.step("total").returncode == 0
    assert project.step("later").returncode == 0
    assert (project.root / "art/later/later.json").read_text() == "101\n"
    record = json.loads((project.root / "art/later/outputs.json").read_text())
    assert record["status"] == "succeeded"
    assert record["outputs"]["later"]["shows"] == {"later": "101"}
    assert not list((project.root / "art").glob("making*"))


MISUSES = [
    (("totl",), "the plan has no step 'totl'; did you mean 'total'?"),
    (("total", "-p", "facor=1"), "unknown parameter 'facor'; did you mean 'factor'?"),
    (("total", "-p", "factor=many"), "parameter 'factor' is of type int; 'many' is not"),
    (("total", "-p", "shape=2"), "parameter 'shape' was folded when the plan was compiled"),
    (("total", "-p", "factor"), "write it as NAME=VALUE"),
    (("total",), "no value for the parameter 'factor'"),
    (("every",), "step 'every' is of the kind `map`, whose steps have processes of their own"),
]


@pytest.mark.parametrize(("arguments", "message"), MISUSES)
def test_misuse_ends_with_2(flow: Flow, arguments: tuple[str, ...], message: str) -> None:
    project = flow(CHAIN)
    factor = Parameter(name="factor", type="int", required=True)
    project.plan(
        one("total", bindings=bind(items=FromLiteral(value=[1]), factor=FromParameter(name="factor"))),
        one("every", run=MapRun(over=FromLiteral(value=[1]), item="x", body=Body())),
        parameters=(factor, Parameter(name="shape", default=1, origin="frozen")),
    )
    done = project.step(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", ["", "{", '{"plan": "9.0"}', "[]"])
def test_a_plan_that_is_none_ends_with_2(project: Project, content: str) -> None:
    (project.root / "flow.plan.json").write_text(content)
    done = project.step("any")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


FAILURES = [
    ("def work(): return [][1]", "IndexError: list index out of range", "at flow.py:1 in work"),
    ("def work():\n    import nothing_like_it", "No module named 'nothing_like_it'; is it installed", "at flow.py:2"),
    ("def work():\n    raise SystemExit(0)", "the step called sys.exit(0)", "at flow.py:2"),
    ("def work(x): return x", "work cannot be called: missing a required argument: 'x'", ""),
    ("def work(): return (i for i in [])", "output 'work' (generator) cannot be stored", ""),
    ("def work(:", "SyntaxError", "at flow.py:1"),
    ("raise ValueError('while loading')", "ValueError: while loading", "at flow.py:1"),
    ("other = 1", "module 'flow' has no function 'work'", ""),
]


@pytest.mark.parametrize(("source", "message", "place"), FAILURES)
def test_a_failing_step_says_what_and_where(flow: Flow, source: str, message: str, place: str) -> None:
    project = flow(source)
    project.plan(one("work"))
    done = project.step("work")
    assert done.returncode == 1
    assert done.stderr.startswith("error: step 'work' failed: ")
    assert message in done.stderr
    assert place in done.stderr
    assert "icefloe_runtimes" not in done.stderr
    assert not (project.root / "art/work").exists()


ARITIES = [
    ("1, 2, 3", "the step declares 2 outputs, but returned 3 values"),
    ("1,", "the step declares 2 outputs, but returned 1 values"),
    ("'ab'", "it must return a tuple of 2, not str"),
    ("None", "it must return a tuple of 2, not None"),
]


@pytest.mark.parametrize(("returned", "message"), ARITIES)
def test_outputs_by_position_must_fit(flow: Flow, returned: str, message: str) -> None:
    project = flow(f"def work(): return {returned}")
    project.plan(one("work", outputs=(Output(name="a", position=0), Output(name="b", position=1))))
    done = project.step("work")
    assert done.returncode == 1
    assert message in done.stderr


def test_outputs_by_key(flow: Flow) -> None:
    project = flow("def work(): return {'model': 1, 'other': 2}")
    project.plan(
        one("work", outputs=(Output(name="m", key="model"),)),
        one("bad", "work", outputs=(Output(name="m", key="modle"),)),
    )
    assert project.step("work").returncode == 0
    assert "did you mean 'model'?" in project.step("bad").stderr


IS_BIG = FunctionRef(module="flow", qualname="is_big")
GUARDS = [
    (ExpressionGuard(test=FromExpression(op=">", operands=(of("start"), FromLiteral(value=3)))), True),
    (ExpressionGuard(test=FromExpression(op="<", operands=(of("start"), FromLiteral(value=3)))), False),
    (FunctionGuard(function=IS_BIG, bindings=bind(x=of("start"))), True),
    (
        FunctionGuard(
            function=FunctionRef(module="flow", qualname="is_big"), bindings=bind(x=of("start")), negate=True
        ),
        False,
    ),
]

GUARDED = """
def start(): return 5
def is_big(x): return x > 3
def middle(): return "there"
def needs(x): return x
def accepts(x: "int | None"): return x
def falls_back(x=7): return x
def unrelated(): return 1
"""


@pytest.mark.parametrize(("guard", "runs"), GUARDS)
def test_a_false_guard_skips_a_step_and_its_consumers(flow: Flow, guard: Guard, runs: bool) -> None:
    project = flow(GUARDED)
    either = FromExpression(op="or", operands=(of("middle"), FromLiteral(value="else")))
    result = project.run(
        one("start"),
        one("middle", guard=guard),
        one("needs", bindings=bind(x=of("middle"))),
        one("further", "needs", bindings=bind(x=of("needs"))),
        one("accepts", bindings=bind(x=of("middle"))),
        one("falls_back", bindings=bind(x=of("middle"))),
        one(
            "joins",
            "needs",
            bindings=bind(x=either),
        ),
        one("unrelated", after=("middle",)),
    )
    skipped = {name for name, step in result.step_results.items() if step.status == "skipped"}
    assert skipped == (set() if runs else {"middle", "needs", "further"})
    assert result.success
    assert result["accepts"] == ("there" if runs else None)
    assert result["falls_back"] == ("there" if runs else 7)
    assert result["joins"] == ("there" if runs else "else")


def test_a_guard_that_raises_fails_its_step(flow: Flow) -> None:
    project = flow("def test(): return 1 / 0\ndef work(): return 1")
    project.plan(one("work", guard=FunctionGuard(function=FunctionRef(module="flow", qualname="test"))))
    done = project.step("work")
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_pickled_output_is_said_and_checked(flow: Flow) -> None:
    project = flow(
        """
        class Model:
            def __init__(self, weight): self.weight = weight
        def fit(): return Model(3)
        def score(model): return model.weight
        """
    )
    project.plan(one("fit"), one("score", bindings=bind(model=of("fit"))))
    assert "output 'fit' (flow.Model) is stored as a pickle" in project.step("fit").stderr
    assert project.step("score").returncode == 0
    file = project.root / "art/fit/fit.pickle"
    data = bytearray(file.read_bytes())
    for place in range(len(data)):
        data[place] ^= 1
        file.write_bytes(data)
        if place == 0:
            done = project.step("score")
            assert done.returncode == 1
            assert "was changed since it was stored" in done.stderr
        data[place] ^= 1


def test_a_record_cannot_point_out_of_its_folder(flow: Flow) -> None:
    project = flow("def a(): return 1\ndef b(x): return x")
    project.plan(one("a"), one("b", bindings=bind(x=of("a"))))
    project.step("a")
    record = project.root / "art/a/outputs.json"
    record.write_text(record.read_text().replace('"a.json"', '"../a/a.json"'))
    done = project.step("b")
    assert done.returncode == 1
    assert "is not the record of a step" in done.stderr


def test_missing_input_says_which_step_to_run(flow: Flow) -> None:
    project = flow("def b(x): return x")
    project.plan(one("a", run=StubRun()), one("b", bindings=bind(x=of("a"))))
    done = project.step("b")
    assert done.returncode == 1
    assert "step 'a' has left nothing" in done.stderr


def test_shell_reads_and_exports_its_environment(project: Project) -> None:
    project.plan(
        one(
            "shout",
            run=ShellRun(command='export LOUD="$(echo "$word" | tr a-z A-Z)"\nexport COUNT=3\necho done\nexit 0'),
            bindings=bind(word=FromLiteral(value="it's $HOME")),
            outputs=(Output(name="LOUD"), Output(name="n", key="COUNT")),
        ),
        one("silent", run=ShellRun(command="X=1"), outputs=(Output(name="X"),)),
        one("broken", run=ShellRun(command="exit 7"), outputs=()),
    )
    assert project.step("shout").stdout == "done\n"
    assert (project.root / "art/shout" / f"{folder('LOUD')}.txt").read_text() == "IT'S $HOME"
    assert (project.root / "art/shout/n.json").read_text() == "3\n"
    assert "does not export 'X'" in project.step("silent").stderr
    assert "ended with status 7" in project.step("broken").stderr


def test_a_stub_says_that_it_is_simulated(project: Project) -> None:
    project.plan(one("draw", run=StubRun(seconds={"$float": "0.01"})))
    done = project.step("draw")
    assert done.returncode == 0
    assert "simulated" in done.stderr


def test_handlers_take_context_and_inputs(flow: Flow) -> None:
    project = flow(
        """
        async def load(context, inputs): return {"rows": context["rows"]}
        def train(context, inputs): return [context.rows, inputs]
        """
    )
    from icefloe_schema.plan import FromContext, PythonRun

    def handler(name: str) -> PythonRun:
        return PythonRun(function=FunctionRef(module="flow", qualname=name), convention="handler")

    context = bind(context=FromContext())
    result = project.run(
        one("load", run=handler("load"), bindings=context),
        one("train", run=handler("train"), bindings=(*context, *bind(load=of("load")))),
        parameters=(Parameter(name="rows", default=2),),
    )
    assert result["train"] == [2, {"load": {"rows": 2}}]


ATOMS = """
import asyncio
from dataclasses import dataclass
from motools.atom import Atom
from motools.workflow import AtomConstructor, StepConfig, run_workflow, Workflow

@dataclass
class Settings(StepConfig):
    times: int = 1

async def make(config: Settings, input_atoms, temp_workspace):
    path = temp_workspace / "all rows.jsonl"
    path.write_text('{"a": 1}\\n' * config.times)
    return [AtomConstructor(name="rows", path=path, type="dataset")]

def count(config, input_atoms: dict[str, Atom], temp_workspace):
    atom = input_atoms["rows"]
    assert isinstance(atom, Atom) and atom.type == "dataset" and atom.id.startswith("dataset-")
    (temp_workspace / "n.txt").write_text(str(len(atom.load())))
    return [AtomConstructor(name="n", path=temp_workspace / "n.txt", type=config["kind"])]

workflow = Workflow(name="w", steps=[])
print(asyncio.run(run_workflow(workflow)).outputs)
"""


def test_atoms(flow: Flow) -> None:
    from icefloe_schema.plan import FromLiteral, PythonRun

    def atoms(name: str, config: JsonObject) -> PythonRun:
        given = Binding(parameter="config", value=FromLiteral(value=config))
        return PythonRun(function=FunctionRef(module="flow", qualname=name), convention="atoms", config=given)

    project = flow(ATOMS)
    rows = (Output(name="rows", type="motools.atom.dataset"),)
    made = one("make", run=atoms("make", {"times": 3}), outputs=rows)
    read = bind(rows=of("make", "rows"))
    result = project.run(
        made, one("count", run=atoms("count", {"kind": "eval"}), bindings=read, outputs=(Output(name="n"),))
    )
    assert result.success, result.summary()
    assert (result.folder / "make/rows/all rows.jsonl").is_file()
    assert (result.folder / "count/n/n.txt").read_text() == "3"
    wrong = project.run(
        made,
        one("count", run=atoms("count", {"kind": "eval"}), bindings=read, outputs=(Output(name="n", type="model"),)),
    )
    assert "declared as 'model', but the step made a 'eval'" in str(wrong.step_results["count"].error)


ADAPTS = [
    ("unwrap", "", "Dataset([1, 2])", "list"),
    ("unwrap", "", "[1]", "list"),
    ("cast", "int", "'7'", "int"),
    ("cast", "builtins.float", "7", "float"),
    ("cast", "list[int]", "(1, 2)", "list"),
    ("cast", "pathlib.Path", "'a'", "PosixPath"),
    ("cast", "flowyml.Dataset", "[1]", "Dataset"),
    ("json", "", "'[1]'", "list"),
    ("json", "", "[1]", "list"),
]


@pytest.mark.parametrize(("how", "type_", "value", "got"), ADAPTS)
def test_adapt(flow: Flow, how: str, type_: str, value: str, got: str) -> None:
    project = flow(f"from flowyml import Dataset\ndef make(): return {value}\ndef kind(x): return type(x).__name__")
    binding = Binding(parameter="x", value=of("make"), adapt=(Adapt(how=how, type=type_),))
    project.plan(one("make"), one("kind", bindings=(binding,)))
    project.step("make")
    assert project.step("kind").stderr == ""
    assert (project.root / "art/kind/kind.txt").read_text() == got


def test_a_wrapper_that_is_not_unwrapped_arrives_whole(flow: Flow) -> None:
    project = flow(
        "from flowyml import Metrics\ndef make(): return Metrics({'accuracy': 0.96667}, name='m', of='test')\n"
        "def same(x: Metrics): return [type(x).__name__, x.name, x['accuracy'], dict(x.metadata)]"
    )
    result = project.run(one("make"), one("same", bindings=bind(x=of("make"))))
    assert result["same"] == ["Metrics", "m", 0.96667, {"of": "test"}]
    assert result.figures == {"make.accuracy": "0.9667"}


@pytest.mark.parametrize(
    ("kind", "default", "text", "value"),
    [
        ("int", 1, "-3", -3),
        ("builtins.int", 1, "3", 3),
        ("float", None, "1", 1.0),
        ("float", None, "1e3", 1000.0),
        ("str", None, "5", "5"),
        ("", "text", "5", "5"),
        ("", None, "5", 5),
        ("", None, "free text", "free text"),
        ("bool", False, "TRUE", True),
        ("list[float]", None, "[0.1, 1]", [0.1, 1]),
        ("tuple", None, '{"$tuple": [1]}', (1,)),
    ],
)
def test_parameters_are_read_by_type(kind: str, default: object, text: str, value: object) -> None:
    from icefloe_runtimes.step.parameters import values
    from icefloe_schema.plan import Plan

    plan = Plan(name="p", dialect="native", parameters=(Parameter(name="x", type=kind, default=default, variable="X"),))
    given = values(plan, {"x": text}, {})["x"]
    assert (type(given), given) == (type(value), value)
    assert values(plan, {}, {"X": text})["x"] == value


def test_a_step_needs_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; import icefloe_runtimes.step.__main__, icefloe_runtimes.local\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " - set(sys.stdlib_module_names) - {'__main__', 'sitecustomize', 'usercustomize'}))"
    )
    import icefloe_runtimes
    import icefloe_schema

    homes = [str(next(iter(module.__path__))).rpartition("/")[0] for module in (icefloe_runtimes, icefloe_schema)]
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", f"import sys; sys.path += {homes!r}\n{code}"], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout == "['icefloe_runtimes', 'icefloe_schema']\n"


@pytest.mark.parametrize("name", ["train", "a-b_c", "0"])
def test_plain_names_are_their_own_folders(name: str) -> None:
    assert folder(name) == name
