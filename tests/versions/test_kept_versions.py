"""Versions are written once, read strictly, and found by name."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from versioned_texts import HELPERS, SCORE, TRAIN

from icefloe import api
from icefloe.api import keeping
from icefloe.api.keeping import keep
from icefloe.api.versions import file_name, folder_of, names, saved, split_version, versions
from icefloe.project import ProjectError
from icefloe_schema import codec, lock

PLACE = ".icefloe/versions/training/v1.0.0"

# What is saved goes below `.icefloe` of the project, which in these tests is a temporary folder.


def kept(root: Path, *wanted: str) -> keeping.Keeping:
    compiled = api.freeze(root).compiled
    assert compiled is not None
    return keep(compiled, wanted)


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / ".icefloe").rglob("*"))
        if path.is_file()
    }


def test_a_version_is_the_plan_and_the_lock_of_that_pipeline_alone(written):
    root = written(score__py=SCORE)
    (one,) = kept(root).kept
    assert (one.label, one.is_new, one.changes) == ("training@v1.0.0", True, ())
    assert one.folder == root / PLACE
    assert {path.name for path in one.folder.iterdir()} == {"plan.json", "icefloe.lock"}
    plan = codec.loads((one.folder / "plan.json").read_bytes())
    assert (plan.name, plan.version) == ("training", "v1.0.0")
    held = lock.loads((one.folder / "icefloe.lock").read_bytes())
    assert held.root == one.digest
    assert {leaf.path for leaf in held.leaves if leaf.kind == "modules"} == {"modules/train.py", "modules/helpers.py"}
    assert not [leaf.path for leaf in held.leaves if "score" in leaf.path]


def test_a_version_that_is_there_already_is_left_alone(written):
    root = written()
    first = kept(root).kept[0]
    before = everything(root)
    again = kept(root).kept[0]
    assert (again.is_new, again.changes, again.digest) == (False, (), first.digest)
    assert everything(root) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "kinds"),
    [
        ("helpers.py", "n < LIMIT", "n <= LIMIT", {"semantic"}),
        ("helpers.py", "LIMIT = 3", "LIMIT = 4", {"semantic"}),
        ("train.py", "size=5", "size=6", {"semantic"}),
        ("train.py", ".add_step(total)", "", {"missing", "semantic"}),
    ],
)
def test_another_pipeline_under_the_same_version_is_refused_and_said_exactly(written, file, old, new, kinds):
    root = written()
    kept(root)
    before = everything(root)
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))
    found = kept(root)
    assert found.refused == found.kept
    assert {change.kind for change in found.refused[0].changes} == kinds
    assert everything(root) == before


def test_what_changes_no_result_is_no_other_version(written):
    root = written()
    kept(root)
    before = everything(root)
    written(
        helpers__py=HELPERS + "# a comment\n", pyproject__toml="[project]\nname = 'x'\nrequires-python = '>=3.12'\n"
    )
    (one,) = kept(root).kept
    assert (one.is_new, one.is_other) == (False, False)
    assert {change.kind for change in one.changes} == {"formatting", "env"}
    assert everything(root) == before


def test_other_dependencies_are_another_version(written):
    root = written()
    (root / "requirements.txt").write_text("numpy==2.0\n")
    kept(root)
    (root / "requirements.txt").write_text("numpy==2.1\n")
    assert [change.kind for change in kept(root).refused[0].changes] == ["deps"]


def test_all_versions_are_written_or_none(written):
    other = TRAIN.replace('"training"', '"coaching"').replace("training =", "coaching =")
    root = written(other__py=other)
    assert [one.label for one in kept(root).kept] == ["coaching@v1.0.0", "training@v1.0.0"]
    written(helpers__py=HELPERS.replace("3", "4"), other__py=other.replace("v1.0.0", "v1.1.0"))
    found = kept(root)
    assert [(one.label, one.is_new, one.is_other) for one in found.kept] == [
        ("coaching@v1.1.0", True, False),
        ("training@v1.0.0", False, True),
    ]
    assert versions(root, "coaching") == ("v1.0.0",)
    assert [one.is_new for one in kept(root, "coaching").kept] == [True]
    assert versions(root, "coaching") == ("v1.0.0", "v1.1.0")


def test_a_pipeline_without_a_version_is_named(written):
    root = written(score__py=SCORE)
    found = kept(root)
    assert [(one.name, one.path) for one in found.unversioned] == [("score", "score.py")]
    assert [one.label for one in found.kept] == ["training@v1.0.0"]


def test_named_pipelines_are_saved_only_if_all_of_them_can_be(written):
    root = written(score__py=SCORE)
    assert [one.name for one in kept(root, "training", "score").unversioned] == ["score"]
    assert names(root) == ()
    assert [one.label for one in kept(root, "training").kept] == ["training@v1.0.0"]
    assert names(root) == ("training",)
    with pytest.raises(ProjectError, match="no pipeline 'trainin' in this project: did you mean 'training'"):
        kept(root, "trainin")
    with pytest.raises(ProjectError, match="no pipeline 'x' in this project: there are score, training"):
        kept(root, "x")


def test_two_pipelines_of_one_name_and_version_are_told(written):
    root = written(again__py=TRAIN.replace("size=5", "size=7"))
    with pytest.raises(ProjectError, match=r"two pipelines are training@v1\.0\.0, in again\.py and train\.py"):
        kept(root)
    assert names(root) == ()


@pytest.mark.parametrize("version", ["2024/01", "a@b", "{1}", "v1.json", "1\\\\2"])
def test_a_version_that_could_not_be_named_is_refused(written, version):
    root = written(train__py=TRAIN.replace("v1.0.0", version))
    with pytest.raises(ProjectError, match="of `training` cannot be saved, as NAME@VERSION would not mean it"):
        kept(root)
    assert names(root) == ()


def test_what_a_terminal_would_obey_is_spelled_out(written):
    root = written(train__py=TRAIN.replace('training"', 'tr\\x1b[31m"'))
    kept(root)
    assert names(root) == ("tr\x1b[31m",)
    with pytest.raises(ProjectError, match=r"there are versions of tr\\u\{1b\}\[31m$"):
        saved(root, "x", "v1")


def test_versions_of_one_name_in_one_file_are_saved_side_by_side(written):
    root = written(train__py=TRAIN + TRAIN[TRAIN.index("training =") :].replace("v1.0.0", "v2").replace("5", "6"))
    assert [one.label for one in kept(root).kept] == ["training@v1.0.0", "training@v2"]
    assert versions(root, "training") == ("v1.0.0", "v2")


def test_a_saved_version_is_what_was_compiled_then(written):
    root = written()
    plan = api.compile_("train.py").plans[0].plan
    kept(root)
    written(train__py=TRAIN.replace("v1.0.0", "v1.1.0").replace("size=5", "size=50"))
    kept(root)
    found = saved(root, "training", "v1.0.0")
    assert (found.plan, found.root) == (plan, root)
    (root / "inner").mkdir()
    assert saved(root / "inner", "training", "v1.0.0") == found
    assert saved(root, "training", "v1.1.0").plan != plan


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [
        ("training", "v0.9", r"^there is no saved version training@v0\.9: there are v1\.0\.0, v1\.1\.0$"),
        ("trainin", "v1.0.0", r"did you mean training\? It has v1\.0\.0, v1\.1\.0$"),
        ("x", "v1.0.0", r"no version of `x` is saved; there are versions of training"),
    ],
)
def test_an_unknown_version_lists_those_that_exist(written, name, version, message):
    root = written()
    kept(root)
    written(train__py=TRAIN.replace("v1.0.0", "v1.1.0"))
    kept(root)
    with pytest.raises(ProjectError, match=message):
        saved(root, name, version)


def test_where_nothing_is_saved_it_says_how(written):
    with pytest.raises(ProjectError, match="none is saved in this project; `icefloe freeze --save` saves"):
        saved(written(), "training", "v1")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "icefloe.lock").unlink(), "is not whole: .*icefloe.lock is missing"),
        (lambda folder: _edit(folder / "plan.json", '"default": 5', '"default": 6'), "its plan is not what its lock"),
        (lambda folder: _edit(folder / "plan.json", '"plan"', '"plam"'), "cannot be read"),
        (lambda folder: _edit(folder / "icefloe.lock", "plan/train", "plan/main"), "is not what its lock says"),
        (lambda folder: _edit(folder / "icefloe.lock", '"version"', '"Version"'), "cannot be read"),
        (lambda folder: _edit(folder / "plan.json", "v1.0.0", "v1.0.1"), r"holds training@v1\.0\.1"),
        (lambda folder: folder.rename(folder.with_name("v2")), r"there are v2$"),
    ],
)
def test_a_version_that_was_changed_is_refused(written, damage, message):
    root = written()
    kept(root)
    damage(root / PLACE)
    with pytest.raises(ProjectError, match=message):
        saved(root, "training", "v1.0.0")


def test_a_version_that_was_moved_is_not_taken_for_another(written):
    root = written()
    kept(root)
    (root / PLACE).rename(root / PLACE.replace("v1.0.0", "v2"))
    with pytest.raises(ProjectError, match=r"training@v2 is not there: \S+/v2 holds training@v1\.0\.0"):
        saved(root, "training", "v2")


def test_nothing_half_written_is_left_where_it_fails(written, monkeypatch):
    root = written()
    monkeypatch.setattr(Path, "rename", _full)
    with pytest.raises(OSError, match="full"):
        kept(root)
    assert list((root / ".icefloe/versions/training").iterdir()) == []
    assert names(root) == ()


def test_who_is_slower_does_not_overwrite(written, monkeypatch):
    root = written()
    rename = Path.rename

    def other_first(self, target):
        target.mkdir()
        (target / "plan.json").write_text("of somebody else")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", other_first)
    with pytest.raises(ProjectError, match=r"training@v1\.0\.0 was saved by somebody else just now"):
        kept(root)
    assert everything(root)[f"{PLACE}/plan.json"] == b"of somebody else"
    assert len(everything(root)) == 2  # and what version control leaves alone


def test_what_is_saved_may_be_read_as_other_files(written):
    root = written()
    umask = os.umask(0o022)
    try:
        kept(root)
    finally:
        os.umask(umask)
    folder = root / PLACE
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *sorted(folder.iterdir()))] == [0o755, 0o644, 0o644]


@pytest.mark.executes
@pytest.mark.parametrize("before", [None, "*\n"])
def test_version_control_takes_versions_and_leaves_runs_alone(written, before):
    root = written()
    (root / ".icefloe/runs/1").mkdir(parents=True)
    (root / ".icefloe/runs/1/record.json").write_text("{}")
    if before is not None:
        (root / ".icefloe/.gitignore").write_text(before)
    kept(root)
    subprocess.run(["git", "init", "-q"], check=True)
    done = subprocess.run(["git", "ls-files", "-o", "--exclude-standard", ".icefloe"], capture_output=True, text=True)
    assert done.stdout.split() == [f"{PLACE}/icefloe.lock", f"{PLACE}/plan.json"]


def test_what_the_user_says_of_version_control_stays(written):
    root = written()
    (root / ".icefloe").mkdir()
    (root / ".icefloe/.gitignore").write_text("runs/\n")
    kept(root)
    assert (root / ".icefloe/.gitignore").read_text() == "runs/\n"


NAMES = [
    "train",
    "my pipeline/one",
    "..",
    ".",
    ".hidden",
    "ends.",
    "con",
    "NUL.txt",
    "a:b",
    "ü€",
    "%41",
    "x" * 80,
    "a\\b",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_file_and_comes_back(tmp_path, name):
    folder = folder_of(tmp_path, name, name)
    assert folder.relative_to(tmp_path).parts == (".icefloe", "versions", file_name(name), file_name(name))
    assert file_name(name).isascii()
    assert not set(file_name(name)) & set('<>:"/\\|?*')
    assert file_name(name) not in {"", ".", "..", "con", "NUL.txt"}
    folder.mkdir(parents=True)
    (folder / "plan.json").touch()
    assert names(tmp_path) == (name,)
    assert versions(tmp_path, name) == (name,)


def test_names_of_files_differ_where_names_do():
    assert len({file_name(name) for name in NAMES}) == len(NAMES)


def test_versions_stand_in_the_order_of_their_numbers(tmp_path):
    for one in ("v1.10.0", "v1.9.0", "v1.2.0-rc.2", "v0.9", "v1.2.0-rc.10"):
        folder = folder_of(tmp_path, "t", one)
        folder.mkdir(parents=True)
        (folder / "plan.json").touch()
    assert versions(tmp_path, "t") == ("v0.9", "v1.2.0-rc.2", "v1.2.0-rc.10", "v1.9.0", "v1.10.0")


@pytest.mark.parametrize(
    ("target", "pair"),
    [
        ("train@v1.0.0", ("train", "v1.0.0")),
        ("my pipeline/one@2", ("my pipeline/one", "2")),
        ("a@b@c", ("a@b", "c")),
        ("train", None),
        ("train@", None),
        ("@v1", None),
        ("train.py", None),
        ("flows@home/train.py", None),
        ("train.py:train@v1", None),
        ("flow.yaml:train@v1", None),
        ("flows@home/train.plan.json", None),
        ("a@b/icefloe.lock", None),
        ("flows@home/train", None),
        ("HEAD@{1}", None),
        ("main@{upstream}", None),
    ],
)
def test_only_a_name_and_a_version_are_one(target, pair):
    assert split_version(target) == pair


def _edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _full(*_):
    raise OSError(28, "the disk is full")
