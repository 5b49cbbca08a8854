"""Three type checkers as oracles: each looks at a folder once, sealed from every configuration but ours."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

CHECKERS = ("mypy", "pyright", "ty")
BIN = Path(sys.executable).parent
PYTHON = "3.13"
MYPY = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: (?P<text>.*?)(?:  \[(?P<code>\S+)\])?$")
TY = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):\d+: error\[(?P<code>[^\]]+)\] (?P<text>.*)$")
# How each says that an argument does not fit where it is given; a type variable that cannot be solved is said apart.
REFUSALS = {
    "mypy": frozenset({"arg-type", "misc", "type-var", "typeddict-item", "type-abstract"}),
    "pyright": frozenset({"reportArgumentType", "reportAbstractUsage"}),
    "ty": frozenset({"invalid-argument-type"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a checker says of a place: its own code, and its words."""

    file: str
    line: int
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a checker told of a folder: its name with its version, and the places that it has something against."""

    checker: str
    version: str
    errors: tuple[Said, ...]

    def refused(self, file: str) -> frozenset[int]:
        """The lines of a file where an argument does not fit."""
        return frozenset(one.line for one in self.errors if one.file == file and self._is_refusal(one))

    def strange(self, lines: Mapping[str, Container[int]]) -> list[Said]:
        """What it says of other lines than those that ask, or of those without saying that an argument does not fit."""
        return [one for one in self.errors if one.line not in lines.get(one.file, ()) or not self._is_refusal(one)]

    def _is_refusal(self, one: Said) -> bool:
        return one.code in REFUSALS[self.checker]


def ask(checker: str, folder: Path) -> Told:
    """Run a checker over the Python files of a folder that lies apart from every project."""
    with TemporaryDirectory(prefix="icefloe-home-") as home:
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": home, "XDG_CONFIG_HOME": home, "LANG": "C.UTF-8"}
        environment |= {name: os.environ[name] for name in ("PYRIGHT_PYTHON_CACHE_DIR",) if name in os.environ}
        environment |= {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1", "PYRIGHT_PYTHON_PYLANCE_VERSION": ""}
        return {"mypy": _mypy, "pyright": _pyright, "ty": _ty}[checker](folder, environment)


def _output(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def _mypy(folder: Path, environment: dict[str, str]) -> Told:
    program = [sys.executable, "-m", "mypy"]
    flags = ["--config-file=", "--cache-dir=/dev/null", "--no-error-summary", "--python-version", PYTHON]
    quiet = ["--no-site-packages", "--hide-error-context", "--no-color-output", "--show-error-codes"]
    files = sorted(path.name for path in folder.glob("*.py"))
    text = _output([*program, *flags, *quiet, *files], folder, environment)
    found = [m for m in map(MYPY.match, text.splitlines()) if m]
    said = (Said(file=m["file"], line=int(m["line"]), code=m["code"] or "", text=m["text"]) for m in found)
    return Told(checker="mypy", version=_version([*program, "--version"]), errors=tuple(said))


def _pyright(folder: Path, environment: dict[str, str]) -> Told:
    program = str(BIN / "pyright")
    settings = {"typeCheckingMode": "standard", "pythonVersion": PYTHON, "include": ["."], "reportAbstractUsage": True}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    environment |= {name: os.environ[name] for name in ("HOME",) if name in os.environ}  # its cache of node lies there
    text = _output([program, "--outputjson", "--pythonpath", sys.executable], folder, environment)
    rows = json.loads(text)["generalDiagnostics"]
    errors = [row for row in rows if row["severity"] == "error"]
    said = (
        Said(
            file=Path(row["file"]).name,
            line=row["range"]["start"]["line"] + 1,
            code=row.get("rule", ""),
            text=row["message"],
        )
        for row in errors
    )
    return Told(checker="pyright", version=_version([program, "--version"]), errors=tuple(said))


def _ty(folder: Path, environment: dict[str, str]) -> Told:
    program = str(BIN / "ty")
    flags = ["check", "--output-format", "concise", "--python-version", PYTHON, "--python", str(BIN.parent)]
    (folder / "ty.toml").write_text("", encoding="utf-8")
    text = _output([program, *flags, "--error", "invalid-argument-type", "."], folder, environment)
    found = [m for m in map(TY.match, text.splitlines()) if m]
    said = (Said(file=Path(m["file"]).name, line=int(m["line"]), code=m["code"], text=m["text"]) for m in found)
    return Told(checker="ty", version=_version([program, "--version"]), errors=tuple(said))


def _version(command: list[str]) -> str:
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return told.split(" (")[0].strip().removesuffix("warning:")
