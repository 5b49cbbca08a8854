"""Outputs that are registered by their kind, and brought to other places."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from icefloe_runtimes.standin.atoms import AtomConstructor
from icefloe_runtimes.standin.wrappers import Dataset, Metrics, Model
from icefloe_runtimes.step.errors import StepFailed, UsageError
from icefloe_runtimes.step.keeping import check_routes
from icefloe_runtimes.step.registry import register, registered
from icefloe_schema.plan import Output, Policy


def versions(workspace) -> list[tuple[str, str, int, str]]:
    return [(one.kind, one.name, one.version, one.run) for one in registered(workspace.path / "registry")]


def test_wrapped_values_are_registered_by_kind_and_name(workspace):
    outputs = {"d": Dataset([1], name="rows"), "m": Model({"w": 1}, name="line"), "s": Metrics({"mse": 0.5})}
    workspace.run("r").step("train", {**outputs, "plain": 3})
    assert versions(workspace) == [("dataset", "rows", 1, "r"), ("metrics", "s", 1, "r"), ("model", "line", 1, "r")]
    link = workspace.path / "registry/model/line/1/m.json"
    assert link.is_symlink()
    assert link.read_text() == '{"w": 1}\n'


def test_a_content_has_one_version_and_the_next_content_the_next(workspace):
    for run, weight in (("a", 1), ("b", 2), ("c", 1), ("d", 3)):
        workspace.run(run).step("train", {"m": Model(weight, name="line")})
    assert versions(workspace) == [
        ("model", "line", 1, "a"),
        ("model", "line", 2, "b"),
        ("model", "line", 3, "d"),
    ]


def test_to_register_twice_does_no_harm(workspace):
    run = workspace.run("r")
    record = run.step("train", {"m": Model(1)})
    register(record, str(run.folder / "train"), run.values().keeping)
    shutil.rmtree(workspace.path / "registry")
    register(record, str(run.folder / "train"), run.values().keeping)
    assert versions(workspace) == [("model", "m", 1, "r")]


def test_ten_versions_stand_in_their_order(workspace):
    for number in range(11):
        workspace.run(f"r{number:02}").step("train", {"m": Model(number)})
    assert [version for _, _, version, _ in versions(workspace)] == list(range(1, 12))


def test_values_without_a_kind_and_single_figures_are_not_registered(workspace):
    workspace.run("r").step("s", {"a": 1, "b": 0.5}, declared=(Output(name="b", kind="metric"),))
    assert versions(workspace) == []


def test_a_value_without_a_wrapper_is_registered_as_the_plan_calls_it(workspace):
    declared = (Output(name="m", type="Model"), Output(name="n", type="Model"))
    policy = Policy(registry={"m": "line"})
    workspace.run("r").step("train", {"m": 1, "n": 2}, declared=declared, policy=policy)
    assert [(kind, name) for kind, name, _, _ in versions(workspace)] == [("model", "line"), ("model", "n")]


def test_an_atom_is_registered_by_its_type(workspace):
    (workspace.root / "rows.jsonl").write_text("{}\n")
    made = AtomConstructor(name="prepared", path=workspace.root / "rows.jsonl", type="dataset")
    workspace.run("r").step("prepare", {"prepared": made})
    assert versions(workspace) == [("dataset", "prepared", 1, "r")]
    assert (workspace.path / "registry/dataset/prepared/1/prepared/rows.jsonl").read_text() == "{}\n"


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ("models/{name}/{run}", "models/line/r-1.json"),
        ("models/", "models/m.json"),
        ("out/{kind}-{step}-{output}.json", "out/model-train-m.json"),
    ],
)
def test_a_kind_is_brought_to_its_place(workspace, route, place):
    workspace.routes = {"model": route}
    record = workspace.run("r-1").step("train", {"m": Model(7, name="line"), "other": 8})
    assert (workspace.root / place).read_text() == "7\n"
    assert not (workspace.root / place).is_symlink()
    assert (record.outputs["m"].place, record.outputs["other"].place) == (place, "")


def test_what_stands_at_a_place_is_replaced(workspace):
    workspace.routes = {"model": "models/{name}"}
    for run, weight in (("a", 1), ("b", 2), ("c", 2)):
        workspace.run(run).step("train", {"m": Model(weight, name="line")})
        assert (workspace.root / "models/line.json").read_text() == f"{weight}\n"
    assert [path.name for path in (workspace.root / "models").iterdir()] == ["line.json"]


def test_a_folder_is_brought_to_its_place(workspace):
    workspace.routes = {"dataset": "sets/{name}"}
    for text in ("a", "b"):
        (workspace.root / "made").mkdir(exist_ok=True)
        (workspace.root / "made" / "x.txt").write_text(text)
        made = AtomConstructor(name="rows", path=workspace.root / "made", type="dataset")
        workspace.run(text).step("prepare", {"rows": made})
        assert (workspace.root / "sets/rows/x.txt").read_text() == text


def test_names_cannot_lead_out_of_a_place(workspace):
    workspace.routes = {"model": "models/{name}"}
    workspace.run("r").step("train", {"m": Model(1, name="../../evil")})
    assert [path.parent.name for path in workspace.root.rglob("*evil*") if path.is_file()] == ["models"]


def test_a_place_that_cannot_be_written_fails_the_step(workspace):
    (workspace.root / "models").write_text("a file")
    workspace.routes = {"model": "models/{name}"}
    run = workspace.run("r")
    with pytest.raises(StepFailed, match=r"output 'm' cannot be brought to models/m.json"):
        run.step("train", {"m": Model(1)})
    assert not (run.folder / "train").exists()
    assert versions(workspace) == []


def test_a_url_is_written_by_fsspec(workspace, monkeypatch):
    sent: list[tuple[str, str, bool]] = []
    system = SimpleNamespace(
        makedirs=lambda path, exist_ok: sent.append(("folder", path, exist_ok)),
        put=lambda source, path, recursive: sent.append((Path(source).read_text(), path, recursive)),
        _parent=lambda path: path.rpartition("/")[0],
    )
    core = SimpleNamespace(url_to_fs=lambda url: (system, url.removeprefix("s3://")))
    monkeypatch.setitem(sys.modules, "fsspec", SimpleNamespace(core=core))
    workspace.routes = {"model": "s3://bucket/{name}"}
    record = workspace.run("r").step("train", {"m": Model(1)})
    assert sent == [("folder", "bucket", True), ("1\n", "bucket/m.json", False)]
    assert record.outputs["m"].place == "s3://bucket/m.json"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("models/{nmae}", "there is no {nmae}; did you mean 'name'"),
        ("models/{name", "a brace"),
        ("models/}", "a brace"),
        ("/", "no place"),
        ("", "no place"),
        ("s3://bucket/{name}", "needs fsspec"),
        ("models/{name}/{run}-{sha256}", ""),
    ],
)
def test_places_are_looked_at_before_a_run(place, message, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    if not message:
        check_routes({"model": place})
        return
    with pytest.raises(UsageError, match=message):
        check_routes({"model": place})
