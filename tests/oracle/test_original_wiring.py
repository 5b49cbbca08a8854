"""The comparison with the original, without the original: what it calls equal, and what not."""

from dataclasses import replace
from pathlib import Path

import pytest
from flowyml_check import Count, compare, report
from flowyml_wiring import Told, Wiring, differences, ours, theirs
from known_faults import Fault, table
from looked import pipelines
from original_asked import Judge

from icefloe.rules import check as rules

SOURCE = """
from flowyml import Pipeline, context, step

@step(outputs=["raw"], retry=2, execution_group="io")
def load(path):
    return path

@step(inputs=["raw"], outputs=["score"], timeout=5)
def rate(raw, weight=1.0):
    return len(raw) * weight

pipeline = Pipeline("small", context=context(path="a.csv", weight=0.5)).add_step(load).add_step(rate)
"""


def step(name: str, **settings: object) -> dict[str, object]:
    """What the probe tells of one step."""
    plain = {"kind": "", "retry": 0, "timeout": None, "cache": "code_hash", "group": None, "tags": {"dict": []}}
    return {"name": name, **plain, "condition": False, "resources": None, "inputs": {"list": []}, **settings}


TOLD: Told = {
    "name": "small",
    "strangers": [],
    "context": {"dict": [["path", "a.csv"], ["weight", {"float": "0.5"}]]},
    "branches": [],
    "build": None,
    "steps": [
        step("load", outputs={"list": ["raw"]}, retry=2, group="io"),
        step("rate", inputs={"list": ["raw"]}, outputs={"list": ["score"]}, timeout=5),
    ],
    "nodes": ["load", "rate"],
    "dag": [["load", "rate"]],
    "flows": {
        "order": ["load", "rate"],
        "edges": [["load", "raw", "rate", "raw"]],
        "parameters": [["load", "path"], ["rate", "weight"]],
        "missing": [],
        "error": None,
    },
}


@pytest.fixture
def read(tmp_path: Path) -> Path:
    """The program."""
    path = tmp_path / "small.py"
    path.write_text(SOURCE)
    return path


@pytest.fixture
def mine(read: Path) -> Wiring:
    """The one pipeline of the program."""
    (pipeline,) = pipelines(read)
    return ours(pipeline.graph, rules(pipeline.graph, pipeline.types))


def test_the_same_pipeline_has_no_differences(mine: Wiring) -> None:
    assert list(differences(theirs(TOLD), mine)) == []


def test_what_is_compared_is_not_empty(mine: Wiring) -> None:
    assert mine.edges == {("load", "raw", "rate", "raw")}
    assert mine.parameters == {("load", "path"), ("rate", "weight")}
    assert mine.order == ("load", "rate")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"nodes": ["load", "rate", "save"]}, "step save: only theirs"),
        ({"nodes": ["rate", "load"]}, "registered: theirs rate, load; ours load, rate"),
        ({"branches": [{"kind": "If", "steps": [["then_step", "deploy"]]}]}, "step deploy: only theirs"),
        ({"context": {"dict": [["path", "b"], ["weight", {"float": "0.5"}]]}}, "context path: theirs b; ours a.csv"),
        ({"context": {"dict": [["path", "a.csv"]]}}, "context weight: theirs nothing; ours {'float': '0.5'}"),
        ({"build": {"error": "ValueError", "text": "Pipeline\n no"}}, "only theirs refuses: ValueError: Pipeline no"),
        ({"strangers": ["function"]}, "only theirs refuses: a step is a function"),
        ({"dag": [["rate", "load"]]}, "edge rate -> load: only theirs"),
    ],
)  # fmt: skip
def test_a_difference_is_told(mine: Wiring, change: Told, line: str) -> None:
    assert line in list(differences(theirs({**TOLD, **change}), mine))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"edges": []}, "edge load.raw -> rate(raw): only ours"),
        ({"edges": [["load", "raw", "rate", "weight"]]}, "edge load.raw -> rate(weight): only theirs"),
        ({"order": ["rate", "load"]}, "order: theirs has rate before load"),
        ({"parameters": []}, "parameter load(path): only ours"),
        ({"missing": [["load", {"list": ["path"]}]]}, "missing load(path): only theirs"),
        ({"error": {"error": "ValueError", "text": "cycles!"}}, "only theirs cannot be run: ValueError: cycles!"),
    ],
)
def test_a_difference_in_the_flow_is_told(mine: Wiring, change: Told, line: str) -> None:
    flows = TOLD["flows"]
    assert isinstance(flows, dict)
    assert line in list(differences(theirs({**TOLD, "flows": {**flows, **change}}), mine))


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"retry": 1}, "retry of load: theirs 1; ours 0"),
        ({"timeout": 3}, "timeout of load: theirs 3; ours None"),
        ({"cache": False}, "cache of load: theirs False; ours on"),
        ({"group": "g"}, "group of load: theirs g; ours "),
        ({"kind": "map"}, "kind of load: theirs map; ours "),
        ({"condition": True}, "condition of load: theirs True; ours False"),
        ({"resources": {"raw": {}}}, "resources of load: theirs a dictionary of an unknown form; ours None"),
    ],
)
def test_a_difference_in_settings_is_told(settings: dict[str, object], line: str) -> None:
    plain = theirs({**TOLD, "steps": [step("load"), step("rate")]})
    changed = theirs({**TOLD, "steps": [step("load", **settings), step("rate")]})
    assert list(differences(changed, plain)) == [line]


def test_a_hole_is_told_and_nothing_else(mine: Wiring) -> None:
    assert list(differences(theirs(TOLD), replace(mine, nodes=(), unknown=("the steps: no",)))) == [
        "hole: the steps: no"
    ]


def test_a_pipeline_that_one_of_them_lacks_is_told(read: Path) -> None:
    answers: list[Told] = [{"pipelines": [TOLD]}, {"pipelines": []}, {"pipelines": [TOLD, {**TOLD, "name": "more"}]}]
    lines = [list(compare(read, answer, Count())) for answer in answers]
    assert lines == [[], ["pipeline small: only ours, 2 steps"], ["pipeline more: only theirs, 2 steps"]]


def test_a_fault_is_known_only_where_its_code_is_told() -> None:
    fault = Fault(("a/*.py",), ("step *: only theirs",), "why", "FLO526")
    assert not fault.takes("b/x.py", "step s: only theirs", frozenset({"FLO526"}))
    assert not fault.takes("a/x.py", "step s: only ours", frozenset({"FLO526"}))
    assert not fault.takes("a/x.py", "step s: only theirs", frozenset({"FLO527"}))
    assert (fault.count, fault.used) == (0, set())
    assert fault.takes("a/x.py", "step s: only theirs", frozenset({"FLO526"}))
    assert (fault.count, fault.used) == (1, {"step *: only theirs"})


def test_every_row_of_the_table_says_where_what_and_why() -> None:
    rows = table(Path(__file__).with_name("flowyml_faults.toml"))
    assert rows
    for row in rows:
        assert row.files
        assert row.differs
        assert len(row.reason) > 20
        assert row.code or "*" not in row.files or "pages" in row.reason


def test_the_report_counts() -> None:
    about: Told = {"version": "2.2.1", "python": "3.11.7"}
    text = report(about, Count(files=3, pipelines=2, equal=1), Judge("t.toml", (), 4))
    assert "3 files, run by FlowyML 2.2.1" in text
    assert "1 pipelines are equal" in text
    assert "4 are not" in text
