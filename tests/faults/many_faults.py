"""Kills, failing calls, full disks, signals and floods of output, many of each; writes a dated result.

Exits with 1 if anything acknowledged was lost or made twice, a journal was damaged, a run crashed or could not be gone
on from, or a process was left behind.
"""

import argparse
import datetime as dt
import errno
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chains import chain, crash, ended, newest, run, started, survivors, undisturbed
from failing import KILL, OPERATIONS, Fault
from faulty_flow import commands, mixed, write
from trials import counted, failed, gone_on, signalled, together, with_a_jumping_clock

from icefloe_runtimes import local
from icefloe_schema.plan import Plan, ShellRun, Step

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
ERRORS = [(KILL, False), (errno.EIO, False), (errno.EIO, True), (errno.ENOSPC, False), (errno.ENOSPC, True)]
#: A step of the pipeline makes no more calls of one kind.
MOST_CALLS = 24
FLOODS = {
    "lines": "yes 'all work and no play' | head -c {}",
    "one line": "head -c {} /dev/zero | tr '\\0' x",
    "no text": "head -c {} /dev/urandom",
}


@dataclass(kw_only=True)
class Row:
    """One line of the result."""

    what: str
    number: int
    faults: list[str] = field(default_factory=list)
    note: str = ""


def main() -> None:
    """Try everything, write, and exit with what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--output-bytes", type=int, default=1 << 30)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="let every Nth call of a step fail")
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args()
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="icefloe-faults-") as folder:
        rows = list(tried(Path(folder), options))
    text = report(rows, options, today, time.monotonic() - began)
    path = options.output or RESULTS / f"{today}-faults.md"
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    sys.exit(1 if any(row.faults for row in rows) else 0)


def tried(base: Path, options: argparse.Namespace) -> Iterator[Row]:
    """All trials, each in a folder of its own."""
    draw = random.Random(options.seed)
    yield killed(base / "mixed", mixed(), options.kills // 2, draw, "kills of a run of Python steps, a map and a loop")
    yield killed(base / "commands", commands(), options.kills - options.kills // 2, draw, "kills of a run of commands")
    yield failing(base / "failing", commands(2), 1)
    yield failing(base / "failing-mixed", mixed(), 4 * options.every)
    yield failing_workers(base / "workers", mixed(), options.every)
    yield signals(base / "signals", draw)
    yield full_disks(base)
    for name, command in FLOODS.items():
        yield flooded(base / f"flood-{name.replace(' ', '-')}", name, command.format(options.output_bytes))
    yield Row(what="runs at once in one workspace", number=50, faults=in_one_workspace(base / "together"))
    yield clocks(base / "clocks", draw)


def killed(base: Path, plan: Plan, kills: int, draw: random.Random, what: str) -> Row:
    """Chains of runs that are killed."""
    expected = undisturbed(plan, base / "undisturbed")
    row, done, taken = Row(what=what, number=0), 0, 0
    while done < kills:
        tally = chain(plan, base / str(done), expected, draw)
        done, taken = done + tally.kills, taken + tally.took
        row.faults += tally.faults
    row.number, row.note = done, f"{taken:,} results taken over"
    return row


def failing(base: Path, plan: Plan, every: int) -> Row:
    """Every call of every kind that changes the disk, or every few."""
    wanted, _, _ = undisturbed(plan, base / "undisturbed")
    row = Row(what=f"failing calls of a run of {plan.name} (killed there, EIO, ENOSPC; once, from then on)", number=0)
    for operation in OPERATIONS:
        for number in range(1, counted(plan, base / operation, operation) + 1, every):
            for error, lasting in ERRORS:
                fault = Fault(operation=operation, number=number, error=error, lasting=lasting)
                row.faults += failed(plan, base / f"{operation}-{number}-{error}-{lasting}", fault, wanted)
                row.number += 1
    share = "each" if every == 1 else f"every {every}th"
    row.note = f"{share} of {', '.join(OPERATIONS)}"
    return row


def failing_workers(base: Path, plan: Plan, every: int) -> Row:
    """Calls that fail in the processes of the steps, each of which counts for itself."""
    wanted, _, _ = undisturbed(plan, base / "undisturbed")
    row = Row(what="failing calls in the processes of steps", number=0)
    shim = str(Path(__file__).with_name("worker_with_faults.py"))
    for operation in ("write", "rename", "replace", "mkdir", "symlink", "open"):
        for number in range(1, MOST_CALLS + 1, every):
            for error, lasting in ERRORS[::2]:
                root = base / f"{operation}-{number}-{error}"
                write(root)
                told = (operation, str(number), str(error), "lasting" if lasting else "once")
                command = (sys.executable, "-P", shim, *told)
                status = ended(started(lambda c=command, r=root: run(plan, r, "", c), root))  # type: ignore[misc]
                fault = f"{operation} {number} {error}"
                if status not in (0, 1, 2):
                    row.faults.append(f"{fault}: status {status}: {crash(root)}")
                row.faults += [f"{fault}: {one}" for one in survivors(root, 2.0)]
                row.faults += [f"{fault}: {one}" for one in gone_on(plan, root, wanted)]
                row.number += 1
    return row


def signals(base: Path, draw: random.Random) -> Row:
    """Signals at random times."""
    plan = mixed()
    wanted, _, seconds = undisturbed(plan, base / "undisturbed")
    row = Row(what="SIGINT, SIGINT twice, SIGTERM at random times", number=0)
    for numbers in ((signal.SIGINT,), (signal.SIGINT, signal.SIGINT), (signal.SIGTERM,)):
        for _ in range(20):
            wait = draw.uniform(0, seconds / len(numbers))
            row.faults += signalled(plan, base / str(row.number), numbers, wait, wanted)
            row.number += 1
    return row


def full_disks(base: Path) -> Row:
    """File systems of all sizes, in a name space of our own; each grows when the run has failed."""
    plan = mixed()
    wanted, _, _ = undisturbed(plan, base / "roomy")
    sizes = [*range(40, 400, 20), 600, 1_000]
    row = Row(what="file systems that are full sooner or later", number=0)
    for size in sizes:
        room = base / f"room-{size}"
        room.mkdir()
        done = subprocess.run(
            ["unshare", "-Urm", sys.executable, "-c", ROOM, str(room), str(size), str(Path(__file__).parent)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if "unshare" in done.stderr and done.returncode:
            row.note = "not tried: this machine allows no name spaces"
            return row
        row.number += 1
        if done.stdout.strip() != repr(sorted(wanted.items())):
            row.faults.append(f"{size} KiB: {done.stdout.strip()[-500:]} {done.stderr.strip()[-1500:]}")
    return row


#: What is done in a small file system: run until there is no room, make room, go on, and tell what came of it.
ROOM = """
import subprocess, sys
from pathlib import Path
root, size, here = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.path.insert(0, here)
from chains import crash, digests, ended, newest, run, runs, started
from faulty_flow import mixed, write
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(root)], check=True)
write(root)
first = ended(started(lambda: run(mixed(), root, ""), root))
if first not in (0, 1, 2):
    sys.exit(f"the first run ended with {first}: {crash(root)}")
subprocess.run(["mount", "-o", "remount,size=64m", str(root)], check=True)
from icefloe_runtimes.local.journal import read
begun = [one for one in runs(root) if next(read(one).of("run started"), None)]
second = ended(started(lambda: run(mixed(), root, "last" if begun else ""), root))
if second != 0:
    sys.exit(f"after {first}, the second run ended with {second}: {crash(root)}")
print(sorted(digests(newest(root)).items()))
"""


def flooded(root: Path, name: str, command: str) -> Row:
    """A step that prints without end: how much the runner holds of it, and what of it is kept."""
    write(root)
    row = Row(what=f"output without end: {name}", number=1)
    sizes = []
    for said in ("true", command):
        plan = Plan(name="flood", dialect="native", steps=(Step(id="a", run=ShellRun(command=said)),))
        child = started(lambda plan=plan: local.run(plan, root=root).exit_code, root)  # type: ignore[misc]
        _, status, usage = os.wait4(child, 0)
        sizes.append(usage.ru_maxrss / 1024)
        if status:
            row.faults.append(f"status {status}: {crash(root)}")
    log = (newest(root) / "a.log").stat().st_size / (1 << 20)
    row.note = f"the runner held {sizes[1] - sizes[0]:.0f} MiB more than without, the log has {log:.1f} MiB"
    if sizes[1] - sizes[0] > 100 or log > 12:
        row.faults.append(row.note)
    row.faults += survivors(root, 2.0)
    return row


def in_one_workspace(base: Path) -> list[str]:
    """Fifty at once."""
    wanted, _, _ = undisturbed(commands(2), base / "undisturbed")
    return list(together(commands(2), base / "together", 50, wanted))


def clocks(base: Path, draw: random.Random) -> Row:
    """A clock that jumps by up to a year at each look."""
    wanted, _, _ = undisturbed(commands(3), base / "undisturbed")
    row = Row(what="runs under a clock that jumps by up to a year at each look", number=0)
    for number in range(20):
        row.faults += with_a_jumping_clock(commands(3), base / str(number), wanted, draw)
        row.number += 4
    return row


def report(rows: list[Row], options: argparse.Namespace, today: str, seconds: float) -> str:
    """The result as a page."""
    faults = [f"* {row.what}: {fault}" for row in rows for fault in row.faults]
    machine = f"{platform.platform()}, Python {platform.python_version()}"
    lines = [
        f"# Runs under faults, {today}",
        "",
        f"`python tests/faults/many_faults.py` (seed {options.seed}) on {machine}, in {seconds / 60:.0f} min.",
        "After each fault the run is gone on from to its end. A fault of ours is: a result that was acknowledged and",
        "is made again, a result that is published twice, a damaged journal, a traceback, other values at the end",
        "than those of a run that nothing disturbed, or a process that is there two seconds after its runner ended.",
        "",
        "| what | how many | faults | |",
        "|---|---|---|---|",
        *(f"| {row.what} | {row.number:,} | **{len(row.faults)}** | {row.note} |" for row in rows),
        *(["", *faults] if faults else []),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
