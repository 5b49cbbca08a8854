"""What goes into tasks of runnable, and what comes out of those that hold chains."""

import pytest
from runnable_chains import BRANCH, HEAD, Said, X, check, flat, pipeline, said

from icefloe.dialects.runnable import DIALECT
from icefloe.graph import LoopRun, MapRun, Missing, ParallelRun, SwitchRun
from icefloe_schema import plan

FUNCTIONS = """
def only(x, /):
    print(x)

def many(*values):
    print(values)

def rest(x, **others):
    print(x, others)

def space(x, args: argparse.Namespace):
    print(x, args)

def two(args: argparse.Namespace, **others):
    print(args, others)

def quoted(args: "argparse.Namespace"):
    print(args)

"""


@pytest.mark.parametrize(
    ("function", "bindings", "codes"),
    [
        ("only", {"x": "number.x"}, ["FLO219"]),
        ("many", {}, ["FLO219"]),
        ("rest", {"x": "number.x", "y": "text.y", "given": "$given"}, []),
        ("two", {"x": "number.x", "y": "text.y", "given": "$given"}, ["FLO227"]),
        ("quoted", {"args": "?args"}, ["FLO204"]),
    ],
)
def test_who_takes_the_rest(read, function: str, bindings: dict[str, str], codes: list[str]):
    text = HEAD + FUNCTIONS
    text += f"""\
p = Pipeline(steps=[task(number, "x"), task(text, "y"), task({function})])
p.execute(parameters_file="given.yaml")
"""
    found = read(DIALECT, text, given__yaml="given: 1\n")
    assert [one.code for one in said(found, text)] == codes
    last = found.pipelines[0].graph.steps[-1]

    def spelled(source) -> str:
        match source:
            case plan.FromOutput(step=step, name=name):
                return f"{step}.{name}"
            case plan.FromParameter(name=name):
                return f"${name}"
            case Missing(asset=asset):
                return f"?{asset}"
        raise AssertionError(source)

    assert {name: spelled(source) for name, source in flat(last).items()} == bindings


def test_a_namespace_is_made_of_all_that_is_left(read):
    text = HEAD + FUNCTIONS + 'p = Pipeline(steps=[task(number, "x"), task(text, "y"), task(space)])\n'
    last = read(DIALECT, text).pipelines[0].graph.steps[-1]
    (taken, rest) = last.bindings
    assert taken.source == plan.FromOutput(step="number", name="x")
    y = plan.FromOutput(step="text", name="y")
    assert rest.source == plan.FromExpression(op="dict", operands=(plan.FromLiteral(value="y"), y))
    assert rest.adapt == (plan.Adapt(how="cast", type="argparse.Namespace"),)


def test_objects_do_not_go_into_commands(read):
    text = pipeline('task(number, pickled("x"))', 'ShellTask(name="s", command="echo $x")')
    check(read(DIALECT, text), text, Said("FLO229", "E", "echo $x", ('pickled("x")',)))


def test_a_function_from_outside_is_run_all_the_same(read):
    text = "import shutil\n" + pipeline(X, 'PythonTask(function=shutil.disk_usage, name="d", returns=["u"])')
    found = read(DIALECT, text)
    check(found, text, Said("FLO218", "W", "shutil.disk_usage"))
    assert [step.id for step in found.pipelines[0].graph.steps] == ["number", "d"]


def test_the_branch_of_a_loop_takes_what_is_around_it_and_hands_on(read, lowered):
    text = pipeline(
        'task(number, "x")',
        'task(text, "y")',
        'Loop(name="l", branch=Pipeline(steps=[task(again, "x"), task(flag, "done")]), max_iterations=4, '
        'break_on="done", index_as="i")',
        "task(use)",
    ).replace("p = ", "def again(x, y, z=3):\n    return x\n\np = ")  # fmt: skip
    found = read(DIALECT, text)
    check(found, text)
    _, _, loop, last = found.pipelines[0].graph.steps
    run = loop.run
    assert isinstance(run, LoopRun)
    assert (run.maximum, run.carry, run.index) == (4, ("x",), "i")
    assert run.until == plan.FromOutput(step="flag", name="done")
    assert flat(loop) == {
        "x": plan.FromOutput(step="number", name="x"),
        "y": plan.FromOutput(step="text", name="y"),
        "z": plan.FromParameter(name="z"),
    }
    assert flat(run.body.steps[0]) == {name: plan.FromParameter(name=name) for name in "xyz"}
    assert flat(last) == {"x": plan.FromOutput(step="l", name="x")}
    assert lowered(found).steps[2].run.index == "i"


def test_a_default_stands_for_what_the_round_before_returns(read, lowered):
    text = pipeline(
        'Loop(name="l", branch=Pipeline(steps=[task(weak), task(other), task(flag, "done"), task(number, "x")]), '
        'max_iterations=4, break_on="done", index_as="i")',
        "task(own)",
    ).replace("p = ", "def other(x=100):\n    print(x)\n\ndef own(x=7):\n    print(x)\n\np = ")
    found = read(DIALECT, text)
    check(found, text)
    run = found.pipelines[0].graph.steps[0].run
    (parameter,) = run.body.parameters
    assert (parameter.name, parameter.default.value, run.carry) == ("x", 100, ("x",))
    made = lowered(found).steps[0]
    assert made.bindings == ()
    assert made.run.body.parameters[0].default == 100


def test_defaults_of_a_round_that_do_not_agree_are_a_hole(read):
    text = pipeline(
        'Loop(name="l", branch=Pipeline(steps=[task(weak), task(other), task(flag, "done"), task(number, "x")]), '
        'max_iterations=4, break_on="done", index_as="i")'
    ).replace("p = ", "def other(x=101):\n    print(x)\n\np = ")
    found = read(DIALECT, text)
    assert "FLO103" in [f.code for f in found.findings]


def test_a_value_is_compared_as_text_where_it_is_none(read):
    branches = 'branches={"True": Stub(name="s").as_pipeline(), "False": Stub(name="t").as_pipeline()}'
    for function, expected in (("text", "text.k"), ("flag", "(format flag.k)")):
        text = pipeline(f'task({function}, "k")', f'Conditional(name="c", parameter="k", {branches})')
        run = read(DIALECT, text).pipelines[0].graph.steps[1].run
        assert isinstance(run, SwitchRun)
        source = plan.FromOutput(step=function, name="k")
        assert run.on == (source if expected == "text.k" else plan.FromExpression(op="format", operands=(source,)))
        assert ([value for value, _ in run.cases], run.default) == (["True", "False"], None)


def test_what_was_there_before_stays_where_a_branch_does_not_return_it(read):
    text = pipeline(
        'task(number, "x")',
        'task(flag, "k")',
        'Conditional(name="c", parameter="k", branches={"True": task(text, "x").as_pipeline(), '
        '"False": Stub(name="s").as_pipeline()})',
        "task(use)",
    )
    _, _, choice, last = read(DIALECT, text).pipelines[0].graph.steps
    assert flat(choice) == {"x": plan.FromOutput(step="number", name="x")}
    sources = [{result.name: result.source for result in body.results} for _, body in choice.run.cases]
    assert sources == [{"x": plan.FromOutput(step="text", name="x")}, {"x": plan.FromParameter(name="x")}]
    assert flat(last) == {"x": plan.FromOutput(step="c", name="x")}


def test_the_element_goes_into_chains_inside(read):
    inner = 'Parallel(name="q", branches={"a": task(one).as_pipeline()})'
    text = pipeline(
        'task(rows, "r")', f'Map(name="m", branch=Pipeline(steps=[{inner}]), iterate_on="r", iterate_as="item")'
    )
    found = read(DIALECT, text)
    outer = found.pipelines[0].graph.steps[1].run
    assert isinstance(outer, MapRun)
    (step,) = outer.body.steps
    assert flat(step) == {"item": plan.FromItem(name="item")}
    assert isinstance(step.run, ParallelRun)
    (_, body) = step.run.branches[0]
    assert [one.name for one in body.parameters] == ["item"]
    assert flat(body.steps[0]) == {"item": plan.FromParameter(name="item")}


def test_a_map_collects_what_its_own_tasks_return(read):
    inner = 'Parallel(name="q", branches={"a": task(number, "deep").as_pipeline()})'
    text = pipeline(
        'task(rows, "r")',
        f'Map(name="m", branch=Pipeline(steps=[task(one, pickled("o")), {inner}]), iterate_on="r", iterate_as="item")',
    )
    step = read(DIALECT, text).pipelines[0].graph.steps[1]
    assert [(port.name, port.kind, port.declared) for port in step.outputs] == [("o", "json", False)]


@pytest.mark.parametrize(
    ("main", "handler", "expected"),
    [
        ("", "", ("", "success")),
        ("terminate_with_failure=True", "", ("failure", "success")),
        ("", "terminate_with_failure=True", ("", "failure")),
        ("terminate_with_success=True", "terminate_with_success=True", ("", "success")),
    ],
)
def test_how_a_run_ends(read, lowered, main: str, handler: str, expected: tuple[str, str]):
    text = pipeline(
        'Stub(name="a")',
        f'ShellTask(name="b", command="true", {main}{"," if main else ""} on_failure=Pipeline(steps=['
        f'Stub(name="c"), ShellTask(name="d", command="true", {handler})]))',
    )
    found = read(DIALECT, text)
    check(found, text)
    made = lowered(found)
    assert [step.ends for step in made.steps] == ["", expected[0]]
    failure = made.steps[1].policy.on_failure
    assert failure.action == "handler"
    assert [step.ends for step in failure.handler.steps] == ["", expected[1]]


def test_a_handler_gets_what_it_takes_by_bindings(read, lowered):
    text = pipeline(X, 'task(text, "y", on_failure=task(use, "y").as_pipeline())', "task(take)").replace(
        "p = ", "def take(y):\n    print(y)\n\np = "
    )
    found = read(DIALECT, text)
    check(found, text)
    failure = lowered(found).steps[1].policy.on_failure
    x = plan.FromOutput(step="number", name="x")
    assert failure.bindings == (plan.Binding(parameter="x", value=x),)
    assert [parameter.name for parameter in failure.handler.parameters] == ["x"]
    assert [result.name for result in failure.handler.results] == ["y"]


def test_a_default_of_one_task_is_none_for_another(read):
    text = pipeline("task(weak)", "task(use)")
    check(read(DIALECT, text), text, Said("FLO204", "E", "def use(x)"))


NOTEBOOK = """\
{"cells": [
  {"cell_type": "code", "execution_count": null, "metadata": {"tags": ["parameters"]}, "outputs": [],
   "source": ["x = 1\\n", "rate = 0.5\\n"]},
  {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["print(x, rate, y)\\n"]}
 ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
"""


def test_a_notebook_takes_what_its_cells_read(read):
    text = pipeline(
        'task(number, "x")', 'task(text, "y")', 'task(flag, "z")', 'NotebookTask(name="n", notebook="n.ipynb")'
    )
    text = text.replace("PythonTask, ShellTask", "NotebookTask, PythonTask, ShellTask", 1)
    found = read(DIALECT, text, n__ipynb=NOTEBOOK)
    *_, last = found.pipelines[0].graph.steps
    assert flat(last) == {
        "x": plan.FromOutput(step="number", name="x"),
        "y": plan.FromOutput(step="text", name="y"),
        "rate": plan.FromParameter(name="rate"),
    }
    (parameter,) = found.pipelines[0].graph.parameters
    assert (parameter.name, parameter.default.value, parameter.origin) == ("rate", 0.5, "environment")


def test_a_notebook_in_a_branch_keeps_its_own_values(read):
    text = pipeline('task(number, "x")', 'task(text, "y")', BRANCH('NotebookTask(name="n", notebook="n.ipynb")'))
    text = text.replace("PythonTask, ShellTask", "NotebookTask, PythonTask, ShellTask", 1)
    found = read(DIALECT, text, n__ipynb=NOTEBOOK)
    codes = sorted((one.code, one.severity) for one in said(found, text))
    assert codes == [("FLO208", "E"), ("FLO209", "W")]
