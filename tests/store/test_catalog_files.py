"""Files that steps hand on by the catalog of a run."""

from pathlib import Path

import pytest

from icefloe_runtimes.step.errors import ArtifactError, StepFailed
from icefloe_runtimes.step.files import tree
from icefloe_schema.jsonvalue import JsonObject


def texts(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / "data" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def gets(*patterns: str, of: str = "make") -> JsonObject:
    return {"get": list(patterns), "from": {pattern: [of] for pattern in patterns}}


def test_what_a_step_puts_another_gets_where_it_was(workspace):
    texts(workspace.root, a="1", b="2")
    run = workspace.run("r")
    made = run.step("make", {}, puts={"put": ["data/*.csv"]})
    assert sorted(made.catalog) == ["data/a.csv", "data/b.csv"]
    assert (run.folder / "make" / "a.csv").is_symlink()
    (workspace.root / "data/a.csv").unlink()
    texts(workspace.root, b="changed since")
    taken = run.step("use", {}, puts=gets("data/*.csv"))
    assert (workspace.root / "data/a.csv").read_text() == "1"
    assert (workspace.root / "data/b.csv").read_text() == "2"
    assert dict(taken.made_from.outputs) == {
        "make//data/a.csv": made.catalog["data/a.csv"].sha256,
        "make//data/b.csv": made.catalog["data/b.csv"].sha256,
    }


def test_a_file_that_is_as_it_was_is_left_alone(workspace):
    texts(workspace.root, a="1")
    run = workspace.run("r")
    run.step("make", {}, puts={"put": ["data/*.csv"]})
    before = (workspace.root / "data/a.csv").stat()
    run.step("use", {}, puts=gets("data/*.csv"))
    after = (workspace.root / "data/a.csv").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", ["top.txt"]),
        ("**/*.txt", ["deep/er/a.txt", "deep/b.txt", "top.txt"]),
        ("deep/*", ["deep/b.txt"]),
        ("deep/**/*", ["deep/b.txt", "deep/er/a.txt"]),
        ("deep/er/a.txt", ["deep/er/a.txt"]),
        ("dee?/[a-c].txt", ["deep/b.txt"]),
    ],
)
def test_patterns_mean_the_same_when_files_are_put_and_got(workspace, pattern, found):
    for path in ("top.txt", "deep/b.txt", "deep/er/a.txt", ".icefloe/hidden.txt"):
        (workspace.root / path).parent.mkdir(parents=True, exist_ok=True)
        (workspace.root / path).write_text(path)
    run = workspace.run("r")
    assert sorted(run.step("make", {}, puts={"put": [pattern]}).catalog) == sorted(found)
    run.step("every", {}, puts={"put": ["**/*.txt"]})
    taken = run.step("use", {}, puts=gets(pattern, of="every"))
    assert sorted(source.partition("//")[2] for source in taken.made_from.outputs) == sorted(found)


@pytest.mark.parametrize(
    ("puts", "message"),
    [
        ({"put": ["nothing/*"]}, "no file is like 'nothing/\\*'"),
        ({"put": ["../*"]}, "leads out of the project"),
        ({"put": ["/etc/*"]}, "leads out of the project"),
        (gets("data/z.csv"), "no file of the catalog is like 'data/z.csv'; did you mean 'data/a.csv'"),
        ({"get": ["*.md"]}, "no step before it has put it there"),
    ],
)
def test_what_is_not_there_fails_the_step(workspace, puts, message):
    texts(workspace.root, a="1")
    run = workspace.run("r")
    run.step("make", {}, puts={"put": ["data/*.csv"]})
    with pytest.raises(StepFailed, match=message):
        run.step("use", {}, puts=puts)


def test_without_copies_the_file_itself_must_be_as_it_was(workspace):
    texts(workspace.root, a="1")
    run = workspace.run("r")
    made = run.step("make", {}, puts={"put": ["data/*.csv"], "store_copy": False})
    assert made.catalog["data/a.csv"].sha256 == tree(workspace.root / "data/a.csv")[0]
    assert not workspace.objects
    run.step("use", {}, puts=gets("data/*.csv"))
    texts(workspace.root, a="2")
    with pytest.raises(ArtifactError, match="keeps no copy"):
        run.step("again", {}, puts=gets("data/*.csv"))


def test_of_one_path_the_last_step_counts(workspace):
    run = workspace.run("r")
    for name in ("first", "second"):
        texts(workspace.root, a=name)
        run.step(name, {}, puts={"put": ["data/a.csv"]})
    texts(workspace.root, a="lost")
    pattern = "data/*.csv"
    run.step("use", {}, puts={"get": [pattern], "from": {pattern: ["first", "second"]}})
    assert (workspace.root / "data/a.csv").read_text() == "second"


def test_a_spoilt_copy_is_not_brought_back(workspace):
    texts(workspace.root, a="1")
    run = workspace.run("r")
    run.step("make", {}, puts={"put": ["data/a.csv"]})
    kept = (run.folder / "make" / "a.csv").resolve()
    kept.unlink()
    kept.write_text("forged")
    (workspace.root / "data/a.csv").unlink()
    with pytest.raises(ArtifactError, match="was changed since it was stored"):
        run.step("use", {}, puts=gets("data/a.csv"))
    assert not (workspace.root / "data/a.csv").exists()


def test_two_files_of_one_name_stand_beside_each_other(workspace):
    for folder in ("a", "b"):
        (workspace.root / folder).mkdir()
        (workspace.root / folder / "x.csv").write_text(folder)
    run = workspace.run("r")
    made = run.step("make", {"x": 1}, puts={"put": ["*/x.csv"]})
    files = [entry.file for entry in made.catalog.values()]
    assert len(set(files)) == 2
    assert {(run.folder / "make" / file).read_text() for file in files} == {"a", "b"}
