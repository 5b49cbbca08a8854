"""Branches and loops of fastflow's drawings: what is run under which condition, and how often."""

import pytest
from fastflow_told import lines, told

from icefloe.dialects.fastflow import DIALECT
from icefloe.graph import Graph, LoopRun

HEAD = """\
from fastflow import *
from elsewhere import far


async def h(context, inputs):
    return 1


async def p(context, inputs):
    return {"port": "yes" if inputs else "no"}

"""


def page(steps: str, drawn: str, more: str = "") -> str:
    """A program: steps as `name: what it depends on`, each with a handler of its name if there is one."""
    written: list[str] = []
    for step in steps.split("; "):
        name, _, before = step.partition(":")
        name, _, handler = name.partition("=")
        needs = f", depends_on={before.split()!r}" if before.strip() else ""
        written.append(f'ExecutionStep("{name}"{needs}, handler={handler or "h"})')
    editor = f'@rt\ndef index():\n    return FlowEditor({drawn}, id="a")\n' if drawn else ""
    return f'{HEAD}{more}\nx = FlowExecutor("a", [{", ".join(written)}])\napp, rt = fast_app()\n\n{editor}'


def graph_of(read, text: str) -> tuple[list[str], Graph]:
    found = read(DIALECT, "from fasthtml.common import *\n" + text)
    (pipeline,) = found.pipelines
    return [f"{one.partition(' at ')[0]}: {one.partition(': ')[2]}" for one in told(found)], pipeline.graph


def ends(graph: Graph) -> dict[str, str]:
    """The condition of each step that has one."""
    return {
        line.partition("(")[0].partition(":")[0]: line.partition(" if ")[2] for line in lines(graph) if " if " in line
    }


PORTS = PORT_YES, PORT_NO = "(in (index a 'port') (tuple 'yes' 0))", "(in (index a 'port') (tuple 'no' 1))"
NODES = 'Node("a", outputs=2), Node("b"), Node("c"), Edge("a", "b", "{0}", 0), Edge("a", "c", "{1}", 1)'


@pytest.mark.parametrize(
    ("result", "labels", "first", "second"),
    [
        ('{"port": "yes" if inputs else "no"}', ("yes", "no"), PORT_YES, PORT_NO),
        ('"yes" if inputs else "no"', ("yes", "no"), "(in a (tuple 'yes' 0))", "(in a (tuple 'no' 1))"),
        ('{"n": 1, "way": "yes" if inputs else "no"}', ("yes", "no"), *(t.replace("port", "way") for t in PORTS)),
        ("len(inputs) > 1", ("pass", "fail"), "a", "(not a)"),
        ("len(inputs) > 1", ("Fail", "Pass"), "(not a)", "a"),
        ("not inputs", ("left", "right"), "a", "(not a)"),
        ("1 if inputs else 0", ("x", "y"), "(in a (tuple 'x' 0))", "(in a (tuple 'y' 1))"),
        ('"yes" if inputs else "no"', ("", "no"), "(not (in a (tuple 'no' 1)))", "(in a (tuple 'no' 1))"),
        ("None", ("x", "y"), "", "False"),
        ('{"accuracy": 1}', ("x", "y"), "", "False"),
    ],
)  # fmt: skip
def test_how_a_result_picks_a_branch(read, result: str, labels: tuple[str, str], first: str, second: str):
    more = f"async def t(context, inputs):\n    return {result}\n"
    said, graph = graph_of(read, page("a=t; b: a; c: a", NODES.format(*labels), more))
    assert ends(graph) == {name: test for name, test in (("b", first), ("c", second)) if test}
    assert [one.partition(": ")[0] for one in said] == (["warning FLO116"] if second == "False" else [])


@pytest.mark.parametrize(
    "body",
    [
        'return {"port": "yes", **inputs}',
        'return {**inputs, "port": "yes"}',
        'out = dict(inputs)\n    out["port"] = "yes"\n    return out',
        "return far(inputs)",
        'if inputs:\n        return "yes"\n    return {"port": "no"}',
    ],
)
def test_a_result_that_only_a_run_knows_is_looked_at_there(read, body: str):
    more = f"async def t(context, inputs):\n    {body}\n"
    said, graph = graph_of(read, page("a=t; b: a; c: a", NODES.format("yes", "no"), more))
    opened = "(choice a (choice (in 'port' a) (index a 'port') a) 0)"
    direct = "(index a 'port')"
    tests = ends(graph)
    assert tests["c"] in (f"(in {opened} (tuple 'no' 1))", f"(in {direct} (tuple 'no' 1))")
    assert tests["b"] in (f"(not (in {opened} (tuple 'no' 1)))", f"(in {direct} (tuple 'yes' 0))")
    assert said == []


def test_annotated_results(read):
    for kind, tests in {
        "bool": ("a", "(not a)"),
        "str": ("(not (in a (tuple 'fail' 1)))", "(in a (tuple 'fail' 1))"),
    }.items():
        more = f"async def t(context, inputs) -> {kind}:\n    return far()\n"
        _, graph = graph_of(read, page("a=t; b: a; c: a", NODES.format("pass", "fail"), more))
        assert tuple(ends(graph).values()) == tests


def test_labels_of_one_port_are_branches_where_the_handler_names_them(read):
    drawn = 'Node("a"), Node("b"), Node("c"), Edge("a", "b", "yes"), Edge("a", "c", "no")'
    more = 'async def t(context, inputs):\n    return "yes" if inputs else "no"\n'
    _, graph = graph_of(read, page("a=t; b: a; c: a", drawn, more))
    assert ends(graph) == {"b": "(in a (tuple 'yes'))", "c": "(in a (tuple 'no'))"}
    _, graph = graph_of(read, page("a=h; b: a; c: a", drawn))
    assert ends(graph) == {}


YES, NO = PORT_YES, PORT_NO
BOTH = f"(or {YES} {NO})"
FORK = NODES.format("yes", "no")
JOIN = f'{FORK}, Node("d"), Edge("b", "d"), Edge("c", "d")'


@pytest.mark.parametrize(
    ("steps", "drawn", "expected"),
    [
        # What comes after a branch is skipped with it.
        ("a=p; b: a; c: a; d: b", f'{FORK}, Node("d"), Edge("b", "d")', {"b": YES, "c": NO, "d": YES}),
        # After all branches of a decision a step always runs.
        ("a=p; b: a; c: a; d: b c", JOIN, {"b": YES, "c": NO}),
        # After some of them it runs if one of these does.
        ("a=p; b: a; c: a; d: b c", JOIN.replace("outputs=2", "outputs=3"), {"b": YES, "c": NO, "d": BOTH}),
        # Two edges of one port are both taken.
        (
            "a=p; b: a; c: a; d: a",
            f'{FORK}, Node("d"), Edge("a", "d", "yes", 0)',
            {"b": YES, "c": NO, "d": YES},
        ),
        # A step that depends on the decision and that no branch leads to always runs.
        ("a=p; b: a; c: a; d: a", f'{FORK}, Node("d")', {"b": YES, "c": NO}),
        # A branch that is drawn across steps counts as well.
        ("a=p; m: a; b: m; c: a", f'{FORK}, Node("m")', {"b": YES, "c": NO}),
    ],
)  # fmt: skip
def test_what_a_branch_means_for_the_steps_after_it(read, steps: str, drawn: str, expected: dict[str, str]):
    _, graph = graph_of(read, page(steps, drawn))
    assert ends(graph) == expected


def test_a_join_gets_none_from_the_branch_that_was_not_run(read):
    _, graph = graph_of(read, page("a=p; b: a; c: a; d: b c", JOIN))
    assert lines(graph)[3].partition(" if ")[0] == "d: h(b=(choice b? b None), c=(choice c? c None))"


def test_a_decision_inside_a_branch(read):
    drawn = f'{FORK}, Node("d"), Node("e"), Edge("b", "d", "yes", 0), Edge("b", "e", "no", 1)'
    _, graph = graph_of(read, page("a=p; b=p: a; c: a; d: b; e: b", drawn))
    tests = ends(graph)
    # Where `b` was not run it has no result, and who reads that is not run either.
    assert tests["d"] == "(in (index b 'port') (tuple 'yes' 0))"
    assert tests["e"] == "(in (index b 'port') (tuple 'no' 1))"


def test_a_decision_without_a_handler_takes_the_first_port(read):
    said, graph = graph_of(read, page("a=None; b: a; c: a; d: b c", JOIN))
    assert ends(graph) == {"c": "False"}
    assert "FLO116" not in "".join(said)
    assert lines(graph)[3] == "d: h(b=b, c=(choice c? c None))"


LOOP = (
    'Node("load"), Node("train"), Node("judge", outputs=2), Node("again"), Node("ship"), Edge("load", "train"), '
    'Edge("train", "judge"), Edge("judge", "ship", "yes", 0), Edge("judge", "again", "no", 1), '
    'Edge("again", "train", dashed=True{0})'
)
STEPS = "load; train: load; judge=p: train; again: judge; ship: judge"
BOUND = ', data={"max_iterations": 3}'
GOOD = "(in (index {0} 'port') (tuple 'yes' 0))"
BAD = "(in (index {0} 'port') (tuple 'no' 1))"


@pytest.mark.parametrize(
    "drawn",
    [
        LOOP.format(BOUND),
        LOOP.format("").replace('Node("again")', 'Node("again"' + BOUND + ")"),
        LOOP.format("").replace('Node("train")', 'Node("train"' + BOUND + ")"),
        LOOP.format(", max_iterations=3"),
    ],
)
def test_a_bounded_loop(read, drawn: str):
    said, graph = graph_of(read, page(STEPS, drawn))
    assert lines(graph) == [
        "load: h()",
        f"train-loop(load=load) up to 3 until (not {BAD.format('judge')}), carries again",
        "  train: h(load=$load, again=$again)",
        "  judge: p(train=train)",
        f"  again: h(judge=judge) if {BAD.format('judge')}",
        f"ship: h(judge=train-loop.judge) if {GOOD.format('train-loop.judge')}",
    ]
    assert said == []
    body = graph.steps[1].run
    assert isinstance(body, LoopRun)
    assert [(one.name, one.origin) for one in body.body.parameters] == [("load", "declared"), ("again", "carried")]
    assert [one.name for one in body.body.results] == ["train", "judge", "again"]


def test_what_a_round_reads_of_the_one_before_is_given(read):
    more = 'async def t(context, inputs):\n    return inputs.get("again", {}), inputs["load"]\n'
    said, _ = graph_of(read, page(STEPS.replace("train:", "train=t:"), LOOP.format(BOUND), more))
    assert said == []


def test_a_loop_of_one_step(read):
    drawn = (
        'Node("a", outputs=2), Node("b"), Edge("a", "b", "yes", 0), Edge("a", "a", "no", 1, data={"max_iterations": 2})'
    )
    said, graph = graph_of(read, page("a=p; b: a", drawn))
    assert lines(graph) == [
        f"a-loop up to 2 until (not {BAD.format('a')}), carries a",
        "  a: p(a=$a)",
        f"b: h(a=a-loop.a) if {GOOD.format('a-loop.a')}",
    ]
    assert said == []


def test_a_loop_in_a_loop(read):
    drawn = (
        'Node("a"), Node("b"), Node("c", outputs=2), Node("d", outputs=2), Node("e"), Edge("a", "b"), Edge("b", "c"), '
        'Edge("c", "d", "yes", 0), Edge("c", "b", "no", 1, data={"max_iterations": 2}), Edge("d", "e", "yes", 0), '
        'Edge("d", "a", "no", 1, data={"max_iterations": 5})'
    )
    said, graph = graph_of(read, page("a; b: a; c=p: b; d=p: c; e: d", drawn))
    assert lines(graph) == [
        f"a-loop up to 5 until (not (and {GOOD.format('b-loop.c')} {BAD.format('d')})), carries d",
        "  a: h(d=$d)",
        f"  b-loop(a=a) up to 2 until (not {BAD.format('c')}), carries c",
        "    b: h(a=$a, c=$c)",
        "    c: p(b=b)",
        f"  d: p(c=b-loop.c) if {GOOD.format('b-loop.c')}",
        f"e: h(d=a-loop.d) if {GOOD.format('a-loop.d')}",
    ]
    assert said == []


TANGLED = (
    'Node("a"), Node("b", outputs=2), Node("c", outputs=2), Node("d"), Edge("a", "b"), Edge("b", "c", "yes", 0), '
    'Edge("c", "d", "yes", 0), Edge("b", "a", "no", 1, data={"max_iterations": 2}), '
    'Edge("c", "a", "no", 1, data={"max_iterations": 2})'
)


@pytest.mark.parametrize(
    ("steps", "drawn", "finding"),
    [
        (STEPS, LOOP.format(""), "warning FLO117: the edge `again` → `train` leads back, and nothing bounds the loop"),
        (
            STEPS.replace("; again: judge", ""),
            LOOP.format(BOUND),
            "warning FLO117: the edge `again` → `train` leads back, but no step runs `again`",
        ),
        (
            "a; b: a",
            'Node("a"), Node("b"), Edge("a", "b"), Edge("b", "a"' + BOUND + ")",
            "warning FLO129: nothing says when the loop `b` → `a` ends: it always takes all of its 3 rounds",
        ),
        (
            "a; b=p: a; c=p: b; d: c",
            TANGLED,
            "error FLO253: the loops `c` → `a` and `b` → `a` overlap: this one is not run",
        ),
    ],
)
def test_loops_that_are_not_run_or_do_not_end(read, steps: str, drawn: str, finding: str):
    said, _ = graph_of(read, page(steps, drawn))
    assert any(one.startswith(finding) for one in said), said


def test_a_circle_of_steps_is_no_loop(read):
    drawn = 'Node("a"), Node("b"), Edge("a", "b"), Edge("b", "a"' + BOUND + ")"
    said, _ = graph_of(read, page("a: b; b: a", drawn))
    assert [one.partition(":")[0] for one in said] == ["error FLO102"]


def test_a_loop_in_a_branch_has_the_condition_of_the_branch(read):
    drawn = (
        f'{FORK}, Node("d", outputs=2), Node("e"), Edge("b", "d"), Edge("d", "e", "yes", 0), '
        'Edge("d", "b", "no", 1, data={"max_iterations": 2})'
    )
    _, graph = graph_of(read, page("a=p; b: a; c: a; d=p: b; e: d", drawn))
    assert lines(graph) == [
        "a: p()",
        f"b-loop(a=a) if {YES} up to 2 until (not {BAD.format('d')}), carries d",
        "  b: h(a=$a, d=$d)",
        "  d: p(b=b)",
        f"c: h(a=a) if {NO}",
        f"e: h(d=b-loop.d) if {GOOD.format('b-loop.d')}",
    ]


def test_many_decisions_in_a_row_stay_small(read):
    """Each decision is followed by a join; of every second one there is a port that nothing leaves."""
    steps, drawn = [], []
    for n in range(40):
        ports = 2 + n % 2
        steps += [f"d{n}=p: j{n - 1}" if n else "d0=p", f"a{n}: d{n}", f"b{n}: d{n}", f"j{n}: a{n} b{n}"]
        drawn += [f'Node("d{n}", outputs={ports})', *(f'Node("{name}{n}")' for name in "abj")]
        drawn += [f'Edge("d{n}", "a{n}", "yes", 0)', f'Edge("d{n}", "b{n}", "no", 1)']
        drawn += [f'Edge("a{n}", "j{n}")', f'Edge("b{n}", "j{n}")', *([f'Edge("j{n - 1}", "d{n}")'] if n else [])]
    _, graph = graph_of(read, page("; ".join(steps), ", ".join(drawn)))
    tests = ends(graph)
    assert tests["a39"] == "(in (index d39 'port') (tuple 'yes' 0))"
    # After the 38th decision a step runs as its decision does: if one of those ways of the 37th was taken.
    for name, number in (("j39", 39), ("j38", 37), ("d38", 37)):
        yes, no = (f"(in (index d{number} 'port') (tuple '{label}' {port}))" for label, port in (("yes", 0), ("no", 1)))
        assert tests[name] == f"(or {yes} {no})"
    assert max(map(len, lines(graph))) < 300


def test_a_loop_that_begins_with_a_join(read):
    drawn = (
        f'{FORK}, Node("d"), Node("e", outputs=2), Node("f"), Edge("b", "d"), Edge("c", "d"), Edge("d", "e"), '
        'Edge("e", "f", "yes", 0), Edge("e", "d", "no", 1, data={"max_iterations": 2})'
    )
    _, graph = graph_of(read, page("a=p; b: a; c: a; d: b c; e=p: d; f: e", drawn))
    assert lines(graph)[3:] == [
        f"d-loop(b=(choice b? b None), c=(choice c? c None)) up to 2 until (not {BAD.format('e')}), carries e",
        "  d: h(b=$b, c=$c, e=$e)",
        "  e: p(d=d)",
        f"f: h(e=d-loop.e) if {GOOD.format('d-loop.e')}",
    ]


def test_a_join_of_branches_out_of_a_loop(read):
    drawn = (
        'Node("a"), Node("b", outputs=3), Node("c"), Node("d"), Node("e"), Edge("a", "b"), Edge("b", "c", "yes", 0), '
        'Edge("b", "a", "no", 1, data={"max_iterations": 2}), Edge("b", "d", "never", 2), Edge("c", "e"), '
        'Edge("d", "e")'
    )
    _, graph = graph_of(read, page("a; b=p: a; c: b; d: b; e: c d", drawn))
    assert lines(graph)[-1].partition(" if ")[0] == "e: h(c=(choice c? c None), d=(choice d? d None))"
