"""An exported workflow is executed, job by job, by act on this machine; only GitHub's own actions are stand-ins."""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from icefloe_runtimes.github.actions import DOWNLOAD, SETUP_PYTHON, UPLOAD
from icefloe_runtimes.github.workflow import render
from icefloe_runtimes.step import folder
from icefloe_runtimes.target import Options
from icefloe_schema import codec, literals
from icefloe_schema.plan import Plan
from outside import absent, tool
from target_plans import SUMS

REPOSITORY = Path(__file__).parents[2]
STUBS = REPOSITORY / "tests" / "tools" / "act-stubs"
PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel of this clone, and of nothing else."""
    made = tmp_path_factory.mktemp("wheels")
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", *isolation, "-w", str(made), str(REPOSITORY)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "hatchling" in done.stderr and not isolation:
        absent("hatchling is not installed and cannot be fetched: pip install --group proof")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty environment's programs, which the jobs find first."""
    home = tmp_path_factory.mktemp("interpreter")
    venv.create(home, with_pip=True)
    return home / "bin"


def act(checkout: Path, workflow: Path, wheels: Path, programs: Path, inputs: Mapping[str, str]) -> tuple[int, str]:
    home = checkout.parent
    (home / "artifacts").mkdir(exist_ok=True)
    stubs = {UPLOAD: "upload-artifact", DOWNLOAD: "download-artifact", SETUP_PYTHON: "setup-python"}
    command = [
        *(tool("act"), "workflow_dispatch", "-W", str(workflow), "-P", "ubuntu-24.04=-self-hosted"),
        *("--no-cache-server", "--artifact-server-addr", "127.0.0.1", "--concurrent-jobs", "1"),
        *(word for action, stub in stubs.items() for word in ("--local-repository", f"{action}={STUBS / stub}")),
        *("--env", f"PIP_FIND_LINKS={wheels}", "--env", "PIP_NO_INDEX=1"),
        *("--env", f"STUB_ARTIFACTS={home / 'artifacts'}"),
        *(word for name, value in inputs.items() for word in ("--input", f"{name}={value}")),
    ]
    environment = {"HOME": str(home), "PATH": f"{programs}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def checked_out(plan: Plan, home: Path, options: Options) -> tuple[Path, Path]:
    """A repository as the workflow will find it, and the workflow in it."""
    checkout = home / "checkout"
    shutil.copytree(PROJECT, checkout / "project", ignore=shutil.ignore_patterns("__pycache__"))
    (checkout / options.plan_path).write_text(codec.dumps(plan), "utf-8")
    ((name, text),) = render(plan, options).files.items()
    workflow = checkout / ".github" / "workflows" / name
    workflow.parent.mkdir(parents=True)
    workflow.write_text(text, "utf-8")
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "A checkout"]):
        subprocess.run(["git", *identity, *words], cwd=checkout, check=True)
    return checkout, workflow


def output(home: Path, step: str, name: str) -> object:
    kept = home / "artifacts" / f"icefloe-{step}"
    manifest = json.loads((kept / "outputs.json").read_text("utf-8"))
    return literals.decode(json.loads((kept / manifest["outputs"][name]["file"]).read_text("utf-8")))


OPTIONS = Options(plan_path="project/sums.plan.json", root="project")


def test_the_exported_workflow_runs_to_its_result(wheels: Path, interpreter: Path, tmp_path: Path) -> None:
    checkout, workflow = checked_out(SUMS, tmp_path, OPTIONS)
    status, log = act(checkout, workflow, wheels, interpreter, {"count": "4", "scale": "0.5"})
    assert status == 0, log
    assert "the sum over [1, 2, 3, 4] is 15.0" in log
    assert output(tmp_path, "total", "total") == 15.0
    assert sorted(path.name for path in (tmp_path / "artifacts").iterdir()) == [
        "icefloe-load",
        "icefloe-square-all",
        "icefloe-total",
    ]


def test_a_failing_step_fails_the_run_and_what_comes_after_does_not_start(
    wheels: Path, interpreter: Path, tmp_path: Path
) -> None:
    checkout, workflow = checked_out(SUMS, tmp_path, OPTIONS)
    status, log = act(checkout, workflow, wheels, interpreter, {"count": "-1"})
    assert status == 1
    assert "there are no fewer than no numbers" in log
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_a_missing_fetch_is_noticed(wheels: Path, interpreter: Path, tmp_path: Path) -> None:
    checkout, workflow = checked_out(SUMS, tmp_path, OPTIONS)
    text = workflow.read_text("utf-8")
    wrong = text.replace(f"icefloe-artifacts/{folder('square[all]')}", "icefloe-artifacts/elsewhere")
    workflow.write_text(wrong, "utf-8")
    assert wrong != text
    status, log = act(checkout, workflow, wheels, interpreter, {})
    assert status == 1, log
