"""How long `icefloe check` takes for a project of 500 steps, beside what it costs to import LibCST at all.

Both are whole processes, in turns, so that a busy machine slows both; read the ratio, not the seconds. Writes
`docs/results/DATE-bench.md`.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from processes import Time, in_turns, machine, median, options, publish, run, today

STEPS = 500
FILES = 50


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 5).parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        project = Path(folder) / "project"
        write_project(project)
        check = [sys.executable, "-m", "icefloe", "check", "--no-cache", "."]
        run(check, project)  # the first run compiles what is imported
        rows = {
            "import libcst": lambda: run([sys.executable, "-c", "import libcst"], project),
            "check": lambda: run(check, project),
        }
        times = in_turns(asked.rounds, rows)
    publish("bench", report(times), asked.output)


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


def report(times: Mapping[str, Sequence[Time]]) -> list[str]:
    """The table, with ratios to the import of LibCST."""
    base = median(times["import libcst"]).wall
    lines = [
        f"# Time of `icefloe check`, {today()}",
        "",
        (
            f"{STEPS} steps in {FILES} files; whole processes, in turns; median of {len(times['check'])}; {machine()}. "
            "Written by `make bench`."
        ),
        "",
        "| | median | ratio to `import libcst` |",
        "|---|---|---|",
    ]
    for name, own in times.items():
        wall = median(own).wall
        lines.append(f"| {name} | {wall:.2f} s | {wall / base:.1f} |")
    return lines


if __name__ == "__main__":
    main()
