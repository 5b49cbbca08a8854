"""The wheel holds what it must, and alone is enough to run a step."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if "hatchling" in done.stderr and done.returncode:
        pytest.skip(f"hatchling cannot be had here: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("icefloe-*.whl")
    return path


def test_contents(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in ("icefloe", "icefloe_runtimes", "icefloe_schema"):
        assert {f"{package}/__init__.py", f"{package}/py.typed"} <= names
    assert "icefloe_schema/plan.schema.json" in names
    assert "icefloe/codes/pages/FLO105-unknown-argument.md" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"icefloe", "icefloe_runtimes", "icefloe_schema"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_one_wheel_without_dependencies_runs_a_step(wheel, tmp_path):
    """`-S` leaves out site-packages: what is left is the standard library and the wheel."""
    home = tmp_path / "home"
    zipfile.ZipFile(wheel).extractall(home)
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "p"\nversion = "0"\n')
    (project / "steps.py").write_text("def answer():\n    return 42\n")
    (project / "p.plan.json").write_text(
        '{"plan": "1.0", "name": "p", "dialect": "native", "code": {"paths": ["."]}, "steps": [{"id": "answer",'
        ' "run": {"kind": "python", "function": {"module": "steps", "qualname": "answer"}},'
        ' "outputs": [{"name": "answer"}]}]}'
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-S", "-m", "icefloe_runtimes.step", "p.plan.json", "answer", "--artifacts", "made"],
        cwd=project,
        env={**environment, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "made" / "answer" / "outputs.json").is_file()
