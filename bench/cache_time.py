"""What the caches and the processes of `icefloe check` are worth, as ratios of whole processes run in turns.

* 1,000 files of 52 lines, 20 of which hold pipelines, unchanged: beside a script that walks, reads and hashes them.
* The same with nothing kept, and with one file edited, one that is imported edited, and one more file.
* 200 files with pipelines, nothing kept: two processes beside one.

Icefloe is measured as it is installed: a copy of it in a `site-packages` folder, called as the script that pip writes
calls it. Read the ratios, not the seconds. Writes `docs/results/DATE-cache-time.md`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from processes import ROOT, Time, in_turns, machine, options, publish, run, table, today

PACKAGES = {"icefloe": "compiler", "icefloe_schema": "schemas", "icefloe_runtimes": "runtimes"}

BARE = """\
import hashlib
import os

for folder, _, names in os.walk("."):
    for name in names:
        if name.endswith(".py"):
            with open(os.path.join(folder, name), "rb") as file:
                hashlib.sha256(file.read()).hexdigest()
"""
CALL = "import sys\nfrom icefloe.__main__ import main\nsys.exit(main())\n"
#: What a check would take were each process alone on a processor: its own CPU time, and that of the longest child.
LONGEST = """\
import os
import resource
import sys

children = [0.0]

def waited(process, options):
    found, status, usage = os.wait4(process, options)
    children.append(usage.ru_utime + usage.ru_stime)
    return found, status

os.waitpid = waited
from icefloe import api

checked = api.check(["."], api.Wanted(jobs=int(sys.argv[1])))
assert len(checked.pipelines) == 200
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime + max(children))
"""
PLAIN = '''\
"""Module {number} of a service that has nothing to do with pipelines."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass
class Record{number}:
    """One record of table {number}."""

    key: str
    value: float
    tags: tuple[str, ...] = ()

    def scaled(self, factor: float) -> "Record{number}":
        """The record with its value scaled."""
        return Record{number}(self.key, self.value * factor, self.tags)


def load(path: Path) -> list[Record{number}]:
    """Read all records of a file."""
    rows = json.loads(path.read_text())
    found = []
    for row in rows:
        try:
            found.append(Record{number}(row["key"], float(row["value"]), tuple(row.get("tags", ()))))
        except (KeyError, ValueError) as error:
            logger.warning("row %s is skipped: %s", row, error)
    return found


def total(records: list[Record{number}], tag: str | None = None) -> float:
    """Sum the values, of one tag or of all."""
    if tag is None:
        return sum(record.value for record in records)
    return sum(record.value for record in records if tag in record.tags)


def save(records: list[Record{number}], path: Path) -> None:
    """Write records where they are read from."""
    rows = [{{"key": record.key, "value": record.value}} for record in records]
    path.write_text(json.dumps(rows, indent=2))


#: How many rows one file may hold.
LIMIT = {number}
'''
HELPERS = "def scaled(value: float, by: float) -> float:\n    return value * by\n"


class Bench:
    """The folders of one measurement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site-packages"
        for package, home in PACKAGES.items():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / home / package, self.site / package, ignore=ignore)
        self.bare = self._script("bare.py", BARE)
        self.call = self._script("icefloe_call.py", CALL)
        self.longest = self._script("longest.py", LONGEST)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(self.site),
            "ICEFLOE_CACHE_DIR": str(folder / "cache"),
        }

    def _script(self, name: str, text: str) -> list[str]:
        path = self.folder / name
        path.write_text(text)
        return [sys.executable, str(path)]

    def check(self, project: Path, *words: str) -> Time:
        """The time of one check."""
        return run([*self.call, "check", ".", *words], project, self.environment)

    def forget(self) -> None:
        """Drop all that was kept."""
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def counted(self, project: Path) -> str:
        """What a check says of how many files it has read."""
        said = self.output([*self.call, "check", "."], project, ICEFLOE_DEBUG="1")
        return next((line for line in said.splitlines() if line.startswith("looked at")), said)

    def output(self, command: list[str], project: Path, **more: str) -> str:
        """What a command says, on stdout and stderr."""
        environment = {**self.environment, **more}
        both = subprocess.STDOUT
        done = subprocess.run(
            command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=both, text=True, check=False
        )
        return done.stdout


def pipeline(number: int, steps: int, helper: str) -> str:
    """A file with one pipeline."""
    lines = ["from flowyml import Pipeline, context, step", f"from {helper} import scaled", ""]
    lines += ["ctx = context(start=1.0, by=2.0)", ""]
    for index in range(steps):
        source = f"value_{index - 1}" if index else "start"
        inputs = f'inputs=["{source}"], ' if index else ""
        lines += [f'@step({inputs}outputs=["value_{index}"])']
        lines += [f"def step_{index}({source}: float, by: float) -> float:", f"    return scaled({source}, by)", ""]
    lines += [f'pipeline = Pipeline("bench_{number}", context=ctx)']
    return "\n".join([*lines, *(f"pipeline.add_step(step_{index})" for index in range(steps))]) + "\n"


def write_thousand(project: Path) -> None:
    """1,000 files of 52 lines in 20 packages, one file of each with a pipeline; 4 of these use one helper."""
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "0"\n')
    for package in range(20):
        folder = project / f"package_{package}"
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for number in range(49):
            name = "helpers.py" if number == 0 else f"module_{number}.py"
            own = HELPERS if number == 0 else PLAIN.format(number=number)
            if number == 1:
                own = pipeline(package, 9, f"package_{package - package % 4}.helpers")
            (folder / name).write_text(own)


def write_pipelines(project: Path) -> None:
    """200 files with a pipeline of 10 steps each."""
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "0"\n')
    (project / "helpers.py").write_text(HELPERS)
    for number in range(200):
        (project / f"pipeline_{number}.py").write_text(pipeline(number, 10, "helpers"))


def unchanged(bench: Bench, project: Path, rounds: int) -> list[str]:
    """A check that has nothing to do, beside the bare script."""
    bench.forget()
    bench.check(project)
    run(bench.bare, project)
    rows = {
        "walk, read, hash": lambda: run(bench.bare, project),
        "check, unchanged": lambda: bench.check(project),
    }
    return table(in_turns(rounds, rows), "walk, read, hash")


def edited(bench: Bench, project: Path, rounds: int) -> list[str]:
    """Checks after edits, beside one with nothing kept."""
    targets = {
        "a file with a pipeline edited": project / "package_3" / "module_1.py",
        "a helper of four edited": project / "package_4" / "helpers.py",
        "a file without one edited": project / "package_3" / "module_7.py",
        "one more file": project / "package_3" / "module_new.py",
    }

    def touched(path: Path) -> Time:
        with path.open("a") as file:
            file.write(f"# {time.perf_counter_ns()}\n")
        return bench.check(project)

    counts: list[str] = []
    for name, path in targets.items():
        bench.check(project)
        touched_by = path.read_text() if path.exists() else None
        with path.open("a") as file:
            file.write("# counted\n")
        counts.append(f"* {name}: `{bench.counted(project)}`")
        if touched_by is None:
            path.unlink()
    rows: dict[str, Callable[[], Time]] = {"nothing kept": lambda: bench.check(project, "--no-cache", "-j1")}
    for name, path in targets.items():
        rows[name] = partial(touched, path)
    rows["nothing changed"] = lambda: bench.check(project)
    return [*table(in_turns(rounds, rows), "nothing kept"), "", *counts]


def shared(bench: Bench, project: Path, rounds: int) -> list[str]:
    """Two processes beside one."""
    paths: dict[int, list[float]] = {2: [], 1: []}
    for _ in range(rounds):
        for jobs, found in paths.items():
            found.append(float(bench.output([*bench.longest, str(jobs)], project)))
    alone, both = statistics.median(paths[1]), statistics.median(paths[2])
    rows = {
        f"{jobs} process{'' if jobs == 1 else 'es'}": partial(bench.check, project, "--no-cache", f"-j{jobs}")
        for jobs in (2, 1)
    }
    return [
        *table(in_turns(rounds, rows), "2 processes"),
        "",
        (
            "Were each process alone on a processor (CPU time of the first and of the longest other one): one takes "
            f"{alone * 1000:.0f} ms, two {both * 1000:.0f} ms, that is **{alone / both:.2f}**."
        ),
    ]


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 11).parse_args()
    before = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as name:
        bench = Bench(Path(name))
        thousand, pipelines = bench.folder / "thousand", bench.folder / "pipelines"
        write_thousand(thousand)
        write_pipelines(pipelines)
        same = unchanged(bench, thousand, max(asked.rounds, 5) * 2)
        edits = edited(bench, thousand, asked.rounds)
        processes = shared(bench, pipelines, asked.rounds)
    publish(
        "cache-time",
        [
            f"# What caches and processes are worth, {today()}",
            "",
            (
                f"{machine()} (before: {before[0]:.1f}); medians of {asked.rounds} rounds, in turns; written by "
                "`bench/cache_time.py`."
            ),
            "",
            "## 1,000 files, nothing changed (1.3 wanted)",
            "",
            *same,
            "",
            "## 1,000 files, one edited",
            "",
            *edits,
            "",
            "## 200 files with pipelines, nothing kept (1.6 wanted for one process beside two)",
            "",
            *processes,
        ],
        asked.output,
    )


if __name__ == "__main__":
    main()
