"""Functions that only their code objects lead to."""

from collections.abc import Callable

import pytest
from runtime_project import Project, call, one

from icefloe_schema.plan import Output

SOURCE = """
from functools import wraps
from flowyml import step, Pipeline, map_task

def twice(function):
    @wraps(function)
    def inner(*args):
        return 2 * function(*args)
    return inner

def make(rate, name):
    if rate > 1:
        @step(name=name)
        def train(x=1):
            return ("first", rate, x)
    else:
        @step(name=name)
        def train(x=1, *, y=2):
            return ("second", rate, helper(x), y)
    def helper(value):
        return fact(value) if value else 0
    def fact(n):
        return 1 if n < 2 else n * fact(n - 1)
    def even(n=4):
        return n == 0 or odd(n - 1)
    def odd(n):
        return n != 0 and even(n - 1)
    return train

def same(): return "first"
def same(): return "second"

@twice
def doubled(): return 21

class Box:
    @staticmethod
    def open(): return "open"

pair = (lambda: "left", lambda: "right")
listed = [lambda: index for index in range(2)]

@map_task(concurrency=2)
def each(item): return item

def load(): return 1
load = Pipeline("p").add_step(load)
raise_if_called = make
"""

CASES = [
    ("make.<locals>.train", {"captured": {"rate": 3}, "defaults": {"x": 5}}, ("first", 3, 5)),
    (
        "make.<locals>.train",
        {"ordinal": 1, "captured": {"rate": {"$float": "0.5"}}, "defaults": {"x": 4, "y": {"$tuple": [1]}}},
        ("second", 0.5, 24, (1,)),
    ),
    ("make.<locals>.even", {"defaults": {"n": 4}}, True),
    ("make.<locals>.train", {"captured": {"$pairs": [["rate", 3]]}, "defaults": {"x": 5}}, ("first", 3, 5)),
    ("same", {}, "first"),
    ("same", {"ordinal": 1}, "second"),
    ("doubled", {}, 42),
    ("Box.open", {}, "open"),
    ("<lambda>", {}, "left"),
    ("<lambda>", {"ordinal": 1}, "right"),
    ("<lambda>", {"ordinal": 2, "captured": {"index": 9}}, 9),
    ("<listcomp>.<lambda>", {"ordinal": 2, "captured": {"index": 8}}, 8),
    ("load", {}, 1),
]


@pytest.mark.parametrize(("qualname", "more", "returned"), CASES)
def test_functions_are_found_without_calling_what_encloses_them(
    project: Project, qualname: str, more: dict[str, object], returned: object
) -> None:
    project.write(SOURCE)
    result = project.run(one("work", run=call(qualname, **more)))
    assert result.success, result.summary()
    assert result["work"] == returned


WRONG = [
    (call("make.<locals>.train"), "uses 'rate' of what encloses it, and the plan does not say its value"),
    (call("make.<locals>.train", ordinal=2), "has no function 'make.<locals>.train' number 3"),
    (call("absent"), "has no function 'absent'"),
    (call("anything", module="no_such"), "No module named 'no_such'"),
    (call("anything", module="types"), "is hidden by"),
]


@pytest.mark.parametrize(("run", "message"), WRONG)
def test_what_cannot_be_found_is_said(project: Project, run: object, message: str) -> None:
    project.write(SOURCE)
    project.write("def anything(): return 1", "types.py")
    project.plan(one("work", run=run))
    done = project.step("work", PYTHONWARNINGS="ignore")
    assert done.returncode == 1
    assert message in done.stderr


def test_modules_whose_names_are_no_identifiers(project: Project) -> None:
    (project.root / "steps").mkdir()
    project.write("def work(): return __name__", "steps/04_connect.py")
    plan_code = __import__("icefloe_schema.plan", fromlist=["Code"]).Code(paths=("steps",))
    project.plan(one("work", run=call("work", module="04_connect"), outputs=(Output(name="work"),)), code=plan_code)
    assert project.step("work").stderr == ""
    assert (project.root / "art/work/work.txt").read_text() == "04_connect"


def test_constants_of_the_program_are_looked_up(flow: Callable[[str], Project]) -> None:
    from runtime_project import bind

    from icefloe_schema.plan import FromLiteral

    project = flow("class Limits:\n    high = object()\ndef work(x): return x[0] is Limits.high")
    result = project.run(one("work", bindings=bind(x=FromLiteral(value=[{"$ref": "flow:Limits.high"}]))))
    assert result["work"] is True
