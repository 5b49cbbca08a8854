"""The hooks, as pre-commit installs and runs them in a repository of others."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from copied_tree import REPOSITORY, commit, copied
from proof_tools import absent, program

pytestmark = pytest.mark.executes

EXAMPLES = REPOSITORY / "examples" / "flowyml"
HOOKS = ("icefloe-check", "icefloe-fix", "icefloe-compile", "icefloe-verify")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("hooks") / "icefloe")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments that it makes."""
    return tmp_path_factory.mktemp("home")


def run(project: Path, home: Path, *words: str) -> tuple[int, str]:
    # Of what is installed for a few calls most is never imported: it need not be compiled.
    more = {"PRE_COMMIT_HOME": str(home), "ICEFLOE_CACHE_DIR": str(home / "cache"), "PIP_COMPILE": "0"}
    environment = {**os.environ, **more}
    command = [program("pre-commit"), *words, "--color", "never"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=540)
    if "Could not find a version" in done.stdout or "No matching distribution" in done.stdout:
        absent("what icefloe needs cannot be fetched")
    return done.returncode, done.stdout + done.stderr


def project_with(folder: Path, name: str, hooks: Path) -> Path:
    """A repository with one pipeline, and all hooks in its configuration."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    shutil.copy2(EXAMPLES / name, folder / "train.py")
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True).stdout.strip()
    lines = [f"      - id: {hook}" + ("\n        args: [train.py]" if "compile" in hook else "") for hook in HOOKS]
    text = "\n".join(["repos:", f"  - repo: {hooks}", f"    rev: {revision}", "    hooks:", *lines, ""])
    (folder / ".pre-commit-config.yaml").write_text(text)
    commit(folder, "A project")
    return folder


def states(log: str) -> list[str]:
    return [line.rsplit(".", 1)[1] for line in log.splitlines() if line.endswith(("...Passed", "...Failed"))]


def test_a_bad_pipeline_fails_and_a_good_one_passes(hooks, home, tmp_path):
    bad = project_with(tmp_path / "bad", "broken.py", hooks)
    status, log = run(bad, home, "run", "--all-files")
    assert status == 1, log
    assert states(log) == ["Failed"] * 4, log
    assert "error[FLO301]" in log
    assert "nothing was held against icefloe.lock: the pipelines have errors" in log

    good = project_with(tmp_path / "good", "folds.py", hooks)
    status, log = run(good, home, "run", "--all-files")
    assert states(log) == ["Passed", "Passed", "Failed", "Failed"], log
    assert ".plan.json is missing" in log
    program = next(home.glob("repo*/py_env-*/bin/icefloe"))
    for words in (["compile", "train.py"], ["freeze"]):
        subprocess.run([program, *words], cwd=good, check=True, capture_output=True)
    commit(good, "Plans and lock")
    status, log = run(good, home, "run", "--all-files")
    assert (status, states(log)) == (0, ["Passed"] * 4), log


def test_try_repo_finds_the_hook(hooks, tmp_path):
    bad = project_with(tmp_path / "bad", "broken.py", hooks)
    status, log = run(bad, tmp_path / "home", "try-repo", str(hooks), "icefloe-check", "--all-files")
    assert status == 1, log
    assert states(log) == ["Failed"]
    assert "train.py:24:15" in log
