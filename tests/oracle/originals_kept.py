"""Originals that no package index has: where a copy of their source is, and a Python that can run it.

A copy is the folder that an environment variable names, or else what `pip` gets from the project's own repository.
Where neither is there, the comparison is left out: it says so, and ends with the status `SKIPPED`.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SKIPPED = 77
"""The exit status of a comparison that could not be made, because the original is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One such system.

    `variable` names a folder that holds `package` (a path), `source` is what `pip` can install it from, `needs` what
    must be installed beside a copy, and `kept` what the venv that runs it is called.
    """

    name: str
    variable: str
    package: str
    source: str
    needs: tuple[str, ...]
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An original that can be asked: a Python, and what its environment must have."""

    python: str
    environment: dict[str, str]
    told: str


def ready(original: Original) -> Ready:
    """Make the original ready, or end with `SKIPPED`."""
    given = os.environ.get(original.variable, "")
    if given:
        copy = Path(given).expanduser().resolve() / original.package
        if not copy.is_dir():
            raise SystemExit(f"{original.variable} names {given}, where there is no {original.package}")
        python = _venv(original, "beside", original.needs)
        path = os.pathsep.join(filter(None, (str(copy.parent), os.environ.get("PYTHONPATH", ""))))
        return Ready(python=python, environment={"PYTHONPATH": path}, told=f"the copy in {original.variable}")
    try:
        python = _venv(original, "whole", (original.source, *original.needs))
    except SystemExit as error:
        sys.stderr.write(f"SKIPPED: nothing was compared with {original.name}. {error}\n")
        sys.stderr.write(f"Set {original.variable} to a folder that holds {original.package}.\n")
        raise SystemExit(SKIPPED) from error
    return Ready(python=python, environment={}, told=original.source)


def _venv(original: Original, which: str, needs: tuple[str, ...]) -> str:
    """The Python of a venv that has what is needed; it is made once."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "icefloe" / f"{original.kept}-{which}"
    python, done = folder / "bin" / "python", folder / ".installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needs]
        said = subprocess.run(install, capture_output=True, text=True, check=False)
        if said.returncode:
            lines = [line.strip() for line in said.stderr.splitlines()]
            why = next((line for line in lines if line.startswith(("fatal:", "ERROR:"))), "pip failed")
            raise SystemExit(f"`pip install {' '.join(needs)}`: {why}")
        done.touch()
    return str(python)
