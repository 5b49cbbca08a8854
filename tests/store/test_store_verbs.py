"""`icefloe artifacts`, `lineage` and `gc` on what runs have left."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icefloe.cli.app import app
from icefloe_runtimes.local.store import held

ROWS = b"a,b\n1,2\n"
RUN = "20261122-040000-111aa"


@pytest.fixture
def call() -> Callable[..., Result]:
    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(app, arguments, prog_name="icefloe")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def test_the_table_of_artifacts(trained, call):
    trained.run("20261122-050000-222bb", "train").step("load", {"rows": [[1, 2]]})
    lines = call("artifacts").stdout.splitlines()
    assert lines[0].split() == [
        "artifact",
        "kind",
        "type",
        "size",
        "sha256",
        "version",
        "in",
        "run",
        "used",
        "by",
    ]
    rows = {line.split()[0]: line for line in lines[1:]}
    assert list(rows) == ["load.rows", "evaluate.score", "report.text", "train.model"]
    assert "20261122-050000-222bb and 1 more" in rows["load.rows"]
    assert "model@1" in rows["train.model"]
    assert rows["train.model"].endswith("evaluate")


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--kind", "model"], ["train.model"]),
        (["--kind", "models"], ["train.model"]),
        (["score"], ["evaluate.score"]),
        (["*.rows"], ["load.rows"]),
        (["report"], ["report.text"]),
        (["--run", "20261122"], ["evaluate.score", "load.rows", "report.text", "train.model"]),
    ],
)
def test_artifacts_by_kind_name_and_run(trained, call, arguments, names):
    told = json.loads(call("artifacts", *arguments, "--format", "json").stdout)
    assert sorted(one["name"] for one in told) == names


def test_what_is_told_of_an_artifact(trained, call):
    (told,) = json.loads(call("artifacts", "model", "--format", "json").stdout)
    digest = told.pop("sha256")
    assert (trained.path / "objects" / digest[:2] / digest).is_file()
    assert told == {
        "name": "train.model",
        "step": "train",
        "output": "model",
        "kind": "model",
        "type": "dict",
        "format": "json",
        "size": 20,
        "facts": {"class": "builtins.dict"},
        "place": "",
        "registered": "model@1",
        "runs": [RUN],
        "used_by": ["evaluate"],
    }


def test_nothing_is_said_to_be_nothing(workspace, call):
    workspace.run("r").step("a", {"x": 1})
    assert "no model artifacts" in call("artifacts", "--kind", "model").stderr
    missing = call("artifacts", "--run", "last-week")
    assert (missing.exit_code, "no run 'last-week'" in missing.stderr) == (2, True)


def test_a_lineage_as_text(trained, call):
    sha256 = {one["name"]: one["sha256"][:12] for one in json.loads(call("artifacts", "--format", "json").stdout)}
    assert call("lineage", "model").stdout.splitlines() == [
        f"train.model  model  sha256:{sha256['train.model']}  (run {RUN})",
        "made of",
        f"  load.rows  list  sha256:{sha256['load.rows']}",
        "    parameter limit = 5",
        f"    file rows.csv  sha256:{hashlib.sha256(ROWS).hexdigest()[:12]}",
        "    module p.py  sha256:000000000000",
        "  module p.py  sha256:000000000000",
        "used for",
        f"  evaluate.score  float  sha256:{sha256['evaluate.score']}",
    ]


def test_a_lineage_as_json(trained, call):
    told = json.loads(call("lineage", "score", "--format", "json").stdout)
    assert (told["run"], told["artifact"]) == (RUN, "evaluate:score")
    kinds = {node["id"]: node["kind"] for node in told["nodes"]}
    assert kinds["file:rows.csv"] == "file"
    assert {"from": "train:model", "to": "evaluate:score"} in told["edges"]
    assert all(edge["from"] in kinds and edge["to"] in kinds for edge in told["edges"])


def test_a_lineage_as_mermaid_holds_no_notation_of_its_names(workspace, call):
    run = workspace.run("r")
    run.step('a"]-->x', {"o[1]": 1})
    text = call("lineage", "o[1]", "--format", "mermaid").stdout
    assert text.startswith("flowchart LR\n")
    assert '"]-->x' not in text
    assert "o[1]" in text


def test_what_has_no_lineage(trained, call):
    missing = call("lineage", "modle")
    assert (missing.exit_code, "did you mean 'model'" in missing.stderr) == (2, True)


def test_gc_says_what_it_takes_away(trained, call):
    old = trained.run("20200101-000000-000aa", "train")
    old.step("load", {"rows": "only here"})
    dry = call("gc", "--keep", "1", "--dry-run")
    assert "would take away run 20200101-000000-000aa" in dry.stderr
    assert dry.stdout == "would take away 1 runs and 1 contents (9 B)\n"
    assert old.folder.is_dir()
    assert call("gc", "--keep", "1").stdout == "took away 1 runs and 1 contents (9 B)\n"
    assert not old.folder.exists()


@pytest.mark.parametrize(("age", "is_right"), [("30d", True), ("12h", True), ("4w", True), ("30", False), ("d", False)])
def test_ages_of_runs(trained, call, age, is_right):
    fresh = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-000aa"
    trained.run(fresh, "train").step("load", {"rows": 1})
    result = call("gc", "--older-than", age)
    assert result.exit_code == (0 if is_right else 2)
    assert (trained.path / "runs" / fresh).is_dir()
    if not is_right:
        assert "--older-than takes a number of hours, days or weeks" in result.stderr


def test_gc_waits_for_no_run(trained, call):
    with held(trained.path):
        result = call("gc")
    assert (result.exit_code, "a run uses the store" in result.stderr) == (2, True)


def test_a_workspace_elsewhere(trained, call, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    found = call("artifacts", "--workspace", str(trained.path), "model", "--format", "json")
    assert json.loads(found.stdout)[0]["name"] == "train.model"
    assert not list(Path().iterdir())
