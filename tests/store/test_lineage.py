"""What all runs have made, what it was made of, and finding it by name."""

import hashlib

import pytest

from icefloe_runtimes.local.store.catalogue import artifacts
from icefloe_runtimes.local.store.finding import find
from icefloe_runtimes.local.store.lineage import lineage
from icefloe_runtimes.local.store.spelled import spelled
from icefloe_runtimes.step.errors import UsageError
from icefloe_schema.plan import FromOutput, FromParameter, Output

RUN = "20261122-040000-111aa"


def test_the_catalogue_says_who_made_and_who_used_what(trained):
    found = {one.name: (one.entry.kind, one.version, one.used_by) for one in artifacts(trained.path)}
    assert found == {
        "evaluate.score": ("", 0, ()),
        "load.rows": ("", 0, ("report", "train")),
        "report.text": ("", 0, ()),
        "train.model": ("model", 1, ("evaluate",)),
    }


def test_an_artifact_is_followed_back_and_forth(trained):
    found = lineage(find("train.model", trained.path), trained.path)
    assert sorted(node.id for node in found.nodes) == [
        "evaluate:score",
        "file:rows.csv",
        "load:rows",
        "module:p.py",
        "parameter:limit",
        "train:model",
    ]
    assert sorted(found.edges) == [
        ("file:rows.csv", "load:rows"),
        ("load:rows", "train:model"),
        ("module:p.py", "load:rows"),
        ("module:p.py", "train:model"),
        ("parameter:limit", "load:rows"),
        ("train:model", "evaluate:score"),
    ]
    nodes = {node.id: node for node in found.nodes}
    assert nodes["file:rows.csv"].sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert nodes["parameter:limit"].about == "5"
    assert [node.name for node in found.sources("train:model")] == ["load.rows", "p.py"]
    assert [node.name for node in found.uses("load:rows")] == ["train.model"]


@pytest.mark.parametrize(
    ("named", "step"),
    [
        ("model", "train"),
        ("train.model", "train"),
        ("train", "train"),
        ("20261122:model", "train"),
        (f"{RUN}:load.rows", "load"),
        ("last:score", "evaluate"),
        ("model@1", "train"),
        ("model/model@1", "train"),
    ],
)
def test_an_artifact_is_found_by_its_names(trained, named, step):
    assert find(named, trained.path).step == step


@pytest.mark.parametrize("prefix", ["", "sha256:"])
def test_an_artifact_is_found_by_its_digest(trained, prefix):
    sha256 = find("model", trained.path).entry.sha256
    assert find(f"{prefix}{sha256[:8]}", trained.path).name == "train.model"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("modle", "did you mean 'model'"),
        ("2025:model", "no run '2025'"),
        ("model@7", "did you mean 'model@1'"),
        ("last:modle", "did you mean 'model'"),
    ],
)
def test_a_name_that_is_not_there_says_what_was_meant(trained, named, message):
    with pytest.raises(UsageError, match=message):
        find(named, trained.path)


def test_the_newest_run_is_meant(trained):
    trained.run("20261122-050000-222bb", "train").step("train", {"model": 2})
    assert find("model", trained.path).run == "20261122-050000-222bb"
    assert find("model@1", trained.path).run == RUN


def test_an_empty_workspace_has_nothing(workspace):
    with pytest.raises(UsageError, match="has made anything"):
        find("model", workspace.path)


def test_long_parameters_stand_as_their_digest(workspace):
    record = workspace.run("r").step(
        "a",
        {"x": 1},
        {"p": FromParameter(name="p"), "q": FromParameter(name="q"), "o": FromParameter(name="o")},
        parameters={"p": "long" * 100, "q": {"a": 1.5}, "o": object()},
    )
    told = record.made_from.parameters
    assert told["p"].startswith("sha256:")
    assert told["q"] == '{"a": {"$float": "1.5"}}'
    assert told["o"] == "<object>"


def test_a_file_of_the_catalog_has_a_lineage(workspace):
    run = workspace.run("r")
    (workspace.root / "a.csv").write_text("1")
    run.step("make", {}, puts={"put": ["*.csv"]})
    run.step("use", {"n": 1}, puts={"get": ["*.csv"], "from": {"*.csv": ["make"]}})
    found = lineage(find("n", workspace.path), workspace.path)
    assert ("make//a.csv", "use:n") in found.edges
    back = lineage(find("catalog/a.csv", workspace.path), workspace.path)
    assert back.target == "make//a.csv"
    assert [node.name for node in back.uses("make//a.csv")] == ["use.n"]


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ("train", "train"),
        ("loop-1a2b.inside/2/fit", "Loop/2/fit"),
        ("sub.inside/body/fit", "sub/fit"),
        ("a.inside/0/b.inside/left/c", "a/0/b/left/c"),
    ],
)
def test_a_step_inside_others_is_called_by_its_path(at, path):
    assert spelled(at, {"loop-1a2b": "Loop"}) == path


def test_an_artifact_of_a_declared_kind_without_a_wrapper(workspace):
    run = workspace.run("r")
    run.step("train", {"m": 1}, declared=(Output(name="m", type="Model"),))
    run.step("use", {"n": 2}, {"m": FromOutput(step="train", name="m")})
    assert find("m", workspace.path).entry.kind == "model"
    assert find("m", workspace.path).used_by == ("use",)
