"""Check a generated project of 200 connections, a good half of them planted wrong, and count what is found.

`make truth` runs it; it writes `docs/results/DATE-project.md`. Arguments are environments that have pandas, numpy and
scikit-learn (their folders); without any, the running one. Exits with 1 where a connection that is right is
reported, where a planted fault among builtin, typing and project types is missed without packages, where an
environment finds less than 95 % of all, or where a type checker after it misses one.
"""

import argparse
import datetime as dt
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from project_pairs import CATEGORIES, PAIRS
from project_writer import LIBRARY, OTHERS, SHOP, TRACE, Link, flows, links, write

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
COUNT = 200
OWN = ("builtin", "typing", "project")
STEP = re.compile(r"\btake_(\d{3})\b")
COUNTED = re.compile(r"(\d+) connections \((\d+) unknown\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one way of checking said: the message about each connection that it calls wrong, and how long it took."""

    name: str
    messages: dict[int, str]
    seconds: float
    unknown: dict[str, int] | None = None

    def caught(self, wanted: Sequence[Link]) -> list[Link]:
        """The planted faults that it found."""
        return [link for link in wanted if link.pair.wrong and link.number in self.messages]

    def false(self, wanted: Sequence[Link]) -> list[Link]:
        """What it calls wrong and is right."""
        return [link for link in wanted if not link.pair.wrong and link.number in self.messages]

    def missed(self, wanted: Sequence[Link]) -> list[Link]:
        """The planted faults that it did not find."""
        return [link for link in wanted if link.pair.wrong and link.number not in self.messages]

    def unnamed(self, wanted: Sequence[Link]) -> list[Link]:
        """The faults that it found without naming the part of the type that fails."""
        return [link for link in self.caught(wanted) if link.pair.part not in self.messages[link.number]]


def timed(
    command: Sequence[str], folder: Path, rounds: int, environment: Mapping[str, str] | None = None
) -> tuple[subprocess.CompletedProcess[str], float]:
    """What a command says, and the median of how long it takes."""
    taken: list[float] = []
    for _ in range(rounds):
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
        taken.append(time.perf_counter() - begin)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done, statistics.median(taken)


def icefloe(name: str, options: Sequence[str], folder: Path, wanted: Sequence[Link], rounds: int) -> Told:
    """What `icefloe check` says with some options, also for each category by itself, which shows what is unknown."""
    command = [sys.executable, "-m", "icefloe", "check", "--output-format", "json", *options, "."]
    done, seconds = timed(command, folder / "whole", rounds)
    messages: dict[int, str] = {}
    for finding in json.loads(done.stdout):
        if finding["code"] == "FLO301":
            messages[int(STEP.findall(finding["message"])[-1])] = finding["message"]
        elif finding["severity"] == "error":
            sys.exit(f"{name}: {finding['filename']}: {finding['message']}")
    unknown: dict[str, int] = {}
    for category in CATEGORIES:
        plain = [sys.executable, "-m", "icefloe", "check", *options, "."]
        done = subprocess.run(plain, cwd=folder / category, capture_output=True, text=True, check=False)
        found = COUNTED.search(done.stdout + done.stderr)
        if found is None or int(found[1]) != sum(link.pair.category == category for link in wanted):
            sys.exit(f"{name}: not all connections of {category} were seen\n{done.stdout[-500:]}{done.stderr[-500:]}")
        unknown[category] = int(found[2])
    return Told(name=name, messages=messages, seconds=seconds, unknown=unknown)


def shadow(folder: Path, wanted: Sequence[Link]) -> None:
    """What a type checker needs to see the connections: bare signatures, and one line for each of them."""
    folder.mkdir()
    (folder / "models.py").write_text(SHOP, encoding="utf-8")
    head = LIBRARY + "".join(OTHERS.values()) + "from models import *\n"
    bodies = (
        f"def {link.giver}() -> {link.pair.gives}: ...\ndef {link.taker}(value: {link.pair.takes}) -> None: ...\n"
        for link in wanted
    )
    (folder / "shadow.pyi").write_text(head + "".join(bodies), encoding="utf-8")
    lines = [f"shadow.{link.taker}(shadow.{link.giver}())" for link in wanted]
    (folder / "joined.py").write_text("import shadow\n" + "\n".join(lines) + "\n", encoding="utf-8")


def ty(name: str, folder: Path, python: str, rounds: int) -> Told:
    """What ty says, by the steps that the lines name which it points at."""
    command = ["ty", "check", "--output-format", "concise", "--python", python, "."]
    command[0] = shutil.which("ty", path=str(Path(sys.executable).parent)) or "ty"
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done, seconds = timed(command, folder, rounds, bare)
    messages: dict[int, str] = {}
    for line in done.stdout.splitlines():
        path, _, rest = line.partition(":")
        if "invalid-argument-type" in rest:
            text = (folder / path).read_text(encoding="utf-8").splitlines()[int(rest.split(":")[0]) - 1]
            for number in STEP.findall(text):
                messages[int(number)] = rest
    return Told(name=name, messages=messages, seconds=seconds)


def table(told: Sequence[Told], wanted: Sequence[Link]) -> list[str]:
    """The count by category: caught of planted, reported though right, and unknown."""
    lines = ["| | " + " | ".join(CATEGORIES) + " | all | time |", "|---|" + "---|" * (len(CATEGORIES) + 2)]
    for one in told:
        cells: list[str] = []
        for category in (*CATEGORIES, ""):
            some = [link for link in wanted if category in ("", link.pair.category)]
            planted = sum(link.pair.wrong for link in some)
            cell = f"{len(one.caught(some))} of {planted}"
            false = one.false(some)
            cell += f", **{len(false)} false**" if false else ""
            if one.unknown is not None:
                unknown = one.unknown[category] if category else sum(one.unknown.values())
                cell += f", {unknown} unknown" if unknown else ""
            cells.append(cell)
        lines.append(f"| {one.name} | {' | '.join(cells)} | {one.seconds:.2f} s |")
    return lines


def listed(told: Sequence[Told], wanted: Sequence[Link]) -> list[str]:
    """What was missed, reported though right, or told without the part that fails; once, with all ways that did so.

    Without packages nothing is expected of their types.
    """
    rows: dict[tuple[str, int], list[str]] = {}
    for one in told:
        due = wanted if "--python" in one.name else [link for link in wanted if link.pair.category in OWN]
        for word, some in (
            ("missed", one.missed(due)),
            ("reported though right", one.false(wanted)),
            ("part not named", one.unnamed(wanted)),
        ):
            for link in some:
                rows.setdefault((word, link.number), []).append(one.name)
    lines: list[str] = []
    for (word, number), names in rows.items():
        link = wanted[number]
        how = f" (inferred: `{link.pair.body}`)" if link.pair.body else ""
        told_by = [one.messages[number] for one in told if one.name in names and number in one.messages]
        said = f": {told_by[0]}" if told_by else ""
        where = "everywhere" if len(names) == len(told) else "; ".join(names)
        lines.append(
            f"* {word} ({where}): {link.pair.category} in {link.dialect}, "
            f"`{link.pair.gives}` to `{link.pair.takes}`{how}{said}"
        )
    return lines


def measure(environments: Sequence[str], wanted: Sequence[Link], rounds: int) -> tuple[list[Told], list[Told]]:
    """What icefloe says in all its ways, and what ty says by itself."""
    with tempfile.TemporaryDirectory(prefix="icefloe-project-") as name:
        folder = Path(name)
        write(folder / "whole", wanted)
        for category in CATEGORIES:
            some = [link.pair for link in wanted if link.pair.category == category]
            write(folder / category, links(len(some), some))
        shadow(folder / "shadow", wanted)
        ways: list[tuple[str, list[str]]] = [("no packages", [])]
        ways += [(f"`--python` {label(one)}", ["--python", one]) for one in environments]
        ways += [("deep, no packages", ["--types=deep"])]
        ways += [(f"deep, `--python` {label(one)}", ["--types=deep", "--python", one]) for one in environments]
        ours = [icefloe(name, options, folder, wanted, rounds) for name, options in ways]
        theirs = [ty(f"ty on signatures alone, {label(one)}", folder / "shadow", one, rounds) for one in environments]
        theirs += [ty(f"ty on the project, {label(one)}", folder / "whole", one, rounds) for one in environments]
        if list(folder.rglob(TRACE)):
            sys.exit("the project was executed")
    return ours, theirs


def label(environment: str) -> str:
    """An environment by what it has for pandas."""
    stubs = list(Path(environment).glob("lib/python*/site-packages/pandas-stubs"))
    return "with pandas-stubs" if stubs else "without stubs"


def main() -> int:
    """Measure, write, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environments", nargs="*", default=[sys.prefix], help="folders of environments")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    environments = [str(Path(one).absolute()) for one in options.environments]
    wanted = links(COUNT)
    ours, theirs = measure(environments, wanted, options.rounds)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    planted = sum(link.pair.wrong for link in wanted)
    pipelines = sum(1 for _ in flows(wanted))
    lines = [
        f"# Types on the connections of a generated project, {today}",
        "",
        (
            f"{COUNT} connections over {len(PAIRS)} pairs of a producer and a consumer in {pipelines} pipelines of "
            f"FlowyML, runnable and native words; {planted} planted wrong, "
            f"{sum(bool(link.pair.body) for link in wanted)} producers without annotation. Whole processes, median of "
            f"{options.rounds}. Importing any module of the project would leave a file behind: none did. Written by "
            "`tests/types/project_check.py`."
        ),
        "",
        *table([*ours, *theirs], wanted),
        "",
        *listed(ours, wanted),
    ]
    text = "\n".join(lines).rstrip() + "\n"
    sys.stdout.write(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{today}-project.md").write_text(text, encoding="utf-8", newline="\n")
    return 0 if holds(ours, wanted) else 1


def holds(ours: Sequence[Told], wanted: Sequence[Link]) -> bool:
    """Whether what is promised is true."""
    planted = sum(link.pair.wrong for link in wanted)
    own = [link for link in wanted if link.pair.category in OWN]
    good = all(not one.false(wanted) and not one.missed(own) for one in ours)
    for one in ours:
        if "--python" in one.name:
            missed = len(one.missed(wanted))
            good = good and (not missed if "deep" in one.name else missed <= 0.05 * planted)
    return good


if __name__ == "__main__":
    sys.exit(main())
