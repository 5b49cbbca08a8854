"""Lowering: every part of a graph becomes its part of the plan, or a finding."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe import graph as g
from icefloe.findings import Finding
from icefloe.lower import lower, places
from icefloe.source import Span
from icefloe.types import Named, Type, UnknownType, spell
from icefloe.values import Function, Known, Parameter, Reference, Symbol, Unknown, Value
from icefloe_schema import plan as p
from icefloe_schema.codec import dumps, loads

INT = Named("builtins.int")


def at(line: int) -> Span:
    return Span(path="a.py", line=line, column=1, end_line=line, end_column=5)


S = at(1)


def known(value: str | float | bool | None) -> Known:
    return Known(value=value, span=S)


def function(
    name: str, qualname: str = "", captured: tuple[tuple[str, Value], ...] = (), **defaults: Value
) -> Function:
    parameters = tuple(
        Parameter(name=key, kind="normal", annotation=None, default=value, span=at(7))
        for key, value in defaults.items()
    )
    return Function(
        token=1, module="m", qualname=qualname or name, ordinal=0, name=name, parameters=parameters, returns=None,
        captured=captured, is_async=False, is_generator=False, docstring=None, span=S, name_span=at(6),
        returns_span=None,
    )  # fmt: skip


def step(name: str, run: g.Run | None = None, *needs: str, **fields: object) -> g.Step:
    base = g.Step(id=name, name=name, span=S, added=at(2), run=run or p.StubRun())
    after = tuple(g.Order(step=need, why="", span=S) for need in needs)
    return dataclasses.replace(base, **{"after": after, **fields})  # type: ignore[arg-type]


def bound(name: str, source: g.Source, **fields: object) -> g.Binding:
    return dataclasses.replace(g.Binding(parameter=name, source=source, type=INT, span=at(3)), **fields)  # type: ignore[arg-type]


def graph(*steps: g.Step, **fields: object) -> g.Graph:
    return dataclasses.replace(g.Graph(name="ml", dialect="native", span=S, steps=steps), **fields)  # type: ignore[arg-type]


def imports(function: Function) -> tuple[str, ...]:
    return ("pandas", function.name)


def lowered(whole: g.Graph) -> p.Plan:
    found = lower(whole, code=p.Code(paths=("src",)), spell=spell, imports=imports)
    assert isinstance(found, p.Plan), found
    assert loads(dumps(found)) == found
    return found


def refused(whole: g.Graph) -> tuple[Finding, ...]:
    found = lower(whole, code=p.Code(), spell=spell, imports=imports)
    assert isinstance(found, tuple)
    return found


def only(run: g.Run, **fields: object) -> p.Step:
    return lowered(graph(step("s", run, **fields))).steps[0]


F = function("f")
REF = p.FunctionRef(module="m", qualname="f")
INNER = graph(step("i"), name="inner")
BODY = p.Body(name="inner", steps=(p.Step(id="i", run=p.StubRun()),))
X = p.FromParameter(name="x")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            g.PythonRun(function=F, convention="atoms", config=bound("config", X), bound={"a": 1}, stream="done"),
            p.PythonRun(
                function=REF,
                convention="atoms",
                config=p.Binding(parameter="config", value=X),
                bound={"a": 1},
                stream="done",
            ),
        ),
        (p.ShellRun(command="true"), p.ShellRun(command="true")),
        (p.NotebookRun(path="a.ipynb"), p.NotebookRun(path="a.ipynb")),
        (p.StubRun(seconds=1), p.StubRun(seconds=1)),
        (g.PlanRun(body=INNER), p.PlanRun(body=BODY)),
        (
            g.MapRun(over=X, item="x", body=INNER, concurrency=2, retries=1, minimum_success=1, reducer=F),
            p.MapRun(over=X, item="x", body=BODY, concurrency=2, retries=1, minimum_success=1, reducer=REF),
        ),
        (g.MapRun(over=X, item="x", body=INNER, reducer="sum"), p.MapRun(over=X, item="x", body=BODY, reducer="sum")),
        (g.ParallelRun(branches=(("a", INNER),)), p.ParallelRun(branches=(p.Branch(name="a", body=BODY),))),
        (g.SwitchRun(on=X, cases=((1, INNER),)), p.SwitchRun(on=X, cases=(p.Case(value=1, body=BODY),))),
        (
            g.SwitchRun(on=X, cases=(), default=INNER),
            p.SwitchRun(on=X, cases=(), default=BODY),
        ),
        (
            g.LoopRun(body=INNER, until=p.FromOutput(step="i", name="done"), maximum=3, carry=("x",), index="n"),
            p.LoopRun(body=BODY, until=p.FromOutput(step="i", name="done"), maximum=3, carry=("x",), index="n"),
        ),
        (g.DynamicRun(function=F, template=INNER), p.DynamicRun(function=REF, template=BODY)),
        (g.DynamicRun(function=F), p.DynamicRun(function=REF)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_runs(run: g.Run, expected: p.Run) -> None:
    assert only(run).run == expected


def test_a_step_keeps_all_it_says() -> None:
    whole = step(
        "s",
        g.PythonRun(function=F),
        title="T",
        description="D",
        group="G",
        labels={"a": 1},
        catalog={"b": 1},
        display={"c": 1},
        policy=p.Policy(timeout=5),
        bindings=(bound("x", X, adapt=(p.Adapt(how="cast", type="int"),)), bound("y", p.FromDefault())),
        outputs=(g.Port(name="o", type=INT, span=S, type_span=S, position=1, key="k", kind="json", format="json"),),
    )
    assert lowered(graph(whole)).steps[0] == p.Step(
        id="s",
        run=p.PythonRun(function=REF),
        title="T",
        description="D",
        imports=("f", "pandas"),
        group="G",
        labels={"a": 1},
        catalog={"b": 1},
        display={"c": 1},
        policy=p.Policy(timeout=5),
        bindings=(
            p.Binding(parameter="x", value=X, adapt=(p.Adapt(how="cast", type="int"),)),
            p.Binding(parameter="y", value=p.FromDefault()),
        ),
        outputs=(p.Output(name="o", type="int", position=1, key="k", kind="json", format="json"),),
    )


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (g.Guard(test=X, span=S), p.ExpressionGuard(test=X)),
        (g.Guard(test=X, span=S, negate=True), p.ExpressionGuard(test=p.FromExpression(op="not", operands=(X,)))),
        (
            g.Guard(test=F, span=S, bindings=(bound("x", X),), negate=True),
            p.FunctionGuard(function=REF, bindings=(p.Binding(parameter="x", value=X),), negate=True),
        ),
    ],
)
def test_guards(guard: g.Guard, expected: p.Guard) -> None:
    assert only(p.StubRun(), guard=guard).guard == expected


def test_what_happens_on_failure() -> None:
    found = only(p.StubRun(), on_failure=g.OnFailure(action="fallback", span=S, function=F))
    assert found.policy.on_failure == p.OnFailure(action="fallback", function=REF)
    assert found.imports == ("f", "pandas")
    found = only(p.StubRun(), on_failure=g.OnFailure(action="handler", span=S, handler=INNER))
    assert found.policy.on_failure == p.OnFailure(action="handler", handler=BODY)


def test_nested_functions_carry_captures_and_defaults() -> None:
    nested = function("g", "f.<locals>.g", (("rate", known(0.5)), ("größe", known(1))), depth=known(3))
    run = only(g.PythonRun(function=nested)).run
    assert isinstance(run, p.PythonRun)
    assert run.function.captured == {"$pairs": [["rate", {"$float": "0.5"}], ["größe", 1]]}
    assert run.function.defaults == {"depth": 3}


def beside(name: str, *captured: tuple[str, Value], token: int = 2, **defaults: Value) -> Function:
    return dataclasses.replace(function(name, f"f.<locals>.{name}", captured, **defaults), token=token)


def test_a_function_beside_is_said_by_what_it_captures() -> None:
    inner = beside("inner", ("rate", known(0.5)), token=3)
    other = beside("other", ("inner", inner), ("depth", known(2)), token=2)
    run = only(g.PythonRun(function=function("g", "f.<locals>.g", (("other", other), ("k", known(1)))))).run
    assert isinstance(run, p.PythonRun)
    assert run.function.captured == {"rate": {"$float": "0.5"}, "depth": 2, "k": 1}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("other", beside("other", x=known(1))),
        ("alias", beside("other")),
        ("other", dataclasses.replace(beside("other"), qualname="h.<locals>.other")),
        ("other", dataclasses.replace(beside("other"), module="n")),
        ("other", dataclasses.replace(beside("other"), token=1)),
    ],
    ids=["defaults", "another name", "another place", "another module", "itself again"],
)
def test_a_captured_function_that_cannot_be_made_again_is_a_finding(name: str, value: Function) -> None:
    (found,) = refused(graph(step("s", g.PythonRun(function=function("g", "f.<locals>.g", ((name, value),))))))
    assert found.code == "FLO130"
    assert "`other` is defined inside a function" in found.message


def test_defaults_of_an_importable_function_are_left_to_python() -> None:
    run = only(g.PythonRun(function=function("g", depth=Unknown(why="x", span=S)))).run
    assert run == p.PythonRun(function=p.FunctionRef(module="m", qualname="g"))


def test_a_default_that_is_bound_need_not_be_a_literal() -> None:
    nested = function("g", "f.<locals>.g", depth=Unknown(why="x", span=S), other=known(1))
    run = only(g.PythonRun(function=nested), bindings=(bound("depth", p.FromLiteral(value=1)),)).run
    assert isinstance(run, p.PythonRun)
    assert run.function.defaults == {"other": 1}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, p.Parameter(name="x", type="int", required=True)),
        ({"default": known(None)}, p.Parameter(name="x", type="int")),
        ({"default": known(0.5)}, p.Parameter(name="x", type="int", default={"$float": "0.5"})),
        ({"type": UnknownType("no annotation")}, p.Parameter(name="x", type="?", required=True)),
        (
            {"default": Reference(path="json.loads", span=S), "origin": "frozen"},
            p.Parameter(name="x", type="int", default={"$ref": "json:loads"}, origin="frozen"),
        ),
        (
            {
                "default": Symbol(op="environment", operands=(known("HOME"), known("/")), span=S),
                "origin": "environment",
                "variable": "HOME",
            },
            p.Parameter(name="x", type="int", default="/", origin="environment", variable="HOME"),
        ),
        (
            {"default": Symbol(op="environment", operands=(known("HOME"),), span=S), "variable": "HOME"},
            p.Parameter(name="x", type="int", required=True, variable="HOME"),
        ),
    ],
)
def test_parameters(fields: dict[str, object], expected: p.Parameter) -> None:
    parameter = dataclasses.replace(g.Parameter(name="x", type=INT, span=S), **fields)  # type: ignore[arg-type]
    assert lowered(graph(parameters=(parameter,))).parameters == (expected,)


def test_the_header_is_kept_but_for_what_the_graph_says() -> None:
    header = p.Plan(name="other", dialect="other", description="D", cache=True, tags={"a": 1}, entry="m:o")
    file = p.InputFile(path="a.yaml", sha256="0" * 64)
    result = g.Result(name="r", source=p.FromOutput(step="s", name="o"), span=S)
    found = lowered(graph(step("s"), header=header, files=(file,), results=(result,)))
    assert found == p.Plan(
        name="ml",
        dialect="native",
        description="D",
        cache=True,
        tags={"a": 1},
        entry="m:o",
        files=(file,),
        code=p.Code(paths=("src",)),
        steps=(p.Step(id="s", run=p.StubRun()),),
        results=(p.Result(name="r", value=p.FromOutput(step="s", name="o")),),
    )
    assert lowered(graph(header=header, entry="m:p")).entry == "m:p"


def order(whole: g.Graph) -> list[str]:
    return [found.id for found in lowered(whole).steps]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((step("a"), step("b"), step("c")), "abc"),
        ((step("b", None, "a"), step("a")), "ab"),
        ((step("c", None, "a"), step("b"), step("a")), "bac"),
        ((step("d", None, "c"), step("c", None, "a"), step("b"), step("a")), "bacd"),
        ((step("b", bindings=(bound("x", p.FromOutput(step="a", name="o")),)), step("a")), "ab"),
        (
            (
                step(
                    "b",
                    guard=g.Guard(
                        test=p.FromExpression(op="not", operands=(p.FromOutput(step="a", name="o"),)), span=S
                    ),
                ),
                step("a"),
            ),
            "ab",
        ),
    ],
)
def test_order(steps: tuple[g.Step, ...], expected: str) -> None:
    assert "".join(order(graph(*steps))) == expected


@given(st.data())
def test_steps_come_after_what_they_need_and_otherwise_as_registered(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    rank = data.draw(st.permutations(range(count)))
    edges = {
        (earlier, later)
        for earlier in range(count)
        for later in range(count)
        if rank[earlier] < rank[later] and data.draw(st.booleans())
    }
    steps = [step(f"s{n}", None, *[f"s{a}" for a, b in sorted(edges) if b == n]) for n in range(count)]
    found = [int(name[1:]) for name in order(graph(*steps))]
    for position, index in enumerate(found):
        ready = {n for n in range(count) if n not in found[:position]}
        ready -= {b for a, b in edges if a not in found[:position]}
        assert index == min(ready)


@pytest.mark.parametrize(
    ("whole", "code", "message", "line"),
    [
        (graph(step("a", None, "b"), step("b", None, "a")), "FLO102", "circle", 1),
        (graph(step("a"), step("a")), "FLO101", "two steps `a`", 2),
        (graph(holes=(g.Hole(what="the list of steps", why="it is read", span=at(9)),)), "FLO103", "it is read", 9),
        (
            graph(step("a", bindings=(bound("x", g.Missing(asset="data", declared=True)),))),
            "FLO201",
            "`x` takes `data`",
            3,
        ),
        (graph(step("a", bindings=(bound("x", g.Missing(asset="x", declared=False)),))), "FLO204", "nothing", 3),
        (
            graph(results=(g.Result(name="r", source=g.Missing(asset="r", declared=True), span=at(8)),)),
            "FLO201",
            "`r`",
            8,
        ),
        (
            graph(step("a", bindings=(bound("x", p.FromOutput(step="z", name="o")),))),
            "FLO133",
            "no step `z`",
            3,
        ),
        (
            graph(step("a", g.PythonRun(function=function("g", "f.<locals>.g", (("k", Unknown(why="W", span=S)),))))),
            "FLO130",
            "`k`, which `g` captures, cannot be written into a plan: W",
            6,
        ),
        (
            graph(step("a", g.PythonRun(function=function("g", "f.<locals>.g", d=Unknown(why="W", span=S))))),
            "FLO130",
            "the default of `d` in `g`",
            7,
        ),
        (
            graph(parameters=(g.Parameter(name="x", type=INT, span=at(4), default=Unknown(why="W", span=S)),)),
            "FLO131",
            "the value of parameter `x` cannot be written into a plan: W",
            4,
        ),
        (
            graph(step("a", g.PlanRun(body=graph(step("b", None, "a"), name="inner")))),
            "FLO133",
            "pipeline `inner` has no step `a`",
            1,
        ),
        (graph(step("a", policy=p.Policy(retry=p.Retry(attempts=0)))), "FLO133", "0 is less than 1", 1),
        (graph(step("a", display={"x": 0.5})), "FLO133", "float", 1),
    ],
)
def test_what_cannot_be_a_plan_is_a_finding(whole: g.Graph, code: str, message: str, line: int) -> None:
    (found,) = refused(whole)
    assert found.code == code
    assert message in found.message
    assert found.span.line == line
    assert found.help


def test_all_findings_come_at_once_and_in_order() -> None:
    found = refused(
        graph(
            step("b", bindings=(bound("x", g.Missing(asset="x", declared=False)),)),
            step("b"),
            holes=(g.Hole(what="w", why="y", span=at(9)),),
        )
    )
    assert [finding.code for finding in found] == ["FLO101", "FLO204", "FLO103"]


def test_deep_nesting_is_a_finding() -> None:
    whole = INNER
    for _ in range(40):
        whole = graph(step("s", g.PlanRun(body=whole)))
    (found,) = refused(whole)
    assert found.code == "FLO133"
    assert "levels deep" in found.message


def test_spell_is_asked_for_every_type() -> None:
    def odd(type_: Type) -> str:
        return f"<{spell(type_)}>"

    port = g.Port(name="o", type=INT, span=S, type_span=S)
    found = lower(graph(step("s", outputs=(port,))), code=p.Code(), spell=odd, imports=imports)
    assert isinstance(found, p.Plan)
    assert found.steps[0].outputs[0].type == "<int>"


def test_places_hold_every_span() -> None:
    port = g.Port(name="o", type=INT, span=at(10), type_span=at(11), inferred=True)
    whole = graph(
        step(
            "s",
            g.PlanRun(body=graph(step("i"), name="inner", span=at(12))),
            span=at(13),
            added=at(14),
            bindings=(
                bound("x", X, span=at(15), source_span=at(16), asset_span=at(17), joined="position"),
                bound("größe", p.FromDefault(), span=at(18)),
            ),
            outputs=(port,),
            after=(g.Order(step="r", why="it gates", span=at(19)),),
            guard=g.Guard(test=X, span=at(20), bindings=(bound("y", X, span=at(21)),)),
            on_failure=g.OnFailure(action="fail", span=at(22)),
        ),
        parameters=(g.Parameter(name="x", type=INT, span=at(23)),),
        results=(g.Result(name="r", source=X, span=at(24)),),
    )
    text = json.dumps(places(whole))
    for line in range(10, 25):
        assert f'"a.py:{line}:1-{line}:5"' in text, line
    assert places(whole)["name"] == "ml"
    assert '"joined": "position"' in text
    assert '"it gates"' in text
