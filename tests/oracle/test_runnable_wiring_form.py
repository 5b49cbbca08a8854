"""The comparison with runnable itself, without it: what it calls equal, and what not."""

from dataclasses import replace
from pathlib import Path

import pytest
from known_faults import table
from looked import pipelines
from original_asked import Judge, Told
from runnable_check import Count, compare, report
from runnable_reading import ours
from runnable_wiring import Wiring, differences, theirs

from icefloe.api import check
from icefloe.rules import check as rules

SOURCE = """
from runnable import Catalog, Map, Parallel, Pipeline, PythonTask, ShellTask, metric, pickled


def load(path):
    return [path], 3


def fit(rows: list, depth: int = 2):
    return rows


def rescue(count):
    print(count)


def score(item):
    return item


def tell(marks, model):
    print(marks)


def main():
    broken = Pipeline(steps=[PythonTask(name="rescue", function=rescue, terminate_with_failure=True)])
    each = Pipeline(steps=[PythonTask(name="score", function=score, returns=[metric("marks")])])
    train = PythonTask(name="fit", function=fit, returns=[pickled("model")], on_failure=broken)
    pipeline = Pipeline(
        steps=[
            PythonTask(name="load", function=load, returns=["rows", "count"], secrets=["KEY"]),
            train,
            ShellTask(name="keep", command="echo $count > kept.txt", catalog=Catalog(put=["kept.txt"])),
            Map(name="each", branch=each, iterate_on="rows", iterate_as="item", reducer="max"),
            PythonTask(name="tell", function=tell),
        ]
    )
    pipeline.execute(parameters_file="given.yaml")
    return pipeline


if __name__ == "__main__":
    main()
"""


def node(name: str, following: str, **settings: object) -> dict[str, object]:
    """What the probe tells of one node."""
    plain = {"name": name, "type": "task", "next": following, "on_failure": "", "overrides": {}, "branches": []}
    return {**plain, "catalog": None, **settings}


def task(name: str, following: str, **settings: object) -> dict[str, object]:
    """What the probe tells of one task in Python, whose function has its name."""
    function = {"file": "small.py", "name": name}
    plain = {"kind": "python", "command": f"__main__.{name}", "function": function, "returns": [], "secrets": []}
    return node(name, following, **{**plain, **settings})


def dag(*nodes: dict[str, object]) -> dict[str, object]:
    """What the probe tells of one DAG."""
    ends = [node("success", "", type="success"), node("fail", "", type="fail")]
    return {"start": nodes[0]["name"], "description": "", "nodes": [*nodes, *ends]}


NODES = (
    task("load", "fit", returns=[["rows", "json"], ["count", "json"]], secrets=["KEY"]),
    task("fit", "keep", returns=[["model", "object"]], on_failure="rescue"),
    node(
        "keep",
        "each",
        kind="shell",
        command="echo $count > kept.txt",
        catalog={"get": [], "put": ["kept.txt"], "store_copy": True},
        reads=["count"],
    ),
    node(
        "each",
        "tell",
        type="map",
        iterate_on="rows",
        iterate_as="item",
        reducer="max",
        branches=[["*", dag(task("score", "success", returns=[["marks", "metric"]]))]],
    ),
    task("tell", "success"),
    task("rescue", "fail"),
)
BOUND = (
    ("each", "iterate_on", "load.rows"),
    ("each/*/score", "item", "item item"),
    ("fit", "depth", "parameter depth"),
    ("fit", "rows", "load.rows"),
    ("load", "path", "missing"),
    ("rescue", "count", "load.count"),
    ("tell", "marks", "each/*/score.marks"),
    ("tell", "model", "fit.model"),
)
FLOWS: Told = {
    "bound": [[step, name, [source]] for step, name, source in BOUND],
    "casts": [["fit", "rows", "list"], ["fit", "depth", "int"], ["tell", "marks", ""]],
    "offered": {"keep": {"count": ["load.count"], "rows": ["load.rows"], "depth": ["parameter depth"]}},
    "broken": {},
    "uncallable": [],
    "lost": [],
    "errors": [],
}
TOLD: Told = {
    "file": "small.py",
    "line": SOURCE[: SOURCE.index("pipeline = Pipeline(")].count("\n") + 1,
    "name": "",
    "executor": "",
    "parameters": {"depth": {"value": 5, "settable": True}},
    "dag": dag(*NODES),
    "flows": FLOWS,
}


def with_node(name: str, **change: object) -> dict[str, object]:
    """The answer, with another node of that name."""
    return {**TOLD, "dag": dag(*({**one, **change} if one["name"] == name else one for one in NODES))}


def with_flow(step: str, name: str, *sources: str) -> dict[str, object]:
    """The answer, with another source of one value."""
    bound = [[s, n, [one]] for s, n, one in BOUND if (s, n) != (step, name)]
    return {**TOLD, "flows": {**FLOWS, "bound": [*bound, [step, name, list(sources)]]}}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "pyproject.toml").write_text("")
    (folder / "given.yaml").write_text("depth: 5\n")
    (folder / "small.py").write_text(SOURCE)
    return folder / "small.py"


@pytest.fixture(scope="module")
def mine(read: Path) -> Wiring:
    """The one pipeline of the program."""
    (pipeline,) = pipelines(read)
    return ours(pipeline.graph, rules(pipeline.graph, pipeline.types))


def test_the_same_pipeline_has_no_differences(mine: Wiring) -> None:
    assert list(differences(theirs(TOLD), mine)) == []


def test_what_is_compared_is_not_empty(mine: Wiring) -> None:
    assert mine.steps == ("load", "fit", "rescue", "keep", "each", "each/*/score", "tell")
    assert mine.order == theirs(TOLD).order
    assert mine.failures == {("fit", "rescue")}
    assert mine.bound["tell", "marks"] == {"each/*/score.marks"}
    assert mine.bound["keep", "count"] == {"load.count"}


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (with_node("tell", next="fail"), ["order tell -> fail: only theirs", "order tell -> success: only ours"]),
        (with_node("fit", on_failure=""), [
            "step rescue: only ours",
            "step that nothing leads to rescue: only theirs",
            "order rescue -> fail: only ours",
            "failure fit -> rescue: only ours",
        ]),
        (with_node("rescue", next="success"), [
            "order rescue -> success: only theirs",
            "order rescue -> fail: only ours",
        ]),
        (with_node("keep", kind="notebook"), ["kind of keep: theirs notebook; ours shell"]),
        (with_node("keep", command="true"), ["command of keep: theirs true; ours echo $count > kept.txt"]),
        (with_node("keep", catalog=None), ["catalog of keep: theirs {}; ours {'put': ['kept.txt']}"]),
        (with_node("load", secrets=[]), ["secrets of load: theirs []; ours ['KEY']"]),
        (with_node("fit", returns=[["model", "json"]]), [
            "returns of fit: theirs [['model', 'json']]; ours [['model', 'pickled']]"
        ]),
        (with_node("fit", overrides={"argo": "gpu"}), ["overrides of fit: theirs {'argo': 'gpu'}; ours None"]),
        (with_node("fit", function={"file": "other.py", "name": "fit"}), [
            "function of fit: theirs other.py:fit; ours small.py:fit"
        ]),
        (with_node("each", reducer="min"), ["reducer of each: theirs min; ours max"]),
        (with_node("each", iterate_as="one"), ["iterate_as of each: theirs one; ours item"]),
        (with_flow("tell", "model", "missing"), ["value of tell(model): theirs missing; ours fit.model"]),
        (with_flow("tell", "late", "default"), ["value of tell(late): theirs default; ours no such parameter"]),
        (with_flow("each", "iterate_on", "parameter rows"), [
            "value of each(iterate_on): theirs parameter rows; ours load.rows"
        ]),
        ({**TOLD, "flows": {**FLOWS, "offered": {"keep": {"count": ["fit.count"]}}}}, [
            "value of keep(count): theirs fit.count; ours load.count"
        ]),
        ({**TOLD, "flows": {**FLOWS, "casts": [["fit", "rows", "tuple"]]}}, [
            "cast of fit(rows): theirs 'tuple'; ours 'list'"
        ]),
        ({**TOLD, "flows": {**FLOWS, "broken": {"fit": "AttributeError: x"}}}, [
            "only theirs refuses: fit: AttributeError: x"
        ]),
        ({**TOLD, "flows": {**FLOWS, "lost": ["each"]}}, [
            "only theirs refuses: each stands in a map or a loop, and fails at its end"
        ]),
        ({**TOLD, "dag": None, "flows": None, "refused": "Exception: no"}, ["only theirs refuses: Exception: no"]),
        ({**TOLD, "parameters": {"depth": {"value": "5", "settable": True}}}, ["parameter depth: theirs '5'; ours 5"]),
        ({**TOLD, "parameters": {"depth": {"value": 5, "settable": False}}}, [
            "parameter that the environment can set depth: only ours"
        ]),
        ({**TOLD, "executor": "argo"}, ["executor: theirs argo; ours none"]),
    ],
)  # fmt: skip
def test_a_difference_is_told(mine: Wiring, change: Told, lines: list[str]) -> None:
    assert list(differences(theirs(change), replace(mine, refused=()))) == lines


def test_a_hole_is_told_and_nothing_else(mine: Wiring) -> None:
    assert list(differences(theirs(TOLD), replace(mine, steps=(), unknown=("the steps: no",)))) == [
        "hole: the steps: no"
    ]


def test_our_errors_are_told_where_the_original_sees_none(mine: Wiring) -> None:
    given = with_flow("load", "path", "default")
    bound = {**mine.bound, ("load", "path"): frozenset({"default"})}
    lines = list(differences(theirs(given), replace(mine, bound=bound, refused=("FLO301 no",))))
    assert lines == ["only ours refuses: FLO301 no"]


def _compare(told: Told, path: Path, count: Count) -> list[str]:
    return list(compare(told, check([str(path)]), pipelines(path), count))


def test_a_pipeline_that_one_of_them_lacks_is_told(read: Path) -> None:
    more = {**TOLD, "line": 99, "dag": dag(task("other", "success")), "flows": {}}
    answers: list[Told] = [{"pipelines": [TOLD]}, {"pipelines": []}, {"pipelines": [TOLD, more]}]
    assert [_compare(answer, read, Count()) for answer in answers] == [
        [],
        [f"pipeline at small.py:{TOLD['line']}: only ours, 7 steps"],
        ["pipeline at small.py:99: only theirs, 1 steps"],
    ]


def test_a_file_that_stops_lacks_nothing(read: Path) -> None:
    stopped: Told = {"stopped": {"error": "ValueError", "text": "no\nnot at all"}, "pipelines": []}
    count = Count()
    assert _compare(stopped, read, count) == ["stopped: ValueError: no not at all"]
    assert (count.files, count.stopped, count.pipelines) == (1, 1, 0)


def test_the_step_of_a_job_has_no_name_in_the_original(tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_text("from runnable import ShellJob\n\njob = ShellJob(command='true')\n")
    answer = node("job", "success", kind="shell", command="true", reads=[])
    told: Told = {"file": "small.py", "line": 3, "job": True, "dag": dag(answer), "flows": {}}
    assert _compare({"pipelines": [told]}, path, Count()) == []


def test_every_row_of_the_table_says_where_what_and_why() -> None:
    for row in table(Path(__file__).with_name("runnable_faults.toml")):
        assert row.files
        assert row.differs
        assert len(row.reason) > 20


def test_the_report_counts() -> None:
    about = {"version": "0.50.0", "python": "3.11.7"}
    text = report(about, Count(files=3, documents=1, pipelines=2, equal=1), Judge("t.toml", (), 4))
    assert "3 files, 1 of them YAML, built by runnable 0.50.0" in text
    assert "1 pipelines are equal" in text
    assert "4 are not" in text
