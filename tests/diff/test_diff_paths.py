"""Which pipelines a difference of revisions is about, and what it says of those that it cannot compare."""

import json
import os

import pytest
from diff_repository import git, written

TRAIN = """\
from flowyml import Pipeline, step

from shop.steps import load

LIMIT = 3


@step(inputs=["raw"], outputs=["total"])
def total(raw: list[int]) -> int:
    return sum(raw) + LIMIT


pipeline = Pipeline("training").add_step(load).add_step(total)
"""
STEPS = """\
from flowyml import step

from shop.util.deep import floor


@step(outputs=["raw"])
def load() -> list[int]:
    return [floor(1)]
"""
DEEP = "FLOOR = 3\n\n\ndef floor(value: int) -> int:\n    return max(value, FLOOR)\n"
APART = """\
from flowyml import Pipeline, step


@step(outputs=["one"])
def single() -> int:
    return 1


pipeline = Pipeline("apart").add_step(single)
"""
FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "train.py": TRAIN,
    "apart.py": APART,
    "shop/__init__.py": "",
    "shop/steps.py": STEPS,
    "shop/util/__init__.py": "",
    "shop/util/deep.py": DEEP,
    "docs/notes.md": "x\n",
}
DEEPER = {"shop/util/deep.py": DEEP.replace("FLOOR = 3", "FLOOR = 4")}
BROKEN = {"shop/util/deep.py": f"{DEEP}def (\n"}
OTHER = {"apart.py": APART.replace("return 1", "return 2")}


@pytest.mark.parametrize("path", ["shop", "shop/util", "shop/util/deep.py", "train.py"])
def test_paths_hold_pipelines_that_reach_them(repository, diff, path):
    repository(FILES, DEEPER)
    found = diff("HEAD~1..HEAD", path)
    assert found.exit_code == 1
    assert "train.py:training" in found.stdout
    assert "`shop.util.deep:FLOOR` changed" in found.stdout
    assert "apart" not in found.stdout


def test_a_module_that_only_one_side_reaches(repository, diff):
    repository(FILES, {"shop/steps.py": STEPS.replace("from shop.util.deep import floor\n", "floor = abs\n")})
    assert diff("HEAD~1..HEAD", "shop/util").exit_code == 1
    assert diff("HEAD..HEAD~1", "shop/util").exit_code == 1


@pytest.mark.parametrize("path", ["docs", "docs/notes.md", "pyproject.toml"])
def test_nothing_below_the_paths_is_no_all_clear(repository, diff, path):
    repository(FILES, DEEPER)
    found = diff("HEAD~1..HEAD", path)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == f"error: no pipeline in or reaching {path}\n"


@pytest.mark.parametrize("words", [["HEAD~1..HEAD"], ["HEAD~1..HEAD", "shop/util"], ["HEAD~1..HEAD", "train.py"]])
def test_a_helper_that_is_no_python(repository, diff, words):
    repository(FILES, BROKEN)
    found = diff(*words)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("error[FLO901]: shop/util/deep.py:6:5 in HEAD")
    assert "not compared, as one side has errors: train.py:training\n" in found.stderr
    assert "`icefloe check`" in found.stderr
    assert "1 pipeline not compared" in found.stderr
    counts = json.loads(diff(*words, "--format", "json").stdout)["counts"]
    assert not any(counts[name] for name in ("breaking", "behaviour", "code", "note"))
    shown = diff(*words, "--format", "markdown").stdout
    assert shown.startswith("### Pipelines: not all could be compared\n")
    assert "Not compared, as one side has errors: `train.py:training`" in shown


def test_what_is_not_compared_stands_beside_what_differs(repository, diff):
    repository(FILES, BROKEN | OTHER)
    found = diff("HEAD~1..HEAD")
    assert found.exit_code == 2
    assert found.stdout.endswith("\n1 code\n1 pipeline not compared\n")
    assert "the code of `apart:single` changed" in found.stdout


def test_errors_elsewhere_do_not_keep_paths_from_being_compared(repository, diff):
    repository(FILES, BROKEN | OTHER)
    found = diff("HEAD~1..HEAD", "apart.py")
    assert found.exit_code == 1
    assert "note: train.py has errors: whether its pipelines reach these paths is not known" in found.stderr


def test_a_file_that_moved_and_broke_is_not_gone(repository, diff):
    repository(FILES, {"train.py": None, "learn.py": f"{TRAIN}def (\n"})
    found = diff("HEAD~1..HEAD")
    assert found.exit_code == 2
    assert "gone" not in found.stdout
    assert "error[FLO901]: learn.py:14:5 in HEAD" in found.stderr


@pytest.mark.parametrize("words", [["HEAD~1..HEAD"], ["HEAD~1..HEAD", "learn.py"], ["HEAD~1..HEAD", "train.py"]])
def test_a_file_that_moved_is_a_note(repository, diff, words):
    repository(FILES, {"train.py": None, "learn.py": TRAIN})
    found = diff(*words).stdout
    assert "learn.py:training (was train.py:training)" in found
    assert "note      > moved from `train.py`" in found
    assert "\n1 note; unchanged" in found


def test_what_changed_in_a_file_that_moved(repository, diff):
    repository(FILES, {"train.py": None, "learn.py": TRAIN.replace("sum(raw)", "max(raw)")})
    found = diff("HEAD~1..HEAD").stdout
    assert "the code of `learn:total` changed" in found
    assert "runs:" not in found


def test_words_as_git_takes_them(repository, diff):
    folder = repository(FILES, DEEPER)
    git(folder, "branch", "before", "HEAD~1")
    whole = diff("before..HEAD")
    assert whole.exit_code == 1
    assert diff("before", "HEAD").stdout == whole.stdout
    assert diff("before", "HEAD", "train.py").exit_code == 1
    assert diff("before", "HEAD", "docs").exit_code == 2
    assert diff().stderr.startswith("no difference; unchanged: 2 pipelines")
    written(folder, OTHER)
    assert "apart.py:apart" in diff().stdout


def test_a_revision_that_is_not_there(repository, diff, monkeypatch, tmp_path):
    folder = repository(FILES, DEEPER)
    refused = diff("mian..HEAD")
    assert (refused.exit_code, "did you mean main?" in refused.stderr) == (2, True)
    assert "shallow" not in refused.stderr
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{os.fspath(folder)}", os.fspath(shallow))
    monkeypatch.chdir(shallow)
    assert "this clone is shallow" in diff("HEAD~1").stderr
