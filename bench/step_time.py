"""What one more step costs `icefloe check`: pipelines of 50, 500 and 5,000 steps in three dialects.

Whole processes, in turns, without the cache; processor time, so that a busy machine counts for little. Read the ratio
to importing LibCST and parsing the same file with it, not the seconds. A step must cost about as much in the largest
pipeline as in the middle one: the limit is FLAT. Writes `docs/results/DATE-step-time.md`; exits with 1 where a limit is
passed.
"""

import argparse
import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import peer_pipelines

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "results"
DIALECTS = {"FlowyML": peer_pipelines.flowyml, "native": peer_pipelines.native, "runnable": peer_pipelines.runnable}
SIZES = (50, 500, 5_000)
FLAT = 1.3
PARSE = "import sys, libcst; libcst.parse_module(open(sys.argv[1]).read())"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        found = {name: measure(name, Path(folder), options.rounds) for name in DIALECTS}
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = options.output or RESULTS / f"{today}-step-time.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = report(found, options.rounds, today)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    steep = [name for name, rows in found.items() if growth(rows) > FLAT]
    if steep:
        sys.exit(f"a step costs more in a larger pipeline: {', '.join(steep)}")


def measure(name: str, folder: Path, rounds: int) -> dict[int, tuple[float, float]]:
    """The processor time of LibCST alone and of `check`, for each size; size 1 is what there is without steps."""
    found: dict[int, tuple[float, float]] = {}
    for size in (1, *SIZES):
        file = folder / f"{name}_{size}.py"
        file.write_text(DIALECTS[name](size), encoding="utf-8")
        check = [sys.executable, "-m", "icefloe", "check", "--no-cache", file.name]
        parse = [sys.executable, "-c", PARSE, file.name]
        seconds(check, folder)  # the first run compiles what is imported
        pairs = [(seconds(parse, folder), seconds(check, folder)) for _ in range(rounds)]
        found[size] = (statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs))
    return found


def seconds(command: list[str], folder: Path) -> float:
    """The processor time of a command that must succeed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exits with {process.returncode}")
    return used.ru_utime + used.ru_stime


def cost(rows: dict[int, tuple[float, float]], size: int) -> float:
    """What one step costs in a pipeline of a size."""
    return (rows[size][1] - rows[1][1]) / (size - 1)


def growth(rows: dict[int, tuple[float, float]]) -> float:
    """How many times as much a step costs in the largest pipeline as in the middle one."""
    return cost(rows, SIZES[-1]) / cost(rows, SIZES[-2])


def report(found: dict[str, dict[int, tuple[float, float]]], rounds: int, today: str) -> str:
    """The table, with ratios to LibCST alone."""
    lines = [
        f"# What a step costs, {today}",
        "",
        (
            f"`icefloe check --no-cache` of one file; whole processes, in turns; medians of {rounds}, processor time; "
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores. "
            "Written by `bench/step_time.py`."
        ),
        "",
        "| dialect | steps | import LibCST and parse | check | ratio | one step |",
        "|---|---|---|---|---|---|",
    ]
    for name, rows in found.items():
        for size in SIZES:
            alone, whole = rows[size]
            each = cost(rows, size) * 1_000
            lines.append(f"| {name} | {size:,} | {alone:.2f} s | {whole:.2f} s | {whole / alone:.2f} | {each:.2f} ms |")
    lines += ["", f"A step in {SIZES[-1]:,} against one in {SIZES[-2]:,}, at most {FLAT}:", ""]
    lines += [f"* {name}: {growth(rows):.2f}" for name, rows in found.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
