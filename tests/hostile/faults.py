"""Every trap and every hostile input, each as whole processes; writes `docs/results/DATE-hostile.md`.

Traps: each verb under `strace`, in the folder of each trap. Hostile inputs: `icefloe check .` on a stack of 8 MB and one
of 1 MB. Exits with 1 if anything was executed, reached, written or loaded that must not be, if a process died, confessed
to a mistake of ours, or went beyond the bounds. Takes an hour, a part with `--only`.
"""

import argparse
import datetime as dt
import os
import platform
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hostile_table import FOLDERS, SOURCES, write_folder
from strace import STRACE, observed
from trap_table import TRAPS, write

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
SCRIPT = [str(Path(sys.executable).with_name("icefloe"))]
MODULE = [sys.executable, "-m", "icefloe"]
VERBS = {
    "check": (["check", "pipeline.py"], ()),
    "compile": (["compile", "pipeline.py", "-o", "out.plan.json"], ("out.",)),
    "graph": (["graph", "pipeline.py"], ()),
    "freeze": (["freeze"], ("icefloe.lock",)),
    "verify": (["verify"], ()),
    "bundle": (["bundle", "pipeline.py", "-o", "out.pyz"], ("out.",)),
}
STACKS = {"8 MB": 8 << 20, "1 MB": 1 << 20}
SECONDS, MEGABYTES = 20.0, 2000.0
OURS = "icefloe itself failed"


@dataclass(slots=True)
class Tally:
    """What came of one part."""

    title: str
    processes: int = 0
    seconds: float = 0
    megabytes: float = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        most = f"{self.seconds:.1f} s | {self.megabytes:.0f} MB" if self.seconds else "– | –"
        return f"| {self.title} | {self.processes} | {most} | {len(self.wrong)} |"


def main() -> None:
    """Run, write, and exit with what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["traps", "hostile"])
    parser.add_argument("--verbs", nargs="*", choices=VERBS, default=list(VERBS), help="of the traps, only these")
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    sys.setrecursionlimit(20_000)  # to remove folders that nest 1,500 deep
    tallies: list[Tally] = []
    if options.only != "traps":
        tallies += [hostile(name, stack) for name, stack in STACKS.items()]
    if options.only != "hostile":
        if STRACE is None:
            sys.exit("strace is not installed: what processes do cannot be watched")
        tallies += [traps(verb) for verb in options.verbs]
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = options.output or RESULTS / f"{today}-hostile.md"
    path.write_text(report(tallies, today), encoding="utf-8", newline="\n")
    print(path.read_text(), end="")
    sys.exit(1 if any(tally.wrong for tally in tallies) else 0)


def traps(verb: str) -> Tally:
    """One verb in the folder of each trap."""
    tally = Tally(title=f"`icefloe {verb}` in the folder of each trap")
    arguments, outputs = VERBS[verb]
    for name, trap in TRAPS.items():
        print(verb, name, end="\r", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="icefloe-trap-") as place:
            folder = write(trap, Path(place))
            if verb == "verify":
                subprocess.run([*SCRIPT, "freeze"], cwd=folder, capture_output=True, check=False)
            seen = observed([*SCRIPT, *arguments], folder, outputs)
            tally.processes += 1
            found = [*seen.breaches, *(path.name for path in folder.rglob("SPRUNG-*"))]
            if OURS in seen.stderr or seen.status not in {0, 1, 2}:
                found.append(f"status {seen.status}: {seen.stderr[-200:]}")
            tally.wrong += [f"{name}: {one}" for one in found]
    return tally


def hostile(title: str, stack: int) -> Tally:
    """`icefloe check .` on each hostile input."""
    tally = Tally(title=f"`icefloe check .` on each hostile input, stack of {title}")
    for name in (*SOURCES, *FOLDERS):
        print(title, name, end="\r", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="icefloe-hostile-") as place:
            folder = Path(place)
            if name in SOURCES:
                data = SOURCES[name][0]
                (folder / "pipeline.py").write_bytes(data.encode() if isinstance(data, str) else data)
            else:
                write_folder(FOLDERS[name], folder)
            status, seconds, megabytes, talk = measured([*MODULE, "check", "."], folder, stack)
        tally.processes += 1
        tally.seconds = max(tally.seconds, seconds)
        tally.megabytes = max(tally.megabytes, megabytes)
        if status not in {0, 1, 2} or OURS in talk:
            tally.wrong.append(f"{name}: status {status}: {talk[-200:]}")
        elif seconds > SECONDS or megabytes > MEGABYTES:
            tally.wrong.append(f"{name}: {seconds:.0f} s, {megabytes:.0f} MB")
    return tally


def measured(command: list[str], folder: Path, stack: int) -> tuple[int, float, float, str]:
    """How a process ended, its processor time and memory, and what it said on stderr."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_STACK, (stack, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    with tempfile.TemporaryFile() as talk:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=talk, preexec_fn=bounded
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        talk.seek(0)
        said = talk.read().decode(errors="replace")
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def report(tallies: list[Tally], today: str) -> str:
    """The table, and everything that was wrong."""
    lines = [
        f"# Traps and hostile input, {today}",
        "",
        (
            f"{len(TRAPS)} traps, {len(SOURCES) + len(FOLDERS)} hostile inputs; Python {platform.python_version()}, "
            f"{platform.system()} {platform.machine()}. Bounds: {SECONDS:.0f} s of processor time, {MEGABYTES:.0f} MB. "
            "Written by `make faults`."
        ),
        "",
        "| | processes | longest | most memory | wrong |",
        "|---|---|---|---|---|",
        *(tally.line() for tally in tallies),
    ]
    wrong = [one for tally in tallies for one in tally.wrong]
    return "\n".join([*lines, *(["", *(f"* {one!r}" for one in wrong)] if wrong else [])]) + "\n"


if __name__ == "__main__":
    main()
