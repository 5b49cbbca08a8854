"""Where values come from, in the words of the comparison with runnable: loops, branches, namespaces, files."""

import pytest
from looked import pipelines
from runnable_reading import ours
from runnable_wiring import Wiring, differences, theirs

SOURCE = """
import argparse

from runnable import Catalog, Conditional, Loop, Parallel, Pipeline, PythonTask


def start():
    return 1, "a"


def work(total, rest: argparse.Namespace):
    return total + 1


def pick(mode=0):
    return mode


def show(total, mode="none", **others):
    print(total, mode, others)


def main():
    rounds = Pipeline(steps=[PythonTask(name="work", function=work, returns=["total"])])
    cases = {"a": PythonTask(name="pick", function=pick, returns=["mode"]).as_pipeline(),
             "b": PythonTask(name="none", function=pick).as_pipeline()}
    both = {"x": PythonTask(name="x", function=pick, returns=["won"]).as_pipeline(),
            "y": PythonTask(name="y", function=pick, returns=["won"], catalog=Catalog(put=["y.csv"])).as_pipeline()}
    pipeline = Pipeline(
        steps=[
            PythonTask(name="start", function=start, returns=["total", "key"]),
            Loop(name="loop", branch=rounds, max_iterations=3, break_on="done", index_as="ROUND"),
            Conditional(name="choose", parameter="key", branches=cases),
            Parallel(name="both", branches=both),
            PythonTask(name="show", function=show, catalog=Catalog(get=["y.csv"])),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
"""
# What the original's own executor says of that program, with tokens for its values.
BOUND = {
    ("loop", "break_on"): {"missing"},
    ("loop/*/work", "total"): {"start.total", "loop/*/work.total"},
    ("loop/*/work", "rest.key"): {"start.key"},
    ("choose", "parameter"): {"start.key"},
    ("choose/a/pick", "mode"): {"default"},
    ("choose/b/none", "mode"): {"default"},
    ("both/x/x", "mode"): {"default"},
    ("both/y/y", "mode"): {"default"},
    ("show", "total"): {"loop/*/work.total"},
    ("show", "mode"): {"choose/a/pick.mode", "default"},
    ("show", "key"): {"start.key"},
    ("show", "won"): {"both/y/y.won"},
}


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Wiring:
    """The one pipeline of the program."""
    path = tmp_path_factory.mktemp("flows") / "flows.py"
    path.write_text(SOURCE)
    (pipeline,) = pipelines(path)
    return ours(pipeline.graph, ())


def test_every_value_comes_from_where_it_does_in_the_original(mine: Wiring) -> None:
    assert mine.bound == BOUND


def test_a_file_comes_from_the_step_of_the_same_chain_that_puts_it(mine: Wiring) -> None:
    assert mine.files == {("show", "y.csv", "both")}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([["show", "y.csv", "both/y/y"]], {("show", "y.csv", "both")}),
        ([["both/x/a", "y.csv", "both/x/b"]], {("both/x/a", "y.csv", "both/x/b")}),
        ([["both/x/a", "y.csv", "start"]], set()),
    ],
)
def test_whoever_makes_a_file_inside_a_step_is_that_step(
    files: list[list[str]], expected: set[tuple[str, str, str]]
) -> None:
    assert theirs({"file": "flows.py", "line": 1, "flows": {"files": files}}).files == expected


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        ({"a.x"}, {"a.x"}, []),
        ({"a.x", "missing"}, {"missing"}, []),
        ({"a.x"}, {"b.x"}, ["value of step(x): theirs a.x; ours b.x"]),
        ({"default"}, {"missing"}, ["value of step(x): theirs default; ours missing"]),
        ({"missing"}, {"a.x"}, ["value of step(x): theirs missing; ours a.x"]),
        (None, {"default"}, []),
        (None, {"a.x"}, ["value of step(x): theirs no such parameter; ours a.x"]),
    ],
)
def test_values_that_cannot_be_had_are_told_from_others(
    left: set[str] | None, right: set[str], lines: list[str]
) -> None:
    def wiring(found: set[str] | None) -> Wiring:
        bound = {} if found is None else {("step", "x"): frozenset(found)}
        return Wiring(file="flows.py", line=1, steps=("step",), settings={"step": {}}, bound=bound)

    assert list(differences(wiring(left), wiring(right))) == lines
