"""What `icefloe --version` and the check of one small file cost, beside what they cannot do without.

Whole processes in turns, with bytecode, so that a busy machine slows all of them alike: read the ratios. `--version` is
held against `import click`, a check without any cache against importing LibCST and parsing the same file. Writes
`docs/results/DATE-start-time.md`.
"""

import argparse
import compileall
import datetime as dt
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "results"
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    for folder in ("compiler", "schemas", "runtimes"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text('[project]\nname = "bench"\nversion = "0"\n')
        for file in FILES:
            shutil.copy(file, folder)
        rows = [row("`--version`", *pair(["-c", "import click"], ["--version"], folder, options.rounds), VERSION)]
        for file in FILES:
            parse = f"import libcst; libcst.parse_module(open({file.name!r}).read())"
            took = pair(["-c", parse], ["check", "--no-cache", file.name], folder, options.rounds)
            rows.append(row(f"`check {file.name}`", *took, CHECK, modules(file.name, folder)))
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = options.output or RESULTS / f"{today}-start-time.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = report(rows, today, options.rounds)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")


def pair(base: list[str], arguments: list[str], folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Median processor and wall time of two commands, in turns: [base, ours] of each."""
    commands = [[sys.executable, *base], [sys.executable, "-c", START.format(arguments)]]
    for command in commands:
        seconds(command, folder)
    took = [[seconds(command, folder) for command in commands] for _ in range(rounds)]
    return [statistics.median(one[n][0] for one in took) for n in (0, 1)], [
        statistics.median(one[n][1] for one in took) for n in (0, 1)
    ]


def seconds(command: list[str], folder: Path) -> tuple[float, float]:
    """Processor and wall time of one process."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    nothing = os.open(os.devnull, os.O_RDWR)
    here = Path.cwd()
    os.chdir(folder)
    start = time.perf_counter()
    silent = [(os.POSIX_SPAWN_DUP2, nothing, stream) for stream in (0, 1, 2)]
    child = os.posix_spawn(command[0], command, environment, file_actions=silent)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    os.chdir(here)
    os.close(nothing)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, wall


def modules(file: str, folder: Path) -> int:
    """How many of our modules a check of a file imports."""
    listed = folder / "modules.txt"
    os.environ["MODULES"] = str(listed)
    seconds([sys.executable, "-c", MODULES, file], folder)
    return sum(name.startswith("icefloe") for name in listed.read_text().split())


def row(what: str, cpu: list[float], wall: list[float], aim: float, count: int | None = None) -> str:
    """One line of the table."""
    cells = [what, f"{cpu[0] * 1000:.0f}", f"{cpu[1] * 1000:.0f}", f"**{cpu[1] / cpu[0]:.2f}**"]
    cells += [f"{wall[1] / wall[0]:.2f}", f"{aim}", "" if count is None else str(count)]
    return f"| {' | '.join(cells)} |"


def report(rows: list[str], today: str, rounds: int) -> str:
    """The page."""
    head = "| command | base, ms CPU | ours, ms CPU | ratio CPU | ratio wall | aim | our modules |"
    where = f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores"
    return "\n".join(
        [
            "# The start",
            "",
            f"{today}, {where}, load {os.getloadavg()[0]:.1f}; `python bench/start_time.py`.",
            f"Medians of {rounds} interleaved processes, with bytecode. The base of `--version` is `import click`,",
            "that of a check `import libcst` and parsing the same file (`bench/start/`); no check uses a cache.",
            "",
            head,
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
