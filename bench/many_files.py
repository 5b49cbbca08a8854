"""What a cold `icefloe check` of 1,000 files costs of which 20 hold pipelines.

Beside it a script that reads all of them and parses the 20 with LibCST: that much any checker does that uses it. Whole
processes in turns, one process each, nothing kept; read the ratio of processor time, at most LIMIT. Writes
`docs/results/DATE-many-files.md`; exits with 1 where the limit is passed.
"""

import sys
import tempfile
from pathlib import Path

from cache_time import Bench, write_thousand
from processes import in_turns, machine, median, options, publish, run, table, today

LIMIT = 3.0
SCRIPT = """\
import os
import libcst

for folder, _, names in os.walk("."):
    for name in names:
        if name.endswith(".py"):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            if b"flowyml" in data:
                libcst.parse_module(data)
"""
BASE = "read all, parse 20"


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 7).parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as name:
        bench = Bench(Path(name))
        project = bench.folder / "thousand"
        write_thousand(project)
        script = bench.folder / "script.py"
        script.write_text(SCRIPT)
        bench.check(project, "--no-cache", "-j1")  # the first run compiles what is imported
        rows = {
            BASE: lambda: run([sys.executable, str(script)], project),
            "check, nothing kept": lambda: bench.check(project, "--no-cache", "-j1"),
        }
        times = in_turns(asked.rounds, rows)
    ratio = median(times["check, nothing kept"]).cpu / median(times[BASE]).cpu
    lines = [
        f"# 1,000 files, 20 with pipelines, {today()}",
        "",
        f"Whole processes, in turns; medians of {asked.rounds}; {machine()}. Written by `bench/many_files.py`.",
        "",
        *table(times, BASE),
        "",
        f"Processor time: {ratio:.2f} times as much, at most {LIMIT}.",
    ]
    publish("many-files", lines, asked.output)
    if ratio > LIMIT:
        sys.exit("a cold check costs more than it may")


if __name__ == "__main__":
    main()
