"""Rules on hand-made graphs: what the cases cannot show."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe.connections import Tally, connections, literal_type, tally
from icefloe.findings import Finding, Severity
from icefloe.fixes import Fix, Rename
from icefloe.graph import (
    Binding,
    Graph,
    Guard,
    Hole,
    LoopRun,
    Missing,
    Order,
    ParallelRun,
    Parameter,
    PlanRun,
    Port,
    Result,
    Step,
    SwitchRun,
)
from icefloe.infer import Types
from icefloe.nested import graphs
from icefloe.rules import RULES, check
from icefloe.source import Span
from icefloe.types import OBJECT, Named, NewTypeType, UnknownType, spell
from icefloe_schema import plan

TYPES = Types(lambda _: None)
OFF = frozenset(rule.code for rule in RULES if not rule.default)
ANY = UnknownType("this test does not care")
INT, TEXT, LIST, FLOAT = (Named(f"builtins.{name}") for name in ("int", "str", "list", "float"))


def at(line: int, column: int = 1, width: int = 5) -> Span:
    return Span(path="p.py", line=line, column=column, end_line=line, end_column=column + width)


def port(name: str, line: int = 1, **more) -> Port:
    return Port(**{"name": name, "type": ANY, "span": at(line), "type_span": at(line)} | more)


def reads(parameter: str, step: str, output: str | None = None, **more) -> Binding:
    source = plan.FromOutput(step=step, name=output or parameter)
    return Binding(**{"parameter": parameter, "source": source, "type": ANY, "span": at(9)} | more)


def step(name: str, *bindings: Binding, outputs: tuple[Port, ...] = (), **more) -> Step:
    base = {"id": name, "name": name, "span": at(1), "added": at(50), "run": plan.StubRun()}
    return Step(**base | {"bindings": bindings, "outputs": outputs} | more)


def graph(*steps: Step, **more) -> Graph:
    return Graph(**{"name": "p", "dialect": "native", "span": at(1), "steps": steps} | more)


def codes(made: Graph) -> list[str]:
    return [finding.code for finding in check(made, TYPES) if finding.code not in OFF]


def only(made: Graph, code: str) -> Finding:
    (found,) = (finding for finding in check(made, TYPES) if finding.code == code)
    return found


def test_a_sound_graph_has_no_findings():
    assert codes(graph(step("a", outputs=(port("x"),)), step("b", reads("x", "a")))) == []


def test_a_cycle_names_its_path_and_every_edge():
    made = graph(
        step("a", reads("z", "c", span=at(3)), outputs=(port("x"),)),
        step("b", reads("x", "a", span=at(4)), outputs=(port("y"),)),
        step("c", after=(Order(step="b", why="it checks it", span=at(5)),), outputs=(port("z"),)),
        step("d", reads("z", "c")),
    )
    found = only(made, "FLO102")
    assert "a → b → c → a" in found.message
    assert [found.span.line, *(note.span.line for note in found.related)] == [4, 5, 3]
    assert "it checks it" in found.related[0].message


def test_two_cycles_joined_by_a_bridge_are_two_findings():
    made = graph(
        step("a", reads("b", "b"), outputs=(port("a"),)),
        step("b", reads("a", "a"), outputs=(port("b"),)),
        step("bridge", reads("b", "b"), outputs=(port("bridge"),)),
        step("c", reads("d", "d"), reads("bridge", "bridge"), outputs=(port("c"),)),
        step("d", reads("c", "c"), outputs=(port("d"),)),
    )
    messages = [f.message.rpartition(": ")[2] for f in check(made, TYPES) if f.code == "FLO102"]
    assert messages == ["a → b → a", "c → d → c"]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_a_cycle_is_reported_exactly_where_there_is_one(edges: list[tuple[int, int]]):
    made = graph(
        *(
            step(str(n), *(reads(f"x{a}", str(a), "o") for a, b in edges if b == n), outputs=(port("o"),))
            for n in range(8)
        )
    )
    reached = {n: {b for a, b in edges if a == n} for n in range(8)}
    for _ in range(8):
        reached = {n: found.union(*(reached[m] for m in found)) for n, found in reached.items()}
    circles = [f.message.rpartition(": ")[2].split(" → ") for f in check(made, TYPES) if f.code == "FLO102"]
    assert bool(circles) == any(n in found for n, found in reached.items())
    for circle in circles:
        assert circle[0] == circle[-1]
        assert len(set(circle[1:])) == len(circle) - 1
        assert {(int(a), int(b)) for a, b in pairwise(circle)} <= set(edges)


def test_a_chain_of_five_thousand_steps_is_no_problem():
    steps = [step("s0", outputs=(port("o0"),))]
    steps += [step(f"s{n}", reads(f"o{n - 1}", f"s{n - 1}"), outputs=(port(f"o{n}"),)) for n in range(1, 5000)]
    assert codes(graph(*steps)) == []


def test_the_fix_of_a_missing_input_is_another_name_at_the_same_place():
    missing = Binding(
        parameter="modle",
        source=Missing(asset="modle", declared=True),
        type=ANY,
        span=at(8),
        asset_span=at(9, width=7),
    )
    found = only(graph(step("a", outputs=(port("model"),)), step("b", missing)), "FLO201")
    assert "did you mean `model`?" in found.message
    assert found.related[0].message == "`a` makes `model`"
    assert found.fix == Fix(message="write `model`", changes=(Rename(span=at(9, width=7), old="modle", new="model"),))


def test_a_step_is_not_told_to_read_its_own_output():
    missing = Binding(parameter="data", source=Missing(asset="datas", declared=True), type=ANY, span=at(8))
    found = only(graph(step("a", missing, outputs=(port("data"),))), "FLO201")
    assert "did you mean" not in found.message


def test_what_only_a_run_gives_is_a_note():
    external = Parameter(name="path", type=TEXT, span=at(2), origin="external")
    given_ = Parameter(name="rate", type=TEXT, span=at(2))
    found = only(graph(step("a"), parameters=(external, given_)), "FLO204")
    assert found.severity is Severity.NOTE
    assert "`path`" in found.message


TEST = plan.FromParameter(name="fast")
NOT = plan.FromExpression(op="not", operands=(TEST,))


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ({}, {}, ["FLO202"]),
        ({"guard": Guard(test=TEST, span=at(1))}, {"guard": Guard(test=TEST, span=at(1))}, ["FLO202"]),
        ({"guard": Guard(test=TEST, span=at(1))}, {"guard": Guard(test=TEST, span=at(1), negate=True)}, []),
        ({"guard": Guard(test=NOT, span=at(1))}, {"guard": Guard(test=TEST, span=at(1))}, []),
        ({"guard": Guard(test=NOT, span=at(1), negate=True)}, {"guard": Guard(test=TEST, span=at(1))}, ["FLO202"]),
        ({}, {"after": (Order(step="a", why="", span=at(1)),)}, []),
        ({"after": (Order(step="b", why="", span=at(1)),)}, {}, []),
    ],
)
def test_one_name_from_two_steps(one: dict, two: dict, expected: list[str]):
    made = graph(step("a", outputs=(port("x"),), **one), step("b", outputs=(port("x"),), **two))
    assert codes(made) == expected


def test_three_producers_of_one_name_are_two_findings():
    made = graph(*(step(name, outputs=(port("x"),)) for name in "abc"))
    assert codes(made) == ["FLO202", "FLO202"]


def test_names_play_no_part_where_steps_are_joined_by_calls():
    made = graph(
        step("a", outputs=(port("x"),)),
        step("b", outputs=(port("x"),)),
        step("c", reads("p", "a", "x", joined="call"), reads("q", "b", "x", joined="call")),
    )
    assert codes(made) == []


@pytest.mark.parametrize(
    "reader",
    [
        {"results": (Result(name="y", source=plan.FromOutput(step="a", name="y"), span=at(30)),)},
        {"steps": (step("c", guard=Guard(test=plan.FromOutput(step="a", name="y"), span=at(1))),)},
        {"steps": (step("c", run=SwitchRun(on=plan.FromOutput(step="a", name="y"), cases=())),)},
        {
            "steps": (
                step("c", run=LoopRun(body=graph(step("z")), until=plan.FromOutput(step="a", name="y"), maximum=2)),
            )
        },
        {
            "steps": (
                step(
                    "c",
                    Binding(
                        parameter="p",
                        source=plan.FromExpression(op="len", operands=(plan.FromOutput(step="a", name="y"),)),
                        type=ANY,
                        span=at(1),
                    ),
                ),
            )
        },
    ],
    ids=["result", "guard", "switch", "loop", "expression"],
)
def test_an_output_is_read_in_many_ways(reader: dict):
    steps = (step("a", outputs=(port("x"), port("y"))), step("b", reads("x", "a")))
    assert codes(graph(*steps)) == ["FLO203"]
    assert codes(graph(*steps, *reader.get("steps", ()), results=reader.get("results", ()))) == []


def test_a_result_that_nobody_asked_for_reads_nothing():
    left = Result(name="y", source=plan.FromOutput(step="a", name="y"), span=at(2))
    made = graph(
        step("a", outputs=(port("x"), port("y", line=2))),
        step("b", reads("x", "a")),
        results=(left,),
    )
    assert codes(made) == ["FLO203"]


def test_the_results_of_a_pipeline_are_not_unused():
    assert codes(graph(step("a", outputs=(port("x"), port("y"))))) == []


def test_rules_look_into_every_graph_inside():
    hole = graph(name="inner", holes=(Hole(what="the list of steps", why="it is read from a file", span=at(2)),))
    made = graph(
        step("a", run=PlanRun(body=graph(step("b", run=ParallelRun(branches=(("left", hole), ("right", hole))))))),
    )
    assert codes(made) == ["FLO103", "FLO103"]
    assert len(list(graphs(made))) == 4


def atom(name: str) -> NewTypeType:
    return NewTypeType(f"motools.atom.{name}", OBJECT)


@pytest.mark.parametrize(
    ("given_", "taken", "adapt", "answer"),
    [
        (INT, INT, (), "yes"),
        (ANY, INT, (), "unknown"),
        (INT, ANY, (), "unknown"),
        (atom("model"), atom("model"), (), "yes"),
        (INT, TEXT, (plan.Adapt(how="cast", type="str"),), "yes"),
        (TEXT, INT, (plan.Adapt(how="cast", type="int"),), "unknown"),
        (LIST, Named("pandas.DataFrame"), (plan.Adapt(how="cast", type="pandas.DataFrame"),), "unknown"),
        (Named("flowyml.Model"), TEXT, (plan.Adapt(how="unwrap"),), "unknown"),
    ],
)
def test_verdicts_of_connections(given_, taken, adapt, answer: str):
    binding = reads("x", "a", type=taken, adapt=adapt)
    made = graph(step("a", outputs=(port("x", type=given_),)), step("b", binding))
    (connection,) = connections(made, TYPES)
    assert connection.verdict.answer == answer
    assert connection.verdict.why or answer == "yes"


@pytest.mark.parametrize(
    ("given_", "taken", "adapt"),
    [
        (INT, LIST, ()),
        (atom("model"), atom("dataset"), ()),
        (INT, LIST, (plan.Adapt(how="cast", type="list"),)),
    ],
)
def test_a_certain_mismatch_names_both_ends(given_, taken, adapt):
    binding = reads("x", "a", type=taken, adapt=adapt, span=at(7))
    made = graph(step("a", outputs=(port("x", type=given_, type_span=at(3)),)), step("b", binding))
    found = only(made, "FLO301")
    gives, takes = (spell(one).removeprefix("motools.atom.") for one in (given_, taken))
    for part in ("step `a`", "step `b`", "through `x`", gives, takes):
        assert part in found.message
    assert (found.span.line, found.label) == (7, f"takes `{takes}`")
    assert [(note.span.line, note.message) for note in found.related] == [(3, f"gives `{gives}`")]


def test_the_tally_counts_every_connection_once():
    made = graph(
        step("a", outputs=(port("x", type=INT), port("y", type=LIST))),
        step("b", reads("x", "a", type=INT), reads("y", "a", type=INT), reads("z", "a", "x", type=ANY)),
    )
    found = tally(made, TYPES)
    assert (found.total, found.checked, found.wrong, found.unknown) == (3, 1, 1, 1)
    assert found.causes == ((ANY.why, 1),)
    assert (found + found).causes == ((ANY.why, 2),)
    assert found + Tally() == found


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (None, "None"),
        (True, "bool"),
        (3, "int"),
        ("a", "str"),
        ({"$float": "0.5"}, "float"),
        ({"$int": "9007199254740993"}, "int"),
        ({"$tuple": [1, "a"]}, "tuple[int, str]"),
        ([1, 2], "list[int]"),
        ([], "list"),
        ({"a": 1}, "dict[str, int]"),
        ({}, "dict"),
        ({"$path": "a/b"}, "pathlib.Path"),
        ({"$ref": "m:N"}, "?"),
        ({"$bytes": "YQ=="}, "bytes"),
    ],
)
def test_types_of_constants(value, spelled: str):
    assert spell(literal_type(value)) == spelled
