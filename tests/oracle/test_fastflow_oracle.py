"""The comparison with fastflow itself, without it: what it calls equal, what not, and when it is left out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import originals_kept
import pytest
from fastflow_check import Count, compare, report
from fastflow_faults import outcome
from fastflow_original import FASTFLOW
from fastflow_programs import Writer
from fastflow_wiring import Wiring, differences, drawn, executed, plainer
from fastflow_wrong import Program, measured, programs
from looked import pipelines
from original_asked import Judge, Told
from originals_kept import SKIPPED, Ready, ready

from icefloe.api import Compiled, compile_
from icefloe.survey import Pipeline

SOURCE = """\
from fastflow import Edge, ExecutionStep, FlowEditor, FlowExecutor, Node

async def rate(context, inputs):
    return len(inputs)

executor = FlowExecutor("g", [
    ExecutionStep("load", handler=rate),
    ExecutionStep("rate", depends_on=["load"], handler=rate),
])

def index():
    return FlowEditor(Node("load", x=1), Node("rate", label="Rate"), Edge("load", "rate", dashed=True), id="g")
"""
PORTS = {"source_port": 0, "target_port": 0, "connector": "rounded", "router": "manhattan", "marker": "block"}
LOOKS = {"y": 0, "node_type": "default", "inputs": 1, "outputs": 1, "width": 160, "height": 60, "shape": "rect"}


def step(name: str, *needs: str) -> Told:
    """What the probe tells of one step."""
    return {"id": name, "depends_on": list(needs), "duration": {"float": "1.0"}, "handler": "rate", "node": None}


TOLD: Told = {
    "file": "page.py",
    "stopped": None,
    "errors": [],
    "executors": [
        {
            "graph": "g",
            "line": 6,
            "steps": [step("load"), step("rate", "load")],
            "callbacks": [],
            "contexts": [],
            "order": ["load", "rate"],
            "refused": "",
            "recorded": {"calls": [["load", {}], ["rate", {"load": "@load"}]], "error": ""},
        }
    ],
    "editors": [
        {
            "graph": "g",
            "line": 12,
            "nodes": [
                {"id": "load", "x": 1, "label": "load", "data": {"dict": []}, **LOOKS},
                {"id": "rate", "x": 0, "label": "Rate", "data": {"dict": []}, **LOOKS},
            ],
            "edges": [{"source": "load", "target": "rate", "label": None, "dashed": True, **PORTS}],
        }
    ],
    "flows": [],
}
WIRING = executed(TOLD["executors"][0])  # type: ignore[index]


Read = Callable[[str], tuple[Compiled, tuple[Pipeline, ...]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What icefloe reads of a program."""

    def made(source: str) -> tuple[Compiled, tuple[Pipeline, ...]]:
        (tmp_path / "pyproject.toml").write_text("")
        path = tmp_path / "page.py"
        path.write_text(source)
        return compile_(str(path)), pipelines(path)

    return made


def test_a_file_that_both_read_alike_has_no_differences(
    read: Read,
) -> None:
    count = Count()
    assert list(compare(TOLD, *read(SOURCE), count, {})) == []
    assert (count.executors, count.drawings, count.steps, count.inputs, count.nodes, count.arrows) == (1, 1, 2, 1, 2, 1)
    assert count.equal == 1


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('depends_on=["load"], handler', "handler", "6: step rate: needs: theirs ['load'], ours []"),
        (
            '"rate", depends_on',
            '"rank", depends_on',
            "6: steps: theirs ['load', 'rate'], ours ['load', 'rank', 'rate']",
        ),
        ("x=1", "x=2", "6: node load x: theirs 1, ours 2"),
        (", dashed=True", "", "6: arrow load → rate dashed: theirs True, ours False"),
        ('label="Rate"', "", "6: node rate label: theirs Rate, ours rate"),
        ('Edge("load", "rate", dashed=True), ', "", "6: arrow load → rate: only theirs"),
        ('FlowExecutor("g"', 'FlowExecutor("h"', "6: name: theirs g, ours h"),
    ],
)
def test_what_differs_is_said(read: Read, old: str, new: str, line: str) -> None:
    assert old in SOURCE
    assert line in list(compare(TOLD, *read(SOURCE.replace(old, new)), Count(), {}))


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (replace(WIRING, order=("rate", "load")), "order: theirs ['load', 'rate'], ours ['rate', 'load']"),
        (replace(WIRING, runs={**WIRING.runs, "rate": ""}), "step rate: runs: theirs rate, ours "),
        (replace(WIRING, inputs={}), "step rate: input load: theirs @load, ours nothing"),
        (replace(WIRING, refused=("FLO102 a cycle",)), "refused: theirs no, ours FLO102 a cycle"),
        (replace(WIRING, unknown=("a step: who knows",)), "unknown: a step: who knows"),
    ],
)
def test_two_wirings_differ(changed: Wiring, line: str) -> None:
    assert line in list(differences(WIRING, changed))
    assert list(differences(WIRING, WIRING)) == []


def test_what_a_type_looks_like_anyway_is_not_compared() -> None:
    about: Told = {"defaults": {"looks": {"agent": {"fill": "#def"}}, "data": {"agent": {"model": "m"}}}}
    look = {"node_type": "agent", "fill": "#def", "data": {"dict": [["model", "m"], ["note", 1]]}}
    said = plainer(Wiring(name="g", line=1, nodes={"a": look}), about)
    assert said.nodes["a"] == {"node_type": "agent", "data": {"dict": [["note", 1]]}}
    bare = drawn({"graph": "g", "nodes": [{"id": "a", "node_type": "agent", "fill": "#abc"}], "edges": []})
    assert plainer(bare, about).nodes["a"]["fill"] == "#abc"


def test_the_report_counts() -> None:
    about: Told = {"version": "0.2.0", "python": "3.11.7"}
    original = Ready(python="p", environment={}, told="the copy")
    text = report(about, original, Count(files=3, executors=2, equal=1), 1, Judge("t.toml", (), 4))
    assert "built and run by fastflow 0.2.0" in text
    assert "* 1 are equal in everything" in text
    assert "* 0 differences are known, 4 are not." in text


def test_without_the_original_it_is_skipped_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*args: object) -> str:
        raise SystemExit("`pip install git+…`: fatal: no network")

    monkeypatch.delenv("ICEFLOE_FASTFLOW", raising=False)
    monkeypatch.setattr(originals_kept, "_venv", none)
    with pytest.raises(SystemExit) as ended:
        ready(FASTFLOW)
    assert ended.value.code == SKIPPED
    said = capsys.readouterr().err
    assert "SKIPPED: nothing was compared with fastflow. `pip install git+…`: fatal: no network" in said
    assert "ICEFLOE_FASTFLOW" in said


def test_a_folder_without_the_original_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ICEFLOE_FASTFLOW", str(tmp_path))
    with pytest.raises(SystemExit, match="there is no src/fastflow"):
        ready(FASTFLOW)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"stopped": {"error": "KeyError", "text": "'id'"}}, {"when": "import", "said": "KeyError: 'id'"}),
        ({"errors": [{"error": "TypeError", "text": "a\nb"}]}, {"when": "page", "said": "TypeError: a"}),
        ({"executors": [{"contexts": []}]}, {"when": "never", "said": "", "ends": "nothing runs"}),
        (
            {"executors": [{"contexts": [None], "real": {"raised": "ValueError: no"}}]},
            {"when": "stream", "said": "ValueError: no"},
        ),
        ({"flows": [{"valid": [False, ["a cycle"]]}]}, {"when": "asked", "said": "a cycle"}),
    ],
)
def test_what_a_wrong_program_came_to(told: Told, expected: dict[str, str]) -> None:
    assert outcome(told) == expected


@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_what_icefloe_says_of_a_wrong_program(program: Program, tmp_path: Path) -> None:
    assert tuple(sorted({finding.code for finding in program.findings(tmp_path)})) == program.says


def test_every_wrong_program_is_measured() -> None:
    assert [one.name for one in programs()] == list(measured()[1])


def test_random_programs_are_the_same_each_time_and_are_python() -> None:
    for seed in range(40):
        text = Writer(seed).program()
        compile(text, "page.py", "exec")
        assert text == Writer(seed).program()
