"""What steps run: functions under every convention, commands, stubs, notebooks, bodies."""

from conformance_words import (
    Case,
    around,
    body,
    bound,
    case,
    each,
    expression,
    given,
    item,
    number,
    of,
    parameter,
    plan,
    policy,
    py,
    ref,
    run,
    sh,
    when,
)

from icefloe_schema.plan import (
    Branch,
    DynamicRun,
    FromAtom,
    FromContext,
    LoopRun,
    NotebookRun,
    Output,
    ParallelRun,
    Parameter,
    PlanRun,
    PythonRun,
    StubRun,
    SwitchRun,
)
from icefloe_schema.plan import Case as SwitchCase

NOTEBOOK = """{"cells": [
 {"cell_type": "code", "execution_count": null, "id": "a", "metadata": {"tags": ["parameters"]}, "outputs": [],
  "source": "x = 0"},
 {"cell_type": "code", "execution_count": null, "id": "b", "metadata": {}, "outputs": [], "source": "doubled = 2 * x"}],
 "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
 "nbformat": 4, "nbformat_minor": 5}
"""
PYTHON = "python"


def atoms(name: str, **more: object) -> PythonRun:
    return PythonRun(function=ref(name), convention="atoms", **more)  # type: ignore[arg-type]


def handled(name: str) -> PythonRun:
    return PythonRun(function=ref(name), convention="handler")


ATOM = Output(name="made", type="motools.atom.dataset")

FUNCTIONS: tuple[Case, ...] = (
    case(
        "call", PYTHON, "A function is called with the values of its bindings, by name.",
        plan(py("one"), py("add", x=of("one"))),
        steps={"one": "succeeded", "add": "succeeded"}, results={"one": 1, "add": 11}, calls=("one", "add 1 10"),
    ),
    case(
        "call-async", PYTHON, "What a function gives to await is awaited.",
        plan(py("one"), py("later", x=of("one"))), results={"later": 2}, calls=("one", "later 1"),
    ),
    case(
        "call-stream", PYTHON, "Of a function that streams events, the last event of the named type is the result.",
        plan(py("events", gives="x", run=PythonRun(function=ref("events"), stream="done"))), results={"x": 7},
    ),
    case(
        "call-nested", PYTHON, "A nested function is called without the function around it, with what it captured.",
        plan(py("n", x=3, run=PythonRun(function=ref("makes_nested.<locals>.nested", captured={"captured": 5})))),
        results={"n": 15}, calls=("nested 3 5",),
    ),
    case(
        "atoms", PYTHON, "A step of motools gets its configuration, its atoms by name, and an empty folder.",
        plan(
            py("make", gives="", outputs=(ATOM,), run=atoms("atom")),
            py(
                "size", gives="", outputs=(Output(name="size", type="motools.atom.eval"),),
                bindings=(bound("made", of("make", "made")),), run=atoms("atom_length"),
            ),
            dialect="motools",
        ),
        calls=("atom None [] 0", "atom_length x"), steps={"make": "succeeded", "size": "succeeded"},
    ),
    case(
        "atoms-from-outside", PYTHON, "An atom from outside is given to the run as a path.",
        plan(
            py(
                "make", gives="", outputs=(ATOM,), run=atoms("atom_later"),
                bindings=(bound("raw", FromAtom(name="raw", type="motools.atom.dataset")),),
            ),
            dialect="motools",
        ),
        run(parameters={"raw": "raw.txt"}, files={"raw.txt": "y"}, calls=("atom None ['raw'] 0",)),
        run(parameters={"raw": "gone.txt"}, refused="gone.txt"),
        run(refused="raw"),
    ),
    case(
        "handlers", PYTHON, "A handler gets the context of the run and the results of the steps that it depends on.",
        plan(
            py("a", run=handled("handler"), bindings=(bound("context", FromContext()),)),
            py("b", run=handled("handler"), bindings=(bound("context", FromContext()), bound("a", of("a")))),
            dialect="fastflow",
        ),
        results={"a": {"n": 0}, "b": {"n": 1}}, calls=("handler [] None", "handler ['a'] something"),
    ),
    case(
        "handler-that-skips-itself", PYTHON, "A handler that raises SkipNodeException has skipped its step.",
        plan(
            py("a", run=handled("skips_itself"), bindings=(bound("context", FromContext()),)),
            py("b", run=handled("handler"), bindings=(bound("context", FromContext()), bound("a", of("a")))),
            dialect="fastflow",
        ),
        steps={"a": "skipped", "b": "skipped"}, calls=(),
    ),
)  # fmt: skip

OTHERS: tuple[Case, ...] = (
    case(
        "shell",
        "shell",
        "A command gets values as variables, and gives what it exports.",
        plan(py("one"), sh("c", "export y=$((x + 1)); export z=text", "y z", x=of("one"))),
        results={"y": 2, "z": "text"},
    ),
    case(
        "shell-plain",
        "shell",
        "A command that gives nothing runs in the project's folder, in order.",
        plan(sh("a", "echo first >> calls.txt"), sh("b", "echo second >> calls.txt", after=("a",))),
        calls=("first", "second"),
        steps={"a": "succeeded", "b": "succeeded"},
    ),
    case(
        "shell-fails",
        "shell",
        "A command that ends with another status than 0 has failed.",
        plan(sh("a", "exit 3"), sh("b", "echo never >> calls.txt", after=("a",))),
        state="failed",
        steps={"a": "failed", "b": "upstream failed"},
        error={"a": "status 3"},
        calls=(),
    ),
    case(
        "shell-exports-nothing",
        "shell",
        "An output that a command does not export fails its step.",
        plan(sh("a", "true", "y")),
        state="failed",
        error={"a": "does not export 'y'"},
    ),
    case(
        "shell-without-a-program",
        "shell",
        "A command whose program is not there has failed.",
        plan(sh("a", "no-such-program-anywhere")),
        state="failed",
        error={"a": "status 127"},
    ),
    case(
        "stub",
        "stub",
        "A stub does nothing, gives None, and what depends on it runs.",
        plan(around("s", StubRun(), "s"), py("maybe", x=of("s"))),
        results={"s": None},
        calls=("maybe None",),
    ),
    case(
        "stub-takes-time",
        "stub",
        "A simulated step takes as long as it says: a shorter timeout ends it.",
        plan(around("s", StubRun(seconds=30), "s", policy=policy(timeout=number(0.2)))),
        state="failed",
        error={"s": "longer than 0.2s"},
    ),
    case(
        "notebook",
        "notebook",
        "A notebook is given its values in a cell after the one tagged `parameters`.",
        plan(py("one"), around("n", NotebookRun(path="n.ipynb"), "doubled", x=of("one"))),
        run(files={"n.ipynb": NOTEBOOK}, results={"doubled": 2}, steps={"one": "succeeded", "n": "succeeded"}),
        needs="nbclient",
    ),
    case(
        "notebook-that-is-not-there",
        "notebook",
        "A notebook that is not there fails its step.",
        plan(around("n", NotebookRun(path="n.ipynb"), "")),
        state="failed",
        error={"n": "n.ipynb"},
        needs="nbclient",
    ),
)

BODIES: tuple[Case, ...] = (
    case(
        "plan", "plan", "A nested plan gets its parameters by the bindings of its step, and gives its results.",
        plan(
            py("one"),
            around(
                "sub", PlanRun(body=body(py("add", x=given("n")), parameters=(Parameter(name="n", required=True),))),
                "add", n=of("one"),
            ),
            py("double", x=of("sub", "add")),
        ),
        results={"double": 22}, inner={"sub/add": "succeeded"}, calls=("one", "add 1 10", "double 11"),
    ),
    case(
        "plan-default", "plan", "A parameter of a nested plan that nothing gives takes its default.",
        plan(around("sub", PlanRun(body=body(py("double", x=given("n")), parameters=(parameter("n", 4),))), "double")),
        results={"double": 8},
    ),
    case(
        "plan-fails", "plan", "A step that fails inside fails the step around it, which says which one it was.",
        plan(around("sub", PlanRun(body=body(py("fails"))), "fails"), py("double", x=of("sub", "fails"))),
        state="failed", steps={"sub": "failed", "double": "upstream failed"}, error={"sub": "sub/fails: it does not work"},
    ),
    case(
        "plan-skipped-inside", "plan", "An output that was skipped inside is skipped outside.",
        plan(
            around("sub", PlanRun(body=body(py("one", guard=when("==", 1, 2)), py("two"))), "one two"),
            py("double", x=of("sub", "one")), py("same", x=of("sub", "two")),
        ),
        steps={"sub": "succeeded", "double": "skipped", "same": "succeeded"}, results={"same": 2},
    ),
    case(
        "plan-takes-from-around", "plan", "A step of a body may take what a step around it gives.",
        plan(py("one"), around("sub", PlanRun(body=body(py("double", x=of("one")))), "double")), results={"double": 2},
    ),
    case(
        "map", "map", "A map keeps the order of its elements.",
        plan(py("rows"), around("m", each(of("rows"), body(py("double", x=item()))), "double")),
        results={"double": [6, 2, 4]}, any_order=("rows", "double 3", "double 1", "double 2"),
        inner={"m/0/double": "succeeded", "m/1/double": "succeeded", "m/2/double": "succeeded"},
    ),
    case(
        "map-of-a-parameter", "map", "A map goes through a parameter, whatever its value is.",
        plan(around("m", each(given("xs"), body(py("double", x=item()))), "double"), parameters=(parameter("xs", [1]),)),
        run(results={"double": [2]}), run(parameters={"xs": [5, 6]}, results={"double": [10, 12]}),
        run(parameters={"xs": "text"}, state="failed", error={"m": "no elements"}),
    ),
    case(
        "map-of-nothing", "map", "A map over an empty list succeeds with empty lists.",
        plan(around("m", each([], body(py("double", x=item()))), "double")), results={"double": []}, calls=(),
    ),
    case(
        "map-fails", "map", "A map fails if one of its elements fails; the others run to their end.",
        plan(around("m", each([1, 2, 3], body(py("fails_on", x=item(), bad=[2]))), "fails_on")),
        state="failed", steps={"m": "failed"}, error={"m": "2 is bad"}, any_order=("fails_on 1", "fails_on 2", "fails_on 3"),
        inner={"m/0/fails_on": "succeeded", "m/1/fails_on": "failed", "m/2/fails_on": "succeeded"},
    ),
    case(
        "map-minimum-success", "map", "A map succeeds if so large a share of its elements does; the others are left out.",
        plan(around("m", each([1, 2, 3], body(py("fails_on", x=item(), bad=[2])), minimum_success=number(0.6)), "fails_on")),
        results={"fails_on": [1, 3]}, steps={"m": "succeeded"},
    ),
    case(
        "map-minimum-success-missed", "map", "A share that is not reached fails the map.",
        plan(around("m", each([1, 2, 3], body(py("fails_on", x=item(), bad=[2])), minimum_success=number(0.7)), "fails_on")),
        state="failed", error={"m": "2 of 3 elements succeeded"},
    ),
    case(
        "map-retries", "map", "A body that failed is run again, from its first step.",
        plan(around("m", each([2], body(py("one"), py("flaky", times=item(), after=("one",))), retries=2), "flaky")),
        results={"flaky": [3]}, calls=("one", "flaky", "one", "flaky", "one", "flaky"),
    ),
    case(
        "map-reducer", "map", "A reducer is called with one value for each element.",
        plan(around("m", each([1, 2, 3], body(py("double", x=item())), reducer=ref("reduced")), "double")),
        results={"double": 12},
    ),
    case(
        "map-one-at-a-time", "map", "Not more elements run at once than `concurrency` says.",
        plan(around("m", each(["a", "b"], body(py("begin_and_end", name=item())), concurrency=1), "begin_and_end")),
        results={"begin_and_end": ["a", "b"]}, calls=("a begins", "a ends", "b begins", "b ends"),
    ),
    case(
        "map-skips", "map", "What was skipped by its own guard is left out of the list.",
        plan(around("m", each([1, 2, 3], body(py("double", x=item(), guard=when(">", item(), 1)))), "double")),
        results={"double": [4, 6]}, inner={"m/0/double": "skipped"},
    ),
    case(
        "map-in-a-map", "map", "A map in a map gives lists of lists.",
        plan(
            around(
                "outer",
                each([[1, 2], [3]], body(around("inner", each(item(), body(py("double", x=item()))), "double"))), "double",
            )
        ),
        results={"double": [[2, 4], [6]]},
    ),
    case(
        "parallel", "parallel", "All branches run; an output that several give is that of the last one in the plan.",
        plan(
            around(
                "p",
                ParallelRun(
                    branches=(
                        Branch(name="a", body=body(py("one"), results={"x": of("one"), "n": of("one")})),
                        Branch(name="b", body=body(py("two"), results={"x": of("two")})),
                    )
                ),
                "x n",
            )
        ),
        results={"x": 2, "n": 1}, any_order=("one", "two"),
    ),
    case(
        "parallel-fails", "parallel", "A branch that fails fails the step, and does not stop the others.",
        plan(
            around(
                "p",
                ParallelRun(branches=(Branch(name="a", body=body(py("fails"))), Branch(name="b", body=body(py("two"))))),
                "two",
            )
        ),
        state="failed", steps={"p": "failed"}, inner={"p/a/fails": "failed", "p/b/two": "succeeded"},
    ),
    case(
        "switch", "switch", "A switch takes the first case whose value equals the one that it looks at.",
        plan(
            around(
                "s",
                SwitchRun(
                    on=given("which"),
                    cases=(SwitchCase(value="a", body=body(py("one"))), SwitchCase(value="b", body=body(py("two")))),
                    default=body(py("none")),
                ),
                "one two",
            ),
            py("join", x=of("s", "one"), y=of("s", "two")), parameters=(parameter("which", "a"),),
        ),
        run(results={"join": 1}, calls=("one", "join 1 None")),
        run(parameters={"which": "b"}, results={"join": 2}),
        run(parameters={"which": "c"}, results={"join": None}),
    ),
    case(
        "switch-without-a-case", "switch", "A switch without a case that is equal, and without a default, fails.",
        plan(around("s", SwitchRun(on=given("w"), cases=(SwitchCase(value=1, body=body(py("one"))),)), "one"),
             parameters=(parameter("w", 2),)),
        state="failed", error={"s": "no case"}, calls=(),
    ),
    case(
        "loop", "loop", "A loop runs until its condition holds, and carries values from round to round.",
        plan(
            around(
                "l",
                LoopRun(
                    body=body(
                        py("rounds", total=given("total"), n=item("n")),
                        results={"total": of("rounds")}, parameters=(parameter("total", 0),),
                    ),
                    until=expression(">=", of("rounds"), 3), maximum=10, carry=("total",), index="n",
                ),
                "total", total=0,
            )
        ),
        results={"total": 3}, calls=("rounds 0 0", "rounds 0 1", "rounds 1 2"),
    ),
    case(
        "loop-maximum", "loop", "To reach the maximum of rounds is no failure: the last one's results stand.",
        plan(
            around(
                "l",
                LoopRun(body=body(py("double", x=item("n"))), until=expression("==", of("double"), 99), maximum=3, index="n"),
                "double",
            )
        ),
        results={"double": 4}, calls=("double 0", "double 1", "double 2"),
    ),
    case(
        "loop-fails", "loop", "A round that fails ends the loop and fails it.",
        plan(
            around(
                "l",
                LoopRun(body=body(py("fails_on", x=item("n"), bad=[1])), until=expression("==", 1, 2), maximum=5, index="n"),
                "fails_on",
            )
        ),
        state="failed", error={"l": "1 is bad"}, calls=("fails_on 0", "fails_on 1"),
    ),
    case(
        "loop-without-rounds", "loop", "A loop of no rounds gives what it would begin with.",
        plan(
            around(
                "l",
                LoopRun(
                    body=body(py("double", x=given("t")), results={"t": of("double")}, parameters=(parameter("t", 0),)),
                    until=expression("==", 1, 2), maximum=0, carry=("t",),
                ),
                "t", t=7,
            )
        ),
        results={"t": 7}, calls=(),
    ),
    case(
        "dynamic-with-template", "dynamic", "A dynamic step with a template runs as the plan that the template is.",
        plan(
            around(
                "d",
                DynamicRun(
                    function=ref("builds"),
                    template=body(py("double", x=given("count")), parameters=(Parameter(name="count", required=True),)),
                ),
                "double", count=3,
            )
        ),
        results={"double": 6}, inner={"d/double": "succeeded"}, calls=("double 3",),
    ),
    case(
        "dynamic-without-template", "dynamic", "Without a template its function is called, and what it builds is run.",
        plan(around("d", DynamicRun(function=ref("builds")), "built", count=3)),
        results={"built": 4}, inner={"d/first": "succeeded", "d/built": "succeeded"}, calls=("first", "built 3"),
    ),
    case(
        "catalog", "catalog", "A file that a step gets is the one that was put there, whatever became of it since.",
        plan(
            sh("put", "printf 1 > rows.txt", catalog={"put": ["rows.txt"]}),
            sh("spoil", "printf 2 > rows.txt", after=("put",)),
            sh(
                "take", "export got=$(cat rows.txt)", "got",
                after=("spoil",), catalog={"get": ["*.txt"], "from": {"*.txt": ["put"]}},
            ),
        ),
        results={"got": 1},
    ),
    case(
        "catalog-and-branches", "catalog", "A branch gets what was put before it, and what it puts is there after it.",
        plan(
            sh("put", "printf 1 > rows.txt", catalog={"put": ["rows.txt"]}),
            around(
                "p",
                ParallelRun(
                    branches=(
                        Branch(
                            name="b",
                            body=body(
                                sh("add", "cat rows.txt > more.txt", catalog={"get": ["rows.txt"], "put": ["more.txt"]})
                            ),
                        ),
                    )
                ),
                after=("put",),
            ),
            sh("spoil", "rm rows.txt more.txt", after=("p",)),
            sh(
                "take", "export got=$(cat more.txt)", "got",
                after=("spoil",), catalog={"get": ["more.txt"], "from": {"more.txt": ["p"]}},
            ),
        ),
        results={"got": 1}, inner={"p/b/add": "succeeded"},
    ),
    case(
        "catalog-without-the-file", "catalog", "To put what is like no file fails the step.",
        plan(sh("put", "true", catalog={"put": ["rows.txt"]}), sh("other", "true")),
        state="failed", steps={"put": "failed", "other": "succeeded"},
        error={"put": "StepFailed: no file is like 'rows.txt'"},
    ),
    case(
        "catalog-without-copies", "catalog", "Where nothing is copied, a file must still be as it was put there.",
        plan(
            sh("put", "printf 1 > rows.txt", catalog={"put": ["rows.txt"], "store_copy": False}),
            sh("same", "cat rows.txt", after=("put",), catalog={"get": ["rows.txt"], "from": {"rows.txt": ["put"]}}),
            sh("spoil", "printf 2 > rows.txt", after=("same",)),
            sh("take", "true", after=("spoil",), catalog={"get": ["rows.txt"], "from": {"rows.txt": ["put"]}}),
        ),
        state="failed",
        steps={"put": "succeeded", "same": "succeeded", "spoil": "succeeded", "take": "failed"}, error={"take": "not as it was put"},
    ),
)  # fmt: skip
