"""Revisions: read from the objects of a repository, without a checkout and without running anything of it."""

import json
import os
from pathlib import Path

import pytest
from diff_repository import git, written

PIPELINE = """\
from flowyml import Pipeline, context, step
from helpers import clean

ctx = context(size=5)


@step(outputs=["raw"])
def load(size: int) -> list[int]:
    return list(range(size))


@step(inputs=["raw"], outputs=["total"])
def total(raw: list[int]) -> int:
    return sum(clean(raw))


pipeline = Pipeline("training", context=ctx).add_step(load).add_step(total)
"""
HELPERS = "def clean(numbers: list[int]) -> list[int]:\n    return [n for n in numbers if n < 3]\n"
FILES = {"pyproject.toml": "[project]\nname = 'x'\n", "train.py": PIPELINE, "helpers.py": HELPERS}
BIGGER = PIPELINE.replace("size=5", "size=6")


def test_ranges_and_one_revision(repository, diff):
    folder = repository(FILES, {"train.py": BIGGER})
    assert diff("HEAD~1..HEAD").exit_code == 1
    assert "parameter `size`, default: `5` → `6`  (train.py:4)" in diff("HEAD~1..HEAD").stdout
    assert "default: `6` → `5`" in diff("HEAD..HEAD~1").stdout
    assert "default: `5` → `6`" in diff("HEAD~1").stdout
    assert "default: `5` → `6`" in diff("HEAD~1", "HEAD").stdout
    assert "default: `5` → `6`" in diff("HEAD~1..").stdout
    same = diff("HEAD")
    assert (same.exit_code, same.stdout) == (0, "")
    assert same.stderr == "no difference; unchanged: 1 pipeline, 2 steps\n"
    written(folder, {"train.py": PIPELINE.replace("size=5", "size=7")})
    assert "default: `6` → `7`" in diff("HEAD").stdout
    assert diff("HEAD~1..HEAD", "--exit-zero").exit_code == 0


def test_three_dots_compare_with_what_both_have_in_common(repository, diff):
    folder = repository(FILES)
    git(folder, "checkout", "--quiet", "-b", "other")
    written(folder, {"train.py": BIGGER})
    git(folder, "commit", "--quiet", "-am", "bigger")
    git(folder, "checkout", "--quiet", "main")
    written(folder, {"new.py": PIPELINE.replace('"training"', '"second"')})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "second")
    assert "new pipeline" not in diff("main...other").stdout
    assert "the pipeline is gone" in diff("main..other").stdout
    git(folder, "checkout", "--quiet", "--orphan", "apart")
    git(folder, "commit", "--quiet", "-m", "apart")
    refused = diff("main...apart")
    assert (refused.exit_code, "no commit in common" in refused.stderr) == (2, True)


def test_paths_say_where_to_look_and_may_be_gone_on_one_side(repository, diff, monkeypatch):
    more = {f"other/{name}": text for name, text in FILES.items()}
    folder = repository(FILES | more, {"train.py": BIGGER, "other/train.py": BIGGER}, {"other/train.py": None})
    assert "other/train.py:training" in diff("HEAD~2..HEAD~1").stdout
    assert "other/" not in diff("HEAD~2..HEAD~1", "train.py").stdout
    assert "\ntrain.py" not in f"\n{diff('HEAD~2..HEAD~1', 'other').stdout}"
    assert "the pipeline is gone" in diff("HEAD~1..HEAD", "other/train.py").stdout
    missing = diff("HEAD~1..HEAD", "nowhere.py")
    assert (missing.exit_code, "FLO921" in missing.stderr) == (2, True)
    outside = diff("HEAD~1..HEAD", "../elsewhere")
    assert (outside.exit_code, "is not in the repository" in outside.stderr) == (2, True)
    monkeypatch.chdir(folder / "other")
    assert "other/train.py:training" in diff("HEAD~2..HEAD~1", ".").stdout
    assert "train.py:training" in diff("HEAD~2..HEAD~1", "../train.py").stdout


def test_only_a_helper_changed(repository, diff):
    repository(FILES, {"helpers.py": HELPERS.replace("< 3", "< 4")})
    found = diff("HEAD~1..HEAD").stdout
    assert "code      ~ `train:total` reaches other code: `helpers:clean` changed" in found
    assert found.count("~") == 1


def test_a_comment_alone_is_a_note_about_the_form(repository, diff):
    repository(FILES, {"helpers.py": f"# a comment\n{HELPERS}"})
    result = diff("HEAD~1..HEAD")
    assert "note      ~ module `helpers.py` changed in its form alone" in result.stdout
    assert result.exit_code == 1


def test_newlines_of_a_checkout_are_no_difference(repository, diff):
    folder = repository(FILES)
    written(folder, {name: text.replace("\n", "\r\n") for name, text in FILES.items()})
    assert diff("HEAD").exit_code == 0


def test_what_is_read_beside_the_sources(repository, diff):
    lock = '[[package]]\nname = "a"\nversion = "1"\n'
    repository(
        FILES | {"uv.lock": lock},
        {
            "uv.lock": lock.replace('"1"', '"2"'),
            "pyproject.toml": "[project]\nname = 'x'\nrequires-python = '>=3.11'\n",
        },
    )
    found = json.loads(diff("HEAD~1..HEAD", "--format", "json").stdout)
    assert [(one["kind"], one["severity"]) for one in found["project"]] == [
        ("dependencies", "behaviour"),
        ("environment", "note"),
    ]


def test_a_file_with_errors_is_told_of_and_not_taken_for_gone(repository, diff):
    repository(FILES, {"train.py": f"{PIPELINE}\ndef (:\n"})
    result = diff("HEAD~1..HEAD")
    assert result.exit_code == 2
    assert "gone" not in result.stdout
    assert result.stderr.startswith("error[FLO901]: train.py:19:5 in HEAD: ")
    assert "not compared, as one side has errors: train.py:training" in result.stderr
    assert "no difference" not in result.stderr


def test_a_pipeline_with_errors_is_compared_as_far_as_it_is_known(repository, diff):
    repository(FILES, {"train.py": BIGGER.replace("def total(raw: list[int])", "def total(raw: dict[str, int])")})
    result = diff("HEAD~1..HEAD")
    assert result.exit_code == 1
    assert "compared as far as it is known" in result.stdout
    assert "default: `5` → `6`" in result.stdout


def test_files_that_moved_are_the_same_pipeline(repository, diff):
    repository(FILES, {"train.py": None, "jobs/train.py": PIPELINE})
    found = diff("HEAD~1..HEAD").stdout
    assert "jobs/train.py:training (was train.py:training)" in found
    assert "note      > moved from `train.py`" in found
    assert "gone" not in found


def test_links_in_a_revision_lead_nowhere_outside(repository, diff, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text(PIPELINE.replace('"training"', '"secret"'), "utf-8")
    folder = repository(FILES)
    (folder / "linked.py").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "links")
    assert diff("HEAD~1..HEAD").exit_code == 0


def test_a_repository_runs_nothing(repository, diff, tmp_path):
    folder = repository(FILES, {"train.py": BIGGER})
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", "utf-8")
    trap.chmod(0o755)
    hooks = folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / name).write_text(trap.read_text("utf-8"), "utf-8")
        (hooks / name).chmod(0o755)
    for key, value in {
        "core.fsmonitor": str(trap),
        "core.pager": str(trap),
        "core.sshCommand": str(trap),
        "diff.external": str(trap),
        "diff.x.textconv": str(trap),
        "filter.x.smudge": str(trap),
        "filter.x.process": str(trap),
        "alias.cat-file": f"!{trap}",
        "alias.rev-parse": f"!{trap}",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{trap}",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
    }.items():
        git(folder, "config", key, value)
    written(folder, {".gitattributes": "* filter=x diff=x\n"})
    assert diff("HEAD~1..HEAD").exit_code == 1
    # An object that is missing is fetched by git, if nothing keeps it from doing so.
    name = git(folder, "rev-parse", "HEAD:helpers.py")
    (folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    missing = diff("HEAD~1..HEAD")
    assert missing.exit_code == 2
    assert "is not in this clone" in missing.stderr
    assert not (tmp_path / "sprung").exists()


def test_nothing_of_the_repository_is_touched(repository, diff):
    folder = repository(FILES, {"train.py": BIGGER})
    before = {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}
    assert diff("HEAD~1..HEAD").exit_code == 1
    assert {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere is neither a file nor a revision"),
        (["HEAD..nowhere"], "nowhere is neither a file nor a revision"),
        (["--", "--upload-pack=touch /tmp/owned..HEAD"], "--upload-pack=touch"),
        (["train.py"], "train.py is compared with nothing"),
        (["train.py", "helpers.py", "train.py"], "two sides are compared"),
        (["HEAD:nowhere.plan.json", "HEAD:nowhere.plan.json"], "there is no such file at HEAD"),
        (["nowhere.plan.json", "train.py"], "no such file or folder: nowhere.plan.json"),
    ],
)
def test_what_cannot_be_compared_is_refused(repository, diff, words, said):
    repository(FILES)
    refused = diff(*words)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_outside_of_a_repository_there_are_no_revisions(diff, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    refused = diff("main..other")
    assert (refused.exit_code, "is in no git repository" in refused.stderr) == (2, True)


def test_git_may_be_missing(diff, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = diff("main..other")
    assert (refused.exit_code, "git is not installed" in refused.stderr) == (2, True)


def test_a_hook_that_calls_it_has_no_say_in_which_repository_is_meant(repository, diff, monkeypatch, tmp_path):
    repository(FILES, {"train.py": BIGGER})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert diff("HEAD~1..HEAD").exit_code == 1


def test_a_bare_repository(repository, diff, monkeypatch, tmp_path):
    folder = repository(FILES, {"train.py": BIGGER})
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", os.fspath(folder), os.fspath(bare))
    monkeypatch.chdir(bare)
    assert "default: `5` → `6`" in diff("HEAD~1..HEAD").stdout


def test_plans_and_locks_as_they_stand_at_a_revision(repository, diff):
    from icefloe import api
    from icefloe_schema import codec

    folder = repository(FILES)
    for text in (PIPELINE, BIGGER):
        (folder / "train.py").write_text(text, "utf-8")
        (folder / "train.plan.json").write_text(codec.dumps(api.compile_("train.py").plans[0].plan), "utf-8")
        (folder / "icefloe.lock").write_text(api.freeze(folder).text, "utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", "one more")
    assert "default: `5` → `6`" in diff("HEAD~1:train.plan.json", "train.plan.json").stdout
    assert "the header changed" in diff("HEAD~1:icefloe.lock", "HEAD:icefloe.lock").stdout
    assert diff("HEAD:icefloe.lock", "icefloe.lock").exit_code == 0
    assert "default: `5` → `6`" in diff("HEAD~1:train.plan.json", "train.py").stdout


def test_a_saved_version_against_the_source(repository, diff, monkeypatch):
    from click.testing import CliRunner

    from icefloe.cli.app import app

    first = PIPELINE.replace('"training"', '"training", version="v1"')
    folder = repository(FILES | {"train.py": first})
    assert CliRunner().invoke(app, ["freeze", "--save"]).exit_code == 0
    (folder / "train.py").write_text(first.replace("size=5", "size=6"), "utf-8")
    (folder / "helpers.py").write_text(HELPERS.replace("< 3", "< 4"), "utf-8")
    found = diff("training@v1", "train.py").stdout
    assert "default: `5` → `6`" in found
    assert "`helpers:clean` changed" in found
    refused = diff("training@v2", "train.py")
    assert (refused.exit_code, "v1" in refused.stderr) == (2, True)


def test_an_output_file(repository, diff, tmp_path):
    repository(FILES, {"train.py": BIGGER})
    path: Path = tmp_path / "difference.md"
    result = diff("HEAD~1..HEAD", "--format", "markdown", "-o", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert path.read_text("utf-8").startswith("### Pipelines: 1 behaviour\n")
