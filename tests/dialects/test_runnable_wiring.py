"""Names along the chains of a runnable pipeline: who sees what, and what is said where nobody does."""

import pytest
from runnable_chains import BRANCH, S, Said, X, check, choice, loop, pipeline, two

from icefloe.dialects.runnable import DIALECT
from icefloe.types import spell


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
        (['task(rates, "r")', 'Map(name="m", branch=Pipeline(steps=[task(one)]), iterate_on="r", iterate_as="item")'],
         [Said("FLO228", "W", 'iterate_on="r"', ('task(rates, "r")',))]),
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


def test_tasks_of_one_name_are_told_apart(read):
    found = read(DIALECT, pipeline(S, S.replace("Stub(", "Stub(*[], "), 'task(number, "x", name="s")', "task(use)"))
    steps = found.pipelines[0].graph.steps
    assert len({step.id for step in steps}) == len(steps)
    assert not {"FLO101", "FLO102"} & {f.code for f in found.findings}


@pytest.mark.parametrize(
    "steps",
    [
        ['PythonTask(name="a", function=number, returns=[unknown()])', "task(use)"],
        ['Parallel(name="p", branches={"b": PythonTask(name="a", function=number, returns=[unknown()]).as_pipeline()})',
         "task(use)"],
        ['ShellTask(name="sh", command=unknown(), returns=["x"])', "task(use)"],
        ['PythonTask(name="a", function=number, catalog=Catalog.model_validate({"get": ["a.csv"]}), returns=["x"])',
         "task(use)"],
    ],
)  # fmt: skip
def test_where_something_is_not_known_only_that_is_told(read, steps: list[str]):
    text = pipeline(*steps).replace("def rows", "from elsewhere import unknown\n\ndef rows", 1)
    said = {finding.code for finding in read(DIALECT, text).findings if finding.severity.value == "error"}
    assert said == {"FLO103"}


def test_what_storage_makes_of_a_value_is_not_judged_by_its_class(read):
    source = """
        from __future__ import annotations
        from typing import NamedTuple
        from runnable import Pipeline, PythonTask

        class Point(NamedTuple):
            x: int
            y: int

        def make():
            return 1, Point(1, 2)

        def use(count: int, point: list[int]):
            print(count, point)

        def main():
            made = PythonTask(name="make", function=make, returns=["count", "point"])
            pipeline = Pipeline(steps=[made, PythonTask(name="use", function=use)])
            pipeline.execute()
            return pipeline
        """
    assert [finding.code for finding in read(DIALECT, source).findings] == []
