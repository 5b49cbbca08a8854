"""Whole processes in folders full of traps, under `strace`: no start, no connection, no write but the outputs, and no
code from anywhere but the installation.

The traps stand together, as each process costs a second; `make faults` runs a process for each.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from strace import STRACE, observed
from trap_folders import FOLDERS, SHADOWS
from trap_table import PROJECT, TRAPS, write

pytestmark = [
    pytest.mark.executes,
    pytest.mark.skipif(STRACE is None, reason="strace is not installed: what processes do was not watched"),
]
SCRIPT = Path(sys.executable).with_name("icefloe")
MODULE = [sys.executable, "-m", "icefloe"]
#: What would change the project itself, so that nothing would be left to read.
APART = {"root_package", "shadow_flowyml", "shadow_icefloe", "forged_plan", "yaml_new_in_plan_place"}
#: What Python runs by itself where its own path is set to the folder, before the command has begun.
BY_SITE = {"sitecustomize", "usercustomize", "package_encodings"}


@pytest.fixture(scope="module")
def by_python(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The traps that `python -m` itself would spring: what it imports of the folder before any module begins.

    Only `python -P -m` does not; up to Python 3.11 `collections` is among them.
    """
    folder = tmp_path_factory.mktemp("plain")
    (folder / "plain.py").write_text("import sys; print(*sys.modules)")
    done = subprocess.run([sys.executable, "-m", "plain"], cwd=folder, capture_output=True, text=True, check=True)
    return frozenset(f"{kind}_{name}" for name in done.stdout.split() for kind in ("shadow", "package"))


def beside(folder: Path, without: frozenset[str] = frozenset()) -> Path:
    """One pipeline, and beside it everything that is a trap by where it lies."""
    for name in sorted(set(FOLDERS) - APART - without):
        write(TRAPS[name], folder)
    (folder / "pipeline.py").write_bytes(TRAPS["shadow_json"].files["pipeline.py"])
    (folder / "pyproject.toml").write_bytes(TRAPS["project_tables"].files["pyproject.toml"])
    return folder


def sprung(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("SPRUNG-*"))


VERBS = {
    "check": (["check", "--no-cache", "pipeline.py"], ()),  # the cache is written, in the user's own folder
    "compile": (["compile", "pipeline.py", "-o", "out.plan.json"], ("out.",)),
    "graph": (["graph", "pipeline.py"], ()),
    "freeze": (["freeze"], ("icefloe.lock",)),
    "verify": (["verify"], ()),
    "bundle": (["bundle", "pipeline.py", "-o", "out.pyz"], ("out.",)),
    "help": (["--help"], ()),
    "explain": (["explain", "FLO103"], ()),
}


@pytest.mark.parametrize("how", ["script", "module", "path"])
def test_verbs_among_traps(how: str, tmp_path: Path, by_python: frozenset[str]) -> None:
    """As the installed command, as a module, and with the folder on Python's own path."""
    if how != "module" and not SCRIPT.exists():
        pytest.skip("icefloe is not installed as a script here")
    without = {"script": frozenset[str](), "module": by_python, "path": by_python | BY_SITE}[how]
    folder = beside(tmp_path, without)
    command = MODULE if how == "module" else [str(SCRIPT)]
    env = {"PYTHONPATH": str(folder)} if how == "path" else {}
    verbs = VERBS if how == "module" else {name: VERBS[name] for name in ("check", "freeze")}
    for name, (arguments, outputs) in verbs.items():
        seen = observed([*command, *arguments], folder, outputs, env)
        assert seen.breaches == (), name
        assert sprung(folder) == [], name
        assert seen.status == 0, (name, seen.stdout, seen.stderr)


def test_all_sources_in_one_folder(tmp_path: Path, by_python: frozenset[str]) -> None:
    (tmp_path / "pyproject.toml").write_bytes(PROJECT)
    sources = [name for name in TRAPS if name not in FOLDERS]
    for name in sources:
        (tmp_path / f"trap_{name}.py").write_bytes(TRAPS[name].files["pipeline.py"])
    for name in SHADOWS:
        if f"shadow_{name}" not in APART | by_python:
            (tmp_path / f"{name}.py").write_bytes(TRAPS[f"shadow_{name}"].files[f"{name}.py"])
    seen = observed([*MODULE, "check", "--no-cache", "-j", "1", "."], tmp_path)
    assert seen.breaches == ()
    assert sprung(tmp_path) == []
    told = re.search(r"(\d+) pipelines", seen.stdout + seen.stderr)
    assert told is not None, seen.stderr
    assert int(told[1]) >= len(sources)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import os; os.system('true')", "clone"),
        ("import socket; socket.socket().connect_ex(('127.0.0.1', 9))", "connect"),
        ("open('made', 'w')", "made"),
        ("import sys; sys.path.insert(0, '.'); import json_of_ours", "json_of_ours"),
        ("import os; os.mkdir('made')", "mkdir"),
        ("import threading, os; t = threading.Thread(target=os.system, args=('true',)); t.start(); t.join()", "execve"),
    ],
)
def test_the_watch_sees_what_must_not_be(code: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "json_of_ours.py").write_text("x = 1\n")
    assert any(what in breach for breach in observed([sys.executable, "-c", code], tmp_path).breaches)


def test_the_watch_lets_pass_what_may_be(tmp_path: Path) -> None:
    code = "import json, threading; open('out', 'w'); t = threading.Thread(target=print); t.start(); t.join()"
    seen = observed([sys.executable, "-c", code], tmp_path, ("out",))
    assert (seen.breaches, seen.status) == ((), 0)
    assert os.listdir(tmp_path) == ["out"]
