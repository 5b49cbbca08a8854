"""What `icefloe freeze` and `icefloe verify` cost beside `icefloe check` of the same project of 500 steps.

Whole processes, in turns, without the cache; processor time, so that a busy machine counts for little. Each may cost
at most LIMIT times what `check` costs, the median of the turns' ratios. Writes `docs/results/DATE-lock-time.md`; exits
with 1 where it is more.
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

from check_time import FILES, STEPS, write_project

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "results"
LIMIT = 1.5
COMMANDS = {
    "check": ("check", "--no-cache", "."),
    "freeze": ("freeze",),
    "verify": ("verify",),
}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        project = Path(folder) / "project"
        write_project(project)
        rows = measure(project, options.rounds)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = options.output or RESULTS / f"{today}-lock-time.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = report(rows, today)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    dear = [name for name in rows if ratio(rows, name) > LIMIT]
    if dear:
        sys.exit(f"more than {LIMIT} times what check costs: {', '.join(dear)}")


def measure(project: Path, rounds: int) -> dict[str, list[float]]:
    """The processor time of each command, in turns; a first turn compiles what is imported."""
    rows: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(rounds + 1):
        for name, words in COMMANDS.items():
            used = seconds([sys.executable, "-m", "icefloe", *words], project)
            if turn:
                rows[name].append(used)
    return rows


def seconds(command: list[str], folder: Path) -> float:
    """The processor time of a command that must succeed, the processes that it starts included."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exits with {process.returncode}")
    return used.ru_utime + used.ru_stime


def ratio(rows: dict[str, list[float]], name: str) -> float:
    """The median of a command's ratios to `check` in the same turn."""
    return statistics.median(one / check for one, check in zip(rows[name], rows["check"], strict=True))


def report(rows: dict[str, list[float]], today: str) -> str:
    """The table."""
    lines = [
        f"# What freeze and verify cost, {today}",
        "",
        (
            f"A project of {STEPS} steps in {FILES} files; whole processes, in turns, without the cache; "
            f"{len(rows['check'])} turns, processor time; Python {platform.python_version()}, {platform.system()} "
            f"{platform.machine()}, {os.cpu_count()} cores. At most {LIMIT} times `check` is allowed. "
            "Written by `bench/lock_time.py`."
        ),
        "",
        "| command | median | least | times check |",
        "|---|---|---|---|",
    ]
    for name, taken in rows.items():
        median, least = statistics.median(taken), min(taken)
        lines.append(f"| `icefloe {name}` | {median:.2f} s | {least:.2f} s | {ratio(rows, name):.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
