"""Running an exported workflow with act: job by job on this machine, only GitHub's own actions are stand-ins."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from outside import absent, tool

from icefloe_runtimes.github.actions import DOWNLOAD, SETUP_PYTHON, UPLOAD
from icefloe_runtimes.github.workflow import render
from icefloe_runtimes.target import Options
from icefloe_schema import codec, literals
from icefloe_schema.plan import Plan

REPOSITORY = Path(__file__).parents[2]
STUBS = REPOSITORY / "tests" / "tools" / "act-stubs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """What jobs find on their machine: the wheel of this clone, and the programs of an empty environment."""

    wheels: Path
    programs: Path


def runner(home: Path) -> Runner:
    """A runner below a folder."""
    venv.create(home / "interpreter", with_pip=True)
    return Runner(wheels=_wheel(home / "wheels"), programs=home / "interpreter" / "bin")


def checked_out(plan: Plan, project: Path, home: Path, options: Options) -> Path:
    """A repository as the workflow will find it, with the workflow in it; gives the workflow's path."""
    checkout = home / "checkout"
    shutil.copytree(project, checkout / options.root, ignore=shutil.ignore_patterns("__pycache__", ".icefloe"))
    (checkout / options.plan_path).write_text(codec.dumps(plan), "utf-8")
    ((name, text),) = render(plan, options).files.items()
    workflow = checkout / ".github" / "workflows" / name
    workflow.parent.mkdir(parents=True)
    workflow.write_text(text, "utf-8")
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "A checkout"]):
        subprocess.run(["git", *identity, *words], cwd=checkout, check=True)
    return workflow


def act(workflow: Path, machine: Runner, inputs: Mapping[str, str], *, network: bool = False) -> tuple[int, str]:
    """Runs a checked out workflow; gives the exit status and the log. Artifacts are left beside the checkout."""
    checkout = workflow.parents[2]
    home = checkout.parent
    (home / "artifacts").mkdir(exist_ok=True)
    stubs = {UPLOAD: "upload-artifact", DOWNLOAD: "download-artifact", SETUP_PYTHON: "setup-python"}
    # Of what is installed for a few steps most is never imported: it need not be compiled.
    variables = {"PIP_FIND_LINKS": machine.wheels, "PIP_COMPILE": "0", "STUB_ARTIFACTS": home / "artifacts"}
    variables |= {"PIP_CACHE_DIR": _pip_cache()} if network else {"PIP_NO_INDEX": "1"}
    command = [
        *(tool("act"), "workflow_dispatch", "-W", str(workflow), "-P", "ubuntu-24.04=-self-hosted"),
        *("--no-cache-server", "--artifact-server-addr", "127.0.0.1", "--concurrent-jobs", "1"),
        *(word for action, stub in stubs.items() for word in ("--local-repository", f"{action}={STUBS / stub}")),
        *(word for name, value in variables.items() for word in ("--env", f"{name}={value}")),
        *(word for name, value in inputs.items() for word in ("--input", f"{name}={value}")),
    ]
    environment = {**_proxies(), "HOME": str(home), "PATH": f"{machine.programs}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=540)
    return done.returncode, done.stdout + done.stderr


def output(artifacts: Path, step: str, name: str) -> object:
    """The value of a step's output that is kept as JSON."""
    manifest = json.loads((artifacts / step / "outputs.json").read_text("utf-8"))
    return literals.decode(json.loads((artifacts / step / manifest["outputs"][name]["file"]).read_text("utf-8")))


def requirements(project: Path) -> tuple[str, ...]:
    """What a project says that it needs."""
    table = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    return tuple(table["project"]["dependencies"])


def _wheel(folder: Path) -> Path:
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", *isolation, "-w", str(folder), str(REPOSITORY)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "hatchling" in done.stderr and not isolation:
        absent("hatchling is not installed and cannot be fetched: pip install --group proof")
    assert done.returncode == 0, done.stderr
    return folder


def _pip_cache() -> str:
    command = [sys.executable, "-m", "pip", "cache", "dir"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _proxies() -> dict[str, str]:
    """How this machine reaches the network, if it has to say so."""
    told = ("PROXY", "PIP_", "SSL_CERT", "REQUESTS_CA")
    return {name: value for name, value in os.environ.items() if any(word in name.upper() for word in told)}
