"""Argo's own validator, built once from its released module and kept in the user's cache."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from outside import absent

SOURCE = Path(__file__).parents[1] / "tools" / "argo-validate"
_PARTS = ("main.go", "go.mod", "go.sum")


def argo_validate() -> Path:
    """The program; built when its sources are new, which takes a few minutes and the network."""
    program = _cache() / f"argo-validate-{_key()}" / "argo-validate"
    if not program.is_file():
        _build(program)
    return program


def _key() -> str:
    return hashlib.sha256(b"\0".join((SOURCE / part).read_bytes() for part in _PARTS)).hexdigest()[:16]


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "icefloe-tools"


def _build(program: Path) -> None:
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        absent("go is not installed, so that Argo's validator cannot be built")
    fetched = subprocess.run([go, "mod", "download"], cwd=SOURCE, capture_output=True, text=True, timeout=1200)
    if fetched.returncode:
        absent(f"the modules of Argo's validator cannot be downloaded: {fetched.stderr[-500:]}")
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        made = Path(folder) / program.name
        command = [go, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(made), "."]
        built = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, timeout=1800)
        if built.returncode:
            pytest.fail(f"Argo's validator does not build: {built.stderr[-2000:]}")
        made.replace(program)
