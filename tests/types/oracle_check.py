"""Hold the table of pairs against mypy: icefloe may say unknown, never the opposite.

`make truth` runs it; it needs mypy, writes `docs/results/DATE-types.md`, and exits with 1 where the two disagree.
"""

import datetime as dt
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from test_assignable_pairs import NO, UNKNOWN, YES
from type_notation import CLASSES, IMPORTS, shop, type_of

LINE = re.compile(r"^pairs\.py:(\d+): error:.*\[(\S+)\]$")
RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
OUTSIDE = ("pandas", "polars", "Strange", "Missing", "callable")


def module(pairs: list[tuple[str, str]]) -> tuple[str, dict[int, tuple[str, str]]]:
    """One file with a function for each pair, and which pair stands at which line."""
    text = IMPORTS + CLASSES.replace("class Strange(Missing):\n    pass\n", "")
    lines = text.splitlines()
    where: dict[int, tuple[str, str]] = {}
    for number, (producer, consumer) in enumerate(pairs):
        lines.append(f"def take{number}(value: {consumer}) -> None: ...")
        lines.append(f"def give{number}(value: {producer}) -> None:")
        lines.append(f"    take{number}(value)")
        where[len(lines)] = (producer, consumer)
    return "\n".join(lines) + "\n", where


def universe() -> list[tuple[str, str]]:
    """Every type of the table with every other."""
    pairs = [(p[0], p[1]) for p in (*YES, *NO, *UNKNOWN)]
    names = dict.fromkeys(name for pair in pairs for name in pair)
    kept = [n for n in names if not any(word in n for word in OUTSIDE) and "Final" not in n]
    variables = re.compile(r"\b[TNS]\b")
    return [(p, c) for p in kept for c in kept if not variables.search(p)]


def main() -> int:
    """Compare all pairs; gives the exit code."""
    pairs = universe()
    text, where = module(pairs)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pairs.py").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "mypy", "--no-incremental", "--no-error-summary", "--config-file=", "pairs.py"]
        told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    refused = {int(m[1]) for m in map(LINE.match, told.splitlines()) if m and m[2] in ("arg-type", "misc", "type-var")}
    counts = {"agree": 0, "unknown": 0, "differ": 0}
    for line, (producer, consumer) in where.items():
        verdict = shop()[1].assignable(type_of(producer), type_of(consumer))
        theirs = "no" if line in refused else "yes"
        result = "unknown" if verdict.answer == "unknown" else "agree" if verdict.answer == theirs else "differ"
        counts[result] += 1
        if result == "differ":
            sys.stdout.write(f"{producer} -> {consumer}: icefloe {verdict.answer} ({verdict.why}), mypy {theirs}\n")
    text = report(len(where), counts)
    sys.stdout.write(text)
    RESULTS.mkdir(exist_ok=True)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    (RESULTS / f"{today}-types.md").write_text(
        f"# Types against mypy, {today}\n\n{text}", encoding="utf-8", newline="\n"
    )
    return 1 if counts["differ"] or not refused or not counts["agree"] else 0


def report(total: int, counts: dict[str, int]) -> str:
    """The result in words."""
    version = subprocess.run([sys.executable, "-m", "mypy", "--version"], capture_output=True, text=True, check=False)
    return (
        f"{total:,} pairs of types, each producer with each consumer of the table in `tests/types`, held against "
        f"{version.stdout.split(' (')[0].strip()}:\n"
        f"{counts['agree']:,} times the same verdict, {counts['unknown']:,} times *unknown*, "
        f"{counts['differ']:,} times the opposite.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
