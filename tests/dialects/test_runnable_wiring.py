"""Names along the chains of a runnable pipeline: who sees what, and what is said where nobody does."""

from dataclasses import dataclass

import pytest

from icefloe.dialects.runnable import DIALECT
from icefloe.graph import LoopRun, MapRun, Missing, ParallelRun, SwitchRun
from icefloe.types import spell
from icefloe_schema import plan

HEAD = """\
import argparse
import os

from runnable import (
    Catalog, Conditional, Loop, Map, Parallel, Pipeline, PythonTask, ShellTask, Stub, pickled,
)

def rows() -> list[int]:
    return [1, 2]

def text() -> str:
    return "a"

def number() -> int:
    return 1

def flag() -> bool:
    return True

def both() -> tuple[int, int]:
    return 1, 2

def use(x):
    print(x)

def weak(x=100):
    print(x)

def one(item):
    return item

def task(function, *returns, **more):
    return PythonTask(function=function, name=more.pop("name", function.__name__), returns=list(returns), **more)

"""


@dataclass(frozen=True)
class Said:
    """What is expected: the code, `E`, `W` or `N`, a part of the line of the span, a part of the line of each note."""

    code: str
    severity: str
    at: str
    notes: tuple[str, ...] = ()


def said(found, text: str) -> list[Said]:
    """What is said of a pipeline, but for how it is executed and for what its tasks return."""
    lines = text.splitlines()
    kept = [f for f in found.findings if f.code[:5] not in {"FLO19", "FLO31", "FLO32", "FLO33"}]
    return [
        Said(
            f.code,
            f.severity.value[0].upper(),
            lines[f.span.line - 1].strip(),
            tuple(lines[note.span.line - 1].strip() for note in f.related),
        )
        for f in kept
    ]


def check(found, text: str, *expected: Said) -> None:
    """Each expected finding is there, with all its places, and nothing else."""
    got = said(found, text)
    assert [(one.code, one.severity) for one in got] == [(one.code, one.severity) for one in expected], got
    for one, other in zip(got, expected, strict=True):
        assert other.at in one.at
        assert len(one.notes) == len(other.notes), one
        for place, part in zip(one.notes, other.notes, strict=True):
            assert part in place


def flat(step):
    return {binding.parameter: binding.source for binding in step.bindings}


def pipeline(*steps: str, after: str = "") -> str:
    inside = "".join(f"    {step},\n" for step in steps)
    return f"{HEAD}p = Pipeline(steps=[\n{inside}])\n{after or 'p.execute()'}"


def loop(*steps: str, until: str = "done", index: str = "i") -> str:
    inside = ", ".join(steps)
    more = f'max_iterations=4, break_on="{until}", index_as="{index}"'
    return f'Loop(name="l", branch=Pipeline(steps=[{inside}]), {more})'


def choice(yes: str, no: str, name: str = "c") -> str:
    branches = f'{{"True": {yes}.as_pipeline(), "False": {no}.as_pipeline()}}'
    return f'Conditional(name="{name}", parameter="k", branches={branches})'


def two(one: str, other: str) -> str:
    return f'Parallel(name="two", branches={{"a": {one}.as_pipeline(), "b": {other}.as_pipeline()}})'


X = 'task(number, "x")'
S = 'Stub(name="s")'
BRANCH = 'Parallel(name="both", branches={{"left": Pipeline(steps=[{}])}})'.format


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # A branch sees nothing of what is around it.
        ([X, BRANCH("task(use)")], [Said("FLO208", "E", "def use(x)", ('task(number, "x")',))]),
        ([X, BRANCH("task(weak)")], [Said("FLO209", "W", "def weak(x=100)", ('task(number, "x")',))]),
        ([BRANCH("task(weak)")], []),
        ([BRANCH('task(number, "x"), task(use)')], []),
        ([X, BRANCH('task(number, "x", name="again"), task(use)')], []),
        ([X, BRANCH('Parallel(name="deep", branches={"d": Pipeline(steps=[task(use)])})')],
         [Said("FLO208", "E", "def use(x)", ('task(number, "x")',))]),
        (['task(text, "k")', X, 'Conditional(name="c", parameter="k", branches={"a": Pipeline(steps=[task(use)])})'],
         [Said("FLO208", "E", "def use(x)", ('task(number, "x")',))]),
        (['task(rows, "r")', X,
          'Map(name="m", branch=Pipeline(steps=[task(use)]), iterate_on="r", iterate_as="item")'],
         [Said("FLO208", "E", "def use(x)", ('task(number, "x")',))]),
        (['Parallel(name="two", branches={"a": task(number, "x").as_pipeline(), "b": task(use).as_pipeline()})'],
         [Said("FLO208", "E", "def use(x)", ('task(number, "x")',))]),
        ([X, BRANCH('ShellTask(name="sh", command="echo $x")')],
         [Said("FLO208", "E", "echo $x", ('task(number, "x")',))]),
        ([X, BRANCH('ShellTask(name="sh", command="x=1; echo $x")')], []),
        # The element of a Map is seen everywhere inside it.
        (['task(rows, "r")',
          'Map(name="m", branch=Pipeline(steps=[task(one)]), iterate_on="r", iterate_as="item")'], []),
        (['task(rows, "r")', 'Map(name="m", branch=Pipeline(steps=[task(one)]), iterate_on="r", iterate_as="it")'],
         [Said("FLO204", "E", "def one(item)", ('iterate_as="it"',))]),
        # Nothing gives it; later than it is needed.
        (["task(use)"], [Said("FLO204", "E", "def use(x)")]),
        (['task(number, "xx")', "task(use)"], [Said("FLO204", "E", "def use(x)", ('task(number, "xx")',))]),
        (["task(number)", "task(use)"], [Said("FLO204", "E", "def use(x)", ("return 1",))]),
        (["task(use)", X], [Said("FLO215", "E", "def use(x)", ('task(number, "x")',))]),
        (['task(use, "x")'], [Said("FLO215", "E", "def use(x)", ('task(use, "x")',))]),
        # What decides is looked for in the main chain.
        (['Map(name="m", branch=Pipeline(steps=[task(one)]), iterate_on="r", iterate_as="item")'],
         [Said("FLO211", "E", 'iterate_on="r"')]),
        (['Conditional(name="c", parameter="k", branches={"a": Pipeline(steps=[Stub(name="s")])})', 'task(text, "k")'],
         [Said("FLO211", "E", 'parameter="k"', ('task(text, "k")',))]),
        ([BRANCH(f'task(text, "k"), {choice(S, S)}')],
         [Said("FLO211", "E", 'parameter="k"', ('task(text, "k")',))]),
        (['task(text, "k")',
          BRANCH(f'task(text, "k", name="t"), {choice(S, S)}')],
         [Said("FLO211", "W", 'parameter="k"', ('task(text, "k")', 'name="t"'))]),
        (['task(text, "k")', BRANCH(choice(S, S))], []),
        # It must be a list, or something to choose by.
        (['task(text, "r")', 'Map(name="m", branch=Pipeline(steps=[task(one)]), iterate_on="r", iterate_as="item")'],
         [Said("FLO212", "E", 'iterate_on="r"', ('task(text, "r")',))]),
        (['task(rows, "k")', 'Conditional(name="c", parameter="k", branches={"a": Stub(name="s").as_pipeline()})'],
         [Said("FLO212", "E", 'parameter="k"', ('task(rows, "k")',))]),
        (['task(text, "a_b")', 'Conditional(name="c", parameter="a_b", branches={"a": Stub(name="s").as_pipeline()})'],
         [Said("FLO226", "W", 'parameter="a_b"')]),
        (['task(text, "k")', 'Conditional(name="c", parameter="k", branches={"a b": Stub(name="s").as_pipeline()})'],
         [Said("FLO226", "W", '"a b"')]),
    ],
)  # fmt: skip
def test_names_are_seen_along_one_chain(read, steps: list[str], expected: list[Said]):
    text = pipeline(*steps)
    check(read(DIALECT, text), text, *expected)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # Branches that return the same name: only where somebody takes it.
        ([two(X, 'task(text, "x")'), "task(use)"],
         [Said("FLO210", "W", 'name="two"', ('name="two"', "def use(x)"))]),
        ([two(X, 'task(text, "x")')], []),
        ([two(X, 'task(text, "y")'), "task(use)"], []),
        # A name that only some branches return.
        (['task(flag, "k")', choice(X, S), "task(use)"], [Said("FLO213", "W", "def use(x)", ('name="c"',))]),
        (['task(flag, "k")', choice(X, S), "task(weak)"], []),
        (['task(flag, "k")', choice(X, 'Stub(name="s", terminate_with_failure=True)'), "task(use)"], []),
        ([X, 'task(flag, "k")', choice('task(number, "x", name="n")', S), "task(use)"], []),
        # Loops.
        ([loop('task(flag, "done")')], []),
        ([loop('task(flag, "done")', until="end")], [Said("FLO214", "W", 'break_on="end"')]),
        ([loop('task(number, "done")')], [Said("FLO214", "W", 'break_on="done"', ('break_on="done"',))]),
        (['task(flag, "done")', loop(S)], [Said("FLO214", "W", 'break_on="done"', ('task(flag, "done")',))]),
        ([loop("task(use)", 'task(flag, "done")', X)], [Said("FLO215", "E", "def use(x)", ('Loop(name="l"',))]),
        ([X, loop("task(use)", 'task(flag, "done")')], []),
        ([loop("task(use)", 'task(flag, "done")', index="x")], [Said("FLO216", "E", "def use(x)", ('index_as="x"',))]),
        ([loop("task(weak)", 'task(flag, "done")', index="x")], [Said("FLO216", "W", "def weak(x", ('index_as="x"',))]),
        # What runnable itself cannot do.
        ([loop('task(flag, "done")', 'Parallel(name="q", branches={"a": Stub(name="s").as_pipeline()})')],
         [Said("FLO224", "W", 'name="q"', ('Loop(name="l"',))]),
        ([BRANCH('Parallel(name="q", branches={"a": Stub(name="s").as_pipeline()})')], []),
        (['Parallel(name="q", branches={"a": Stub(name="s").as_pipeline()}, on_failure=Stub(name="t").as_pipeline())'],
         [Said("FLO217", "W", 'name="q"', ('name="q"',))]),
        # Handlers go on with the names before the task.
        ([X, 'task(text, "y", on_failure=task(use).as_pipeline())'], []),
        (['task(number, "x", on_failure=task(use).as_pipeline())'],
         [Said("FLO215", "E", "def use(x)", ('task(number, "x"',))]),
        (["task(number, on_failure=task(use).as_pipeline())"], [Said("FLO204", "E", "def use(x)")]),
    ],
)  # fmt: skip
def test_branches_rounds_and_handlers(read, steps: list[str], expected: list[Said]):
    text = pipeline(*steps)
    check(read(DIALECT, text), text, *expected)


MAPPED = 'Map(name="m", branch=task(one, "o").as_pipeline(), iterate_on="r", iterate_as="item", reducer={})'.format


@pytest.mark.parametrize(
    ("reducer", "severity"),
    [
        ("'lambda *x: max(x)'", ""),
        ("'lambda first, *rest: first'", ""),
        ("'max'", ""),
        ("'lambda x: max(x)'", "E"),
        ("'lambda: 0'", "E"),
        ("'lambda *, key: key'", "E"),
        ("'reducers.longest'", "W"),
        ("'longest'", "W"),
    ],
)
def test_reducers_are_looked_at_and_never_evaluated(read, reducer: str, severity: str):
    text = pipeline('task(rows, "r")', MAPPED(reducer))
    found = read(DIALECT, text)
    check(found, text, *([Said("FLO225", severity, "reducer=")] if severity else []))
    (_, step) = found.pipelines[0].graph.steps
    assert step.run.reducer == reducer.strip("'")
    assert "is not followed" in spell(step.outputs[0].type) or spell(step.outputs[0].type) == "?"


def put(name: str, *files: str) -> str:
    return f'ShellTask(name="{name}", command="true", catalog=Catalog(put={list(files)}))'


def get(name: str, *files: str) -> str:
    return f'ShellTask(name="{name}", command="true", catalog=Catalog(get={list(files)}))'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([put("a", "x.csv"), get("b", "x.csv")], []),
        ([put("a", "data/*.csv"), get("b", "data/x.csv")], []),
        ([put("a", "data/x.csv"), get("b", "**/*.csv")], []),
        ([put("a", "data/x.csv"), get("b", "*.csv")], [Said("FLO220", "E", 'name="b"')]),
        ([get("b", "x.csv")], [Said("FLO220", "E", 'name="b"')]),
        ([put("a", "y_x.csv"), get("b", "x.csv")], [Said("FLO220", "E", 'name="b"', ('name="a"',))]),
        ([get("b", "x.csv"), put("a", "x.csv")], [Said("FLO221", "E", 'name="b"', ('name="a"',))]),
        ([BRANCH(put("a", "x.csv")), get("b", "x.csv")], []),
        ([put("a", "x.csv"), BRANCH(get("b", "x.csv"))], []),
        ([two(put("a", "x"), get("b", "x"))],
         [Said("FLO221", "W", 'name="two"', ('name="two"',))]),
        (['task(text, "k")', choice(put("a", "x"), get("b", "x"))], [Said("FLO220", "E", 'name="c"', ('name="c"',))]),
        # One file twice.
        ([put("a", "x.csv"), put("b", "x.csv")], [Said("FLO222", "W", 'name="b"', ('name="a"',))]),
        ([put("a", "*.csv"), put("b", "*.csv")], []),
        ([put("a", "x.csv"),
          'ShellTask(name="b", command="true", catalog=Catalog(get=["x.csv"], put=["x.csv"]))'], []),
        (['task(text, "k")', choice(put("a", "x"), put("b", "x"))], []),
        (['task(rows, "r")', f'Map(name="m", branch={put("a", "x")}.as_pipeline(), iterate_on="r", iterate_as="item")'],
         [Said("FLO222", "W", 'name="m"')]),
    ],
)  # fmt: skip
def test_files_of_the_catalog(read, steps: list[str], expected: list[Said]):
    text = pipeline(*steps)
    check(read(DIALECT, text), text, *expected)


def test_a_file_of_the_project_is_not_in_the_catalog(read):
    found = read(DIALECT, pipeline(get("b", "x.csv")), x__csv="1,2")
    (finding,) = (f for f in found.findings if f.code == "FLO220")
    assert "it is a file of the project" in finding.help


def test_another_catalog_may_do_nothing(read):
    text = pipeline(get("b", "x.csv"))
    settings = {"runnable-config__yaml": "catalog:\n  type: do-nothing\n"}
    assert [one.severity for one in said(read(DIALECT, text, **settings), text)] in ([], ["W"])


def test_files_tell_the_steps_that_put_them(read):
    text = pipeline(put("a", "x.csv"), 'Stub(name="s")', BRANCH(put("c", "y/1.csv")), get("b", "x.csv", "y/*"))
    *_, last = read(DIALECT, text).pipelines[0].graph.steps
    assert [order.step for order in last.after] == ["both"]
    assert last.catalog == {"get": ["x.csv", "y/*"], "from": {"x.csv": ["a"], "y/*": ["both"]}}


SECRET = 'secrets=["T"]'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([f"task(number, {SECRET})", f"task(text, {SECRET})"],
         [Said("FLO223", "W", "task(text", ("task(number",))]),
        ([f'ShellTask(name="a", command="true", {SECRET})', f"task(text, {SECRET})"], []),
        ([f"task(text, {SECRET})", f'ShellTask(name="a", command="true", {SECRET})'],
         [Said("FLO223", "W", 'name="a"', ("task(text",))]),
        (['task(text, "k")', choice(f"task(number, {SECRET})", f"task(flag, {SECRET})")], []),
        (['task(rows, "r")',
          f'Map(name="m", branch=task(one, {SECRET}).as_pipeline(), iterate_on="r", iterate_as="item")'],
         [Said("FLO223", "W", 'name="m"')]),
    ],
)  # fmt: skip
def test_secrets_of_the_environment_are_there_once(read, steps: list[str], expected: list[Said]):
    text = pipeline(*steps)
    check(read(DIALECT, text), text, *expected)


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


def test_the_environment_that_the_file_sets_gives_parameters(read):
    text = pipeline("task(use)", after='os.environ["RUNNABLE_PRM_x"] = "[1, 2]"\np.execute()\n')
    found = read(DIALECT, text)
    check(found, text)
    (parameter,) = found.pipelines[0].graph.parameters
    assert (parameter.name, parameter.origin, parameter.variable) == ("x", "environment", "RUNNABLE_PRM_x")
    assert spell(parameter.type) == "list[int]"


def test_a_default_of_one_task_is_none_for_another(read):
    text = pipeline("task(weak)", "task(use)")
    check(read(DIALECT, text), text, Said("FLO204", "E", "def use(x)"))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"given__yaml": "x: 1\n"}, [Said("FLO204", "W", "def use(x)", ("x: 1",))]),
        ({"given__yml": "other: 1\n"}, [Said("FLO204", "E", "def use(x)")]),
        ({"given__yaml": "dag:\n  x: 1\nx: 1\n"}, [Said("FLO204", "E", "def use(x)")]),
        ({"given__yaml": "- x\n"}, [Said("FLO204", "E", "def use(x)")]),
        ({"given__yaml": "x: [1\n"}, [Said("FLO204", "E", "def use(x)")]),
    ],
)
def test_a_parameter_file_that_a_run_must_be_given(read, files: dict[str, str], expected: list[Said]):
    text = pipeline("task(use)")
    found = read(DIALECT, text, **files)
    (finding,) = (f for f in found.findings if f.code == "FLO204")
    (one,) = expected
    assert finding.severity.value[0].upper() == one.severity
    assert [note.span.path for note in finding.related] == (["given.yaml"] if one.notes else [])
    assert [p.name for p in found.pipelines[0].graph.parameters] == (["x"] if one.notes else [])


def test_with_a_parameter_file_of_its_own_no_other_is_looked_for(read):
    text = pipeline("task(use)", after='p.execute(parameters_file="own.yaml")\n')
    found = read(DIALECT, text, own__yaml="y: 1\n", given__yaml="x: 1\n")
    check(found, text, Said("FLO204", "E", "def use(x)"))


@pytest.mark.parametrize("decides", ["Map", "Conditional"])
def test_what_decides_may_stand_in_a_file_that_a_run_is_given(read, decides: str):
    step = 'Map(name="m", branch=task(one).as_pipeline(), iterate_on="r", iterate_as="item")'
    step = step if decides == "Map" else choice(S, S).replace('"k"', '"r"')
    found = read(DIALECT, pipeline(step), given__yaml="r: [1]\n")
    assert [f.severity.value for f in found.findings if f.code == "FLO204"] == ["warning"]
    (parameter,) = found.pipelines[0].graph.parameters
    assert (parameter.name, parameter.default, parameter.origin) == ("r", None, "file")
