"""What `icefloe --version` and the check of one small file cost, beside what they cannot do without.

Whole processes in turns, with bytecode, so that a busy machine slows all of them alike: read the ratios. `--version` is
held against `import click`, a check without any cache against importing LibCST and parsing the same file. Writes
`docs/results/DATE-start-time.md`.
"""

import compileall
import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from processes import ROOT, Time, in_turns, machine, median, options, publish, run, today

FILES = sorted((ROOT / "bench" / "start").glob("*.py"))
#: What is aimed at, as multiples of the first command of each pair.
VERSION, CHECK = 1.5, 1.25
START = "import sys; from icefloe.__main__ import main; sys.argv = ['icefloe', *{}]; main()"
MODULES = (
    "import os, sys\nos._exit = sys.exit\nfrom icefloe.__main__ import main\n"
    "sys.argv = ['icefloe', 'check', '--no-cache', sys.argv[1]]\n"
    "try:\n    main()\nexcept SystemExit:\n    pass\n"
    "open(os.environ['MODULES'], 'w').write('\\n'.join(sys.modules))\n"
)


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 11).parse_args()
    for folder in ("compiler", "schemas", "runtimes"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "0"\n')
        for file in FILES:
            shutil.copy(file, folder)
        rows = [row("`--version`", *pair(["-c", "import click"], ["--version"], folder, asked.rounds), VERSION)]
        for file in FILES:
            parse = f"import libcst; libcst.parse_module(open({file.name!r}).read())"
            took = pair(["-c", parse], ["check", "--no-cache", file.name], folder, asked.rounds)
            rows.append(row(f"`check {file.name}`", *took, CHECK, modules(file.name, folder)))
    publish("start-time", report(rows, asked.rounds), asked.output)


def pair(base: list[str], arguments: list[str], folder: Path, rounds: int) -> tuple[Time, Time]:
    """Median times of two commands, in turns: the base and ours."""
    ours = [sys.executable, "-c", START.format(arguments)]
    rows = {"base": partial(run, [sys.executable, *base], folder), "ours": partial(run, ours, folder)}
    in_turns(1, rows)  # the first run compiles what is imported
    times = in_turns(rounds, rows)
    return median(times["base"]), median(times["ours"])


def modules(file: str, folder: Path) -> int:
    """How many of our modules a check of a file imports."""
    listed = folder / "modules.txt"
    run([sys.executable, "-c", MODULES, file], folder, {**os.environ, "MODULES": str(listed)})
    return sum(name.startswith("icefloe") for name in listed.read_text().split())


def row(what: str, base: Time, ours: Time, aim: float, count: int | None = None) -> str:
    """One line of the table."""
    cells = [what, f"{base.cpu * 1000:.0f}", f"{ours.cpu * 1000:.0f}", f"**{ours.cpu / base.cpu:.2f}**"]
    cells += [f"{ours.wall / base.wall:.2f}", f"{aim}", "" if count is None else str(count)]
    return f"| {' | '.join(cells)} |"


def report(rows: list[str], rounds: int) -> list[str]:
    """The page."""
    return [
        "# The start",
        "",
        f"{today()}, {machine()}; `python bench/start_time.py`.",
        f"Medians of {rounds} interleaved processes, with bytecode. The base of `--version` is `import click`,",
        "that of a check `import libcst` and parsing the same file (`bench/start/`); no check uses a cache.",
        "",
        "| command | base, ms CPU | ours, ms CPU | ratio CPU | ratio wall | aim | our modules |",
        "|---|---|---|---|---|---|---|",
        *rows,
    ]


if __name__ == "__main__":
    main()
