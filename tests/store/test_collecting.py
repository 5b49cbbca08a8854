"""Taking away what no run needs any more."""

from datetime import timedelta

import pytest

from icefloe_runtimes.local.store import StoreBusyError, held
from icefloe_runtimes.local.store.gc import Collected, collect
from icefloe_runtimes.standin.wrappers import Model
from icefloe_runtimes.step import manifest, storage

OLD, NEW = "20200101-000000-000aa", "20261122-040000-000bb"


def runs(workspace) -> list[str]:
    return sorted(path.name for path in (workspace.path / "runs").iterdir())


def test_without_a_wish_no_run_goes_and_every_content_of_one_stays(trained):
    before = trained.objects
    assert collect(trained.path) == Collected()
    assert trained.objects == before
    for step, output in (("load", "rows"), ("train", "model"), ("evaluate", "score")):
        folder = trained.path / "runs" / runs(trained)[0]
        assert storage.load(folder / step, manifest.read(folder, step).outputs[output]) is not None


def test_contents_that_nothing_refers_to_go(workspace):
    run = workspace.run(NEW)
    run.step("a", {"x": "kept"})
    run.step("b", {"x": "given up"})
    (workspace.path / "objects" / ".making-1234").write_text("begun")
    for file in (run.folder / "b").iterdir():
        file.unlink()
    (run.folder / "b").rmdir()
    dry = collect(workspace.path, dry=True)
    assert (dry.contents, dry.bytes) == (1, len("given up"))
    assert len(workspace.objects) == 2
    assert collect(workspace.path) == dry
    assert len(workspace.objects) == 1
    assert not (workspace.path / "objects" / ".making-1234").exists()


def test_old_runs_go_with_what_only_they_have(workspace):
    workspace.run(OLD).step("a", {"x": "both", "y": "old"})
    workspace.run(NEW).step("a", {"x": "both", "y": "new"})
    gone = collect(workspace.path, keep=1)
    assert (gone.runs, gone.contents) == ((OLD,), 1)
    assert runs(workspace) == [NEW]
    assert len(workspace.objects) == 2
    kept = workspace.path / "runs" / NEW
    assert storage.load(kept / "a", manifest.read(kept, "a").outputs["x"]) == "both"


@pytest.mark.parametrize(
    ("keep", "older", "left"),
    [
        (None, None, [OLD, "20210101-000000-000aa", NEW]),
        (1, None, [NEW]),
        (2, None, ["20210101-000000-000aa", NEW]),
        (None, timedelta(days=30), [NEW]),
        (2, timedelta(days=30), ["20210101-000000-000aa", NEW]),
        (1, timedelta(days=36500), [OLD, "20210101-000000-000aa", NEW]),
    ],
)
def test_which_runs_stay(workspace, keep, older, left):
    for run in (OLD, "20210101-000000-000aa", NEW):
        workspace.run(run).step("a", {"x": run})
    collect(workspace.path, keep=keep, older_than=older)
    assert runs(workspace) == left


def test_the_newest_run_of_each_pipeline_stays(workspace):
    workspace.run(OLD, "one").step("a", {"x": 1})
    workspace.run("20200102-000000-000aa", "two").step("a", {"x": 2})
    collect(workspace.path, keep=1, older_than=timedelta(0))
    assert len(runs(workspace)) == 2


def test_what_is_registered_stays_when_its_run_goes(workspace):
    workspace.run(OLD).step("train", {"m": Model("weights", name="line")})
    workspace.run(NEW).step("train", {"m": 1})
    assert collect(workspace.path, keep=1).runs == (OLD,)
    assert (workspace.path / "registry/model/line/1/m.txt").read_text() == "weights"


def test_a_record_that_cannot_be_read_keeps_what_is_linked(workspace):
    run = workspace.run(NEW)
    run.step("a", {"x": "kept"})
    (run.folder / "a" / "outputs.json").write_text("{")
    assert collect(workspace.path).contents == 0


def test_nothing_is_taken_away_while_a_run_uses_the_store(workspace):
    workspace.run(NEW).step("a", {"x": 1})
    with held(workspace.path), held(workspace.path), pytest.raises(StoreBusyError, match="a run uses the store"):
        collect(workspace.path)
    assert collect(workspace.path) == Collected()


def test_an_empty_workspace_is_left_alone(workspace):
    assert collect(workspace.path, keep=1) == Collected()
