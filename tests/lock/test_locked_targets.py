"""Functions that a plan names in its values, as `module:function`, are in the lock like those that it runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from icefloe import api
from icefloe.api.locking import judged
from icefloe.lock.targets import target_of, targets
from icefloe_schema import plan as p

F = p.FunctionRef(module="m", qualname="f")


def literal(value: object) -> p.Binding:
    return p.Binding(parameter="x", value=p.FromLiteral(value=value))  # type: ignore[arg-type]


def step(**fields: object) -> p.Step:
    return p.Step(**{"id": "s", "run": p.PythonRun(function=F), **fields})  # type: ignore[arg-type]


INNER = p.Body(steps=(p.Step(id="i", run=p.PythonRun(function=F), bindings=(literal("zoo:f"),)),))
BY_PARAMETER = p.Binding(parameter="x", value=p.FromParameter(name="n"))
SUM = p.FromExpression(op="+", operands=(p.FromLiteral(value="zoo:f"), p.FromItem(name="i")))


@pytest.mark.parametrize(
    "given",
    [
        step(bindings=(literal("zoo:f"),)),
        step(bindings=(literal({"a": [1, {"b": "zoo:f"}]}),)),
        step(bindings=(p.Binding(parameter="x", value=SUM),)),
        step(bindings=(BY_PARAMETER,)),
        step(run=p.PythonRun(function=F, config=BY_PARAMETER, convention="atoms")),
        step(run=p.PythonRun(function=F, bound={"x": "zoo:f"})),
        step(run=p.PythonRun(function=p.FunctionRef(module="m", qualname="f", captured={"x": "zoo:f"}))),
        step(run=p.PythonRun(function=p.FunctionRef(module="m", qualname="f", defaults={"x": "zoo:f"}))),
        step(run=p.MapRun(over=p.FromLiteral(value=["zoo:f"]), item="x", body=p.Body())),
        step(run=p.PlanRun(body=INNER)),
        step(run=p.PlanRun(body=p.Body(parameters=(p.Parameter(name="q", default="zoo:f"),)))),
        step(guard=p.FunctionGuard(function=F, bindings=(literal("zoo:f"),))),
        step(policy=p.Policy(on_failure=p.OnFailure(action="handler", handler=INNER))),
        step(policy=p.Policy(on_failure=p.OnFailure(action="fallback", function=F, bindings=(literal("zoo:f"),)))),
    ],
    ids=range(14),
)
def test_a_text_in_what_a_step_is_given_may_name_a_function(given: p.Step) -> None:
    whole = p.Plan(name="x", dialect="native", parameters=(p.Parameter(name="n", default="zoo:f"),), steps=(given,))
    assert list(targets(whole)) == [("s/target/zoo%3Af", "zoo", "f")]


def test_named_sets_of_parameters_count() -> None:
    sets = (p.ParameterSet(name="prod", values={"n": "a.b:C.d"}), p.ParameterSet(name="dev", values={"o": "no:no"}))
    whole = p.Plan(name="x", dialect="native", parameter_sets=sets, steps=(step(bindings=(BY_PARAMETER,)),))
    assert list(targets(whole)) == [("s/target/a.b%3AC.d", "a.b", "C.d")]


@pytest.mark.parametrize("text", ["zoo", "zoo:", ":f", "a b:f", "zoo:f()", "https://x", "1:2", "zoo:f:g", "12:30"])
def test_other_texts_name_none(text: str) -> None:
    assert list(targets(p.Plan(name="x", dialect="native", steps=(step(bindings=(literal(text),)),)))) == []


@pytest.mark.parametrize(
    ("address", "text"), [("s/target/zoo%3Af", "zoo:f"), ("s/body/target", ""), ("s", ""), ("s/target/a/guard", "")]
)
def test_an_address_tells_its_text(address: str, text: str) -> None:
    assert target_of(address) == text


PIPELINE = """\
from flowyml import Pipeline, context, step

ctx = context(loader="zoo:tumours", other="zoo:Model", title="zoo:gone", place="nowhere:f")


@step(outputs=["data"])
def load(loader: str, other: str, title: str, place: str):
    return loader


pipeline = Pipeline("p", context=ctx).add_step(load)
"""
ZOO = """\
from rows import clean


def tumours():
    return clean([1])


class Model: ...
"""
ROWS = "def clean(rows):\n    return rows\n"
FILES = {"pyproject.toml": "", "main.py": PIPELINE, "zoo.py": ZOO, "rows.py": ROWS}
ADDRESS = "source/main:p/load/target/zoo%3Atumours"


def test_what_it_names_is_frozen_with_all_that_it_reaches(written: Callable[..., Path]) -> None:
    folder = written(FILES)
    frozen = api.freeze(folder)
    assert frozen.lock is not None
    assert frozen.inputs is not None
    paths = {leaf.path for leaf in frozen.lock.leaves}
    assert {path for path in paths if "/target/" in path} == {f"{ADDRESS}/semantic", f"{ADDRESS}/closure"}
    assert set(frozen.inputs.modules) == {"main.py", "zoo.py", "rows.py"}
    lock, inputs = api.frozen_one(api.compile_("main.py"), api.compile_("main.py").plans[0])
    assert set(lock.leaves) == set(frozen.lock.leaves)
    assert set(inputs.modules) == set(frozen.inputs.modules)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("zoo.py", "clean([1])", "clean([2])", "`tumours` changed: 1 step: `load` (given `zoo:tumours`)"),
        (
            "rows.py",
            "return rows",
            "return 1",
            "`clean` changed: 1 step: `load` (given `zoo:tumours`: tumo",
        ),
    ],
)
def test_a_change_names_the_step_that_is_given_it(
    written: Callable[..., Path], file: str, old: str, new: str, message: str
) -> None:
    folder = written(FILES)
    (folder / "icefloe.lock").write_text(api.freeze(folder).text)
    (folder / file).write_text(FILES[file].replace(old, new))
    (finding,) = judged(api.verify(folder)).findings
    assert finding.message.startswith(message)
