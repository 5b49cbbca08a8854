"""Hold inferred types against mypy and pyright: ours may be unknown or wider, never another type.

`make truth` runs it; it needs mypy and pyright, writes `docs/results/DATE-inference.md`, and exits with 1 where a type
is one that neither of the two gives.
"""

import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from project_source import project
from reveal_expressions import HEAD, PARAMETERS, expressions

from icefloe.types import is_known, spell

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
VERSION = ("--python-version", "3.14", "reveal.py")
FOR_PYRIGHT = ("--pythonversion", "3.14", "reveal.py")
MYPY = re.compile(r"^reveal\.py:(\d+): error:")
PREFACE = (
    HEAD.replace("import argparse", "import types, _collections_abc, _csv, _hashlib, _thread\nimport argparse")
    + 'V = TypeVar("V")\nclass Same(Generic[V]):\n    x: V\n    def set(self, x: V) -> None: ...\n'
    + "def same(x: V) -> Same[V]: ...\n"
)
SIGNATURE = ", ".join(f"{name}: {kind}" for name, kind in PARAMETERS.items())


@dataclass(frozen=True)
class Case:
    """An expression, and what we say of it: the text of its type, empty where it is not known."""

    expression: str
    ours: str
    partly: str


def cases() -> list[Case]:
    """What is inferred for all expressions."""
    wanted = expressions()
    parts = [wanted[start : start + 400] for start in range(0, len(wanted), 400)]
    return [case for part in parts for case in inferred(part)]


def inferred(wanted: list[str]) -> list[Case]:
    """What is inferred for some expressions, of one module."""
    functions = "".join(f"def f{n}({SIGNATURE}):\n    return {one}\n" for n, one in enumerate(wanted))
    made = project(HEAD + functions)
    found: list[Case] = []
    for number, one in enumerate(wanted):
        type = made.types.returned(made.summary(f"f{number}")).type
        text = spell(type)
        found.append(Case(one, text.replace("shop.", "") if is_known(type) else "", text))
    return found


def module(found: list[Case]) -> tuple[str, dict[int, tuple[int, str]]]:
    """A module that says each of our types, and what stands at which line: the case, and what the line asks."""
    lines = PREFACE.splitlines()
    where: dict[int, tuple[int, str]] = {}
    for number, case in enumerate(found):
        lines.append(f"def f{number}({SIGNATURE}) -> None:")
        lines.append(f"    value = {case.expression}")
        where[len(lines)] = (number, "valid")
        if case.ours:
            lines.append(f"    wider: {case.ours} = value")
            where[len(lines)] = (number, "wider")
            lines.append(f"    exact: Same[{case.ours}] = same(value)")
            where[len(lines)] = (number, "exact")
    return "\n".join(lines) + "\n", where


def refused_by_mypy(folder: Path) -> set[int]:
    """The lines at which mypy finds an error."""
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--config-file=", "--no-error-summary", *VERSION]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    return {int(m[1]) for m in map(MYPY.match, told.splitlines()) if m}


def refused_by_pyright(folder: Path) -> set[int]:
    """The lines at which pyright finds an error."""
    pyright = str(Path(sys.executable).with_name("pyright"))
    command = [pyright, "--outputjson", "--pythonpath", sys.executable, *FOR_PYRIGHT]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    found = json.loads(told)["generalDiagnostics"]
    return {one["range"]["start"]["line"] + 1 for one in found if one["severity"] == "error"}


def main() -> int:
    """Compare all; gives the exit code."""
    found = cases()
    text, where = module(found)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "reveal.py").write_text(text, encoding="utf-8")
        refused = (refused_by_mypy(Path(folder)), refused_by_pyright(Path(folder)))
    lines = {(number, kind): line for line, (number, kind) in where.items()}
    counts = dict.fromkeys(("invalid", "unknown", "exact", "wider", "one", "differ"), 0)
    for number, case in enumerate(found):
        if all(lines[number, "valid"] in one for one in refused):
            counts["invalid"] += 1
            if case.ours and "-v" in sys.argv:
                sys.stdout.write(f"INVALID {case.expression}: icefloe {case.ours}\n")
            continue
        if not case.ours:
            counts["unknown"] += 1
            if "-v" in sys.argv:
                sys.stdout.write(f"UNKNOWN {case.expression}: {case.partly}\n")
            continue
        wrong = [lines[number, "wider"] in one for one in refused]
        exact = [lines[number, "exact"] not in one for one in refused]
        result = "exact" if any(exact) else "differ" if all(wrong) else "one" if any(wrong) else "wider"
        counts[result] += 1
        if result == "differ" or ((result in ("one", "wider") or any(wrong)) and "-v" in sys.argv):
            sys.stdout.write(f"{result.upper()} {case.expression}: icefloe {case.ours} {wrong} {exact}\n")
    sys.stdout.write(report(counts))
    if "-v" not in sys.argv:
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        RESULTS.joinpath(f"{today}-inference.md").write_text(
            f"# Inferred types against mypy and pyright, {today}\n\n{report(counts)}", encoding="utf-8", newline="\n"
        )
    return 1 if counts["differ"] or not counts["exact"] else 0


def report(counts: dict[str, int]) -> str:
    """The result in words."""
    valid = sum(counts.values()) - counts["invalid"]
    return (
        f"{valid:,} expressions over parameters of {len(PARAMETERS)} types ({counts['invalid']:,} more are refused by "
        f"both checkers):\n{counts['exact']:,} have exactly the type that mypy or pyright gives, {counts['wider']:,} a "
        f"wider one, {counts['one']:,} one that fits only one of the two,\n{counts['unknown']:,} are *unknown* "
        f"({counts['unknown'] / valid:.1%}), {counts['differ']:,} have another type than both give.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
