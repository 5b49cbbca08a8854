"""What a cold `icefloe check` of 1,000 files costs of which 20 hold pipelines.

Beside it a script that reads all of them and parses the 20 with LibCST: that much any checker does that uses it. Whole
processes in turns, one process each, nothing kept; read the ratio of processor time, at most LIMIT. Writes
`docs/results/DATE-many-files.md`; exits with 1 where the limit is passed.
"""

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
from pathlib import Path

from cache_time import RESULTS, Bench, in_turns, median, table, write_thousand

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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as name:
        bench = Bench(Path(name))
        project = bench.folder / "thousand"
        write_thousand(project)
        script = bench.folder / "script.py"
        script.write_text(SCRIPT)
        bench.check(project, "--no-cache", "-j1")  # the first run compiles what is imported
        rows = {
            BASE: lambda: bench.run([sys.executable, str(script)], project),
            "check, nothing kept": lambda: bench.check(project, "--no-cache", "-j1"),
        }
        times = in_turns(options.rounds, rows)
    ratio = median(times["check, nothing kept"]).cpu / median(times[BASE]).cpu
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    lines = [
        f"# 1,000 files, 20 with pipelines, {today}",
        "",
        (
            f"Whole processes, in turns; medians of {options.rounds}; Python {platform.python_version()}, "
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores. Written by `bench/many_files.py`."
        ),
        "",
        *table(times, BASE),
        "",
        f"Processor time: {ratio:.2f} times as much, at most {LIMIT}.",
    ]
    text = "\n".join(lines) + "\n"
    path = options.output or RESULTS / f"{today}-many-files.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    if ratio > LIMIT:
        sys.exit("a cold check costs more than it may")


if __name__ == "__main__":
    main()
