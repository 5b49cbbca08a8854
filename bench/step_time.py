"""What one more step costs `icefloe check`: pipelines of 50, 500 and 5,000 steps in three dialects.

Whole processes, in turns, without the cache; processor time, so that a busy machine counts for little. Read the ratio
to importing LibCST and parsing the same file with it, not the seconds. A step must cost about as much in the largest
pipeline as in the middle one: the limit is FLAT. Writes `docs/results/DATE-step-time.md`; exits with 1 where a limit is
passed.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

import peer_pipelines
from processes import in_turns, machine, median, options, publish, run, today

DIALECTS = {"FlowyML": peer_pipelines.flowyml, "native": peer_pipelines.native, "runnable": peer_pipelines.runnable}
SIZES = (50, 500, 5_000)
FLAT = 1.3
PARSE = "import sys, libcst; libcst.parse_module(open(sys.argv[1]).read())"


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 5).parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        found = {name: measure(name, Path(folder), asked.rounds) for name in DIALECTS}
    publish("step-time", report(found, asked.rounds), asked.output)
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
        run(check, folder)  # the first run compiles what is imported
        times = in_turns(rounds, {"parse": partial(run, parse, folder), "check": partial(run, check, folder)})
        found[size] = (median(times["parse"]).cpu, median(times["check"]).cpu)
    return found


def cost(rows: dict[int, tuple[float, float]], size: int) -> float:
    """What one step costs in a pipeline of a size."""
    return (rows[size][1] - rows[1][1]) / (size - 1)


def growth(rows: dict[int, tuple[float, float]]) -> float:
    """How many times as much a step costs in the largest pipeline as in the middle one."""
    return cost(rows, SIZES[-1]) / cost(rows, SIZES[-2])


def report(found: dict[str, dict[int, tuple[float, float]]], rounds: int) -> list[str]:
    """The table, with ratios to LibCST alone."""
    lines = [
        f"# What a step costs, {today()}",
        "",
        (
            f"`icefloe check --no-cache` of one file; whole processes, in turns; medians of {rounds}, processor time; "
            f"{machine()}. Written by `bench/step_time.py`."
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
    return lines


if __name__ == "__main__":
    main()
