"""How long `icefloe check` takes for a project of 500 steps, beside what it costs to import LibCST at all.

Both are whole processes, in turns, so that a busy machine slows both; read the ratio, not the seconds. Writes
`docs/results/DATE-bench.md`.
"""

import argparse
import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "results"
STEPS = 500
FILES = 50


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        project = Path(folder) / "project"
        write_project(project)
        check = [sys.executable, "-m", "icefloe", "check", "--no-cache", "."]
        rows: dict[str, list[float]] = {"import libcst": [], "check": []}
        seconds(check, project)
        for _ in range(options.rounds):
            rows["import libcst"].append(seconds([sys.executable, "-c", "import libcst"], project))
            rows["check"].append(seconds(check, project))
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = options.output or RESULTS / f"{today}-bench.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = report(rows, today)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")


def write_project(project: Path) -> None:
    """A project of FILES pipelines with STEPS steps altogether, clean and annotated, each with a helper."""
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "0"\n')
    (project / "helpers.py").write_text("def scaled(value: float, by: float) -> float:\n    return value * by\n")
    size = STEPS // FILES
    for number in range(FILES):
        lines = ["from flowyml import Pipeline, context, step", "from helpers import scaled", ""]
        lines += ["ctx = context(start=1.0, by=2.0)", ""]
        for index in range(size):
            source = f"value_{index - 1}" if index else "start"
            inputs = f'inputs=["{source}"], ' if index else ""
            lines += [f'@step({inputs}outputs=["value_{index}"])']
            lines += [f"def step_{index}({source}: float, by: float) -> float:", f"    return scaled({source}, by)", ""]
        lines += [f'pipeline = Pipeline("bench_{number}", context=ctx)']
        lines += [f"pipeline.add_step(step_{index})" for index in range(size)]
        (project / f"pipeline_{number}.py").write_text("\n".join(lines) + "\n")


def seconds(command: list[str], folder: Path) -> float:
    """The wall time of a command that must succeed."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begin


def report(rows: dict[str, list[float]], today: str) -> str:
    """The table, with ratios to the import of LibCST."""
    base = statistics.median(rows["import libcst"])
    lines = [
        f"# Time of `icefloe check`, {today}",
        "",
        (
            f"{STEPS} steps in {FILES} files; whole processes, in turns; median of {len(rows['import libcst'])}; "
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores. "
            "Written by `make bench`."
        ),
        "",
        "| | median | ratio to `import libcst` |",
        "|---|---|---|",
    ]
    for name, values in rows.items():
        median = statistics.median(values)
        lines.append(f"| {name} | {median:.2f} s | {median / base:.1f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
