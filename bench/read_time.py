"""How long reading takes, beside `libcst.parse_module` alone on the same files, and passing files over beside reading
their bytes.

Processor time in one process, in turns, so that a busy machine slows all alike; read the ratio, not the seconds.
Writes `docs/results/DATE-reading.md`, and exits with 1 if a ratio is above its limit.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import libcst as cst
from check_time import write_project
from processes import ROOT, machine, options, publish, today

from icefloe import api
from icefloe.syntax.parser import Parsed, deep, parse

FILES = 1000
#: Above these ratios the program fails: reading without and with positions, passing over.
PLAIN, PLACED, PASSED = 2.0, 4.5, 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that is measured: a ratio to what stands first in its table, and its limit, 0 if there is none."""

    name: str
    ratio: float
    limit: float = 0

    @property
    def fails(self) -> bool:
        return 0 < self.limit < self.ratio


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 9).parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        project, others = Path(folder) / "project", Path(folder) / "others"
        write_project(project)
        write_others(others)
        tables = [
            reading("50 pipelines of 10 steps", project, asked.rounds),
            reading("the compiler's own evaluator", ROOT / "compiler" / "icefloe" / "evaluate", asked.rounds),
            passing(f"{FILES} files of 52 lines without a pipeline", others, asked.rounds),
        ]
    publish("reading", report(tables, asked.rounds), asked.output)
    if any(row.fails for _, rows in tables for row in rows):
        sys.exit(1)


def write_others(folder: Path) -> None:
    """A project that holds no pipeline."""
    body = "".join(
        f'def function_{i}(first, second=1):\n    """Do it."""\n    value = first + second * {i}\n'
        "    return os.path.join(str(value), sys.argv[0])\n\n"
        for i in range(9)
    )
    head = '"""A module."""\n\nimport os\nimport sys\nfrom collections import OrderedDict\nfrom . import module_1\n\n'
    for number in range(FILES):
        file = folder / f"package_{number % 20}" / f"module_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head + body, encoding="utf-8")
    (folder / "pyproject.toml").write_text('[project]\nname = "others"\nversion = "0"\n', encoding="utf-8")


def reading(title: str, folder: Path, rounds: int) -> tuple[str, list[Row]]:
    """Files read in our way, beside LibCST's parser alone."""
    data = [path.read_bytes() for path in sorted(folder.glob("*.py"))]
    texts = [one.decode() for one in data]

    def alone() -> None:
        for text in texts:
            cst.parse_module(text)

    def plain() -> None:
        deep(lambda: [parse(one, "file.py") for one in data])

    def placed() -> None:
        deep(lambda: [with_places(one) for one in data])

    alone_, plain_, placed_ = ratios([alone, plain, placed], rounds)
    lines = sum(text.count("\n") for text in texts)
    return f"{title}: {len(data)} files, {lines:,} lines", [
        Row(name="`libcst.parse_module` alone", ratio=alone_),
        Row(name="read, without positions", ratio=plain_, limit=PLAIN),
        Row(name="read, with positions", ratio=placed_, limit=PLACED),
    ]


def with_places(data: bytes) -> None:
    found = parse(data, "file.py")
    assert isinstance(found, Parsed)
    found.span(found.tree)


def passing(title: str, folder: Path, rounds: int) -> tuple[str, list[Row]]:
    """A whole project checked that has nothing to check, beside its bytes read."""

    def read() -> None:
        for inner, _, names in os.walk(folder):
            for name in names:
                with open(f"{inner}/{name}", "rb") as file:  # noqa: PTH123 - as fast as Python can
                    file.read()

    def read_as_paths() -> None:
        for path in sorted(folder.rglob("*.py")):
            path.read_bytes()

    def check() -> None:
        found = api.check([str(folder)])
        assert (found.files, found.pipelines, found.findings) == (FILES, (), ())

    read_, paths_, check_ = ratios([read_as_paths, read, check], rounds)
    return title, [
        Row(name="found by `rglob`, and read", ratio=read_),
        Row(name="found by `os.walk`, and read", ratio=paths_),
        Row(name="found, read and passed over by `check`", ratio=check_, limit=PASSED),
    ]


def ratios(functions: list[Callable[[], None]], rounds: int) -> list[float]:
    """The processor times of functions, called in turns, as ratios to the first one's: medians."""
    times: list[list[float]] = [[] for _ in functions]
    for number in range(rounds + 1):
        for function, spent in zip(functions, times, strict=True):
            gc.collect()
            begin = time.process_time()
            function()
            if number:  # the first round warms caches
                spent.append(time.process_time() - begin)
    return [statistics.median(spent) / statistics.median(times[0]) for spent in times]


def report(tables: list[tuple[str, list[Row]]], rounds: int) -> list[str]:
    """The tables."""
    lines = [
        f"# Time of reading, {today()}",
        "",
        (
            f"Processor time in one process, in turns; ratios of medians of {rounds}; {machine()}, "
            f"LibCST {version('libcst')}. Written by `make bench`."
        ),
    ]
    for title, rows in tables:
        lines += ["", f"## {title}", "", "| | ratio | limit |", "|---|---|---|"]
        for row in rows:
            mark = " **above**" if row.fails else ""
            lines.append(f"| {row.name} | {row.ratio:.2f}{mark} | {row.limit or '–'} |")
    return lines


if __name__ == "__main__":
    main()
