"""Whole processes, timed in turns, and the dated pages of what came of it: what every measurement of a command needs.

A busy machine slows all that is run in turns alike, so that ratios can be read. Bytecode is written in any case.
"""

import argparse
import datetime as dt
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "results"


class Time(NamedTuple):
    """What one process took, in seconds: by the clock, and of a processor."""

    wall: float
    cpu: float


class FailedError(SystemExit):
    """A command that must succeed did not; where nobody minds, the measurement ends with what it said."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Time:
    """The time of a command that must succeed, with the environment of this process or another."""
    given = {**(os.environ if environment is None else environment)}
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    here = Path.cwd()
    with tempfile.TemporaryFile() as said, Path(os.devnull).open("rb") as nothing:
        streams = [(os.POSIX_SPAWN_DUP2, file.fileno(), to) for file, to in ((nothing, 0), (said, 1), (said, 2))]
        os.chdir(folder)
        try:
            begin = time.perf_counter()
            child = os.posix_spawn(command[0], command, given, file_actions=streams)
            _, status, usage = os.wait4(child, 0)
            wall = time.perf_counter() - begin
        finally:
            os.chdir(here)
        if status:
            said.seek(0)
            end = said.read()[-800:].decode(errors="replace")
            raise FailedError(f"{' '.join(command)} ends with {os.waitstatus_to_exitcode(status)}:\n{end}")
    return Time(wall, usage.ru_utime + usage.ru_stime)


def in_turns(rounds: int, rows: Mapping[str, Callable[[], Time]]) -> dict[str, list[Time]]:
    """The times of several things, one of each after the other."""
    found: dict[str, list[Time]] = {name: [] for name in rows}
    for _ in range(rounds):
        for name, once in rows.items():
            found[name].append(once())
    return found


def median(times: Iterable[Time]) -> Time:
    """The medians of wall and processor time."""
    walls, cpus = zip(*times, strict=True)
    return Time(statistics.median(walls), statistics.median(cpus))


def table(times: Mapping[str, Sequence[Time]], base: str) -> list[str]:
    """A table with ratios to one of the rows."""
    middle = {name: median(own) for name, own in times.items()}
    lines = ["| process | wall, ms | CPU, ms | wall ratio | CPU ratio |", "|---|---|---|---|---|"]
    for name, one in middle.items():
        ratios = f"{one.wall / middle[base].wall:.2f} | {one.cpu / middle[base].cpu:.2f}"
        lines.append(f"| {name} | {one.wall * 1000:.1f} | {one.cpu * 1000:.1f} | {ratios} |")
    return lines


def options(description: str | None, rounds: int) -> argparse.ArgumentParser:
    """A parser of the options that every measurement takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    return parser


def today() -> str:
    """The date that a result carries."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def machine() -> str:
    """Where this was measured."""
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{platform.python_implementation()} {platform.python_version()}, {where}, load {os.getloadavg()[0]:.1f}"


def publish(name: str, lines: Iterable[str], output: Path | None = None) -> None:
    """Write a page as `docs/results/DATE-name.md`, or elsewhere, and show it."""
    path = output or RESULTS / f"{today()}-{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines).rstrip("\n") + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
