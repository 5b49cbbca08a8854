"""What a step costs `icefloe run`: commands against GNU make, isolated Python steps against a fresh Python, groups.

Whole runs as whole processes, in turns; what a step costs is what a run of many takes more than a run of one, by the
clock and of processors. Limits: a command step at most MAKE times what GNU make takes for one, in a chain and side by
side; an isolated Python step PYTHON milliseconds, or that share of a fresh Python which PYTHON is of one on a machine
that takes 7 ms for it; a step of one execution group GROUP, read likewise; all of them flat, as FLAT says, from 100
steps on. Writes `docs/results/DATE-run-time.md`; exits with 1 where a limit is passed.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

from processes import Time, in_turns, machine, median, options, publish, run, today

from icefloe_schema import codec
from icefloe_schema.plan import FunctionRef, Group, Output, Plan, PythonRun, ShellRun, Step

SMALL, LARGE, HUGE = 100, 1_000, 5_000
MAKE, FLAT = 2.0, 1.3
#: Milliseconds on a machine on which a fresh `python -c pass` takes FRESH.
PYTHON, GROUP, FRESH = 2.5, 0.3, 7.0
GO = """
import sys
from pathlib import Path
from icefloe_runtimes.local import run
from icefloe_schema import codec
here = Path.cwd()
result = run(codec.loads(Path(sys.argv[1]).read_text()), root=here, workspace=here / sys.argv[2], jobs=2)
sys.exit(result.exit_code)
"""


_NUMBERS = count()


class Kind(NamedTuple):
    """One kind of pipeline: its name, the plan of a size, the makefile that does the same if there is one, and the
    largest size that is worth its time."""

    name: str
    plan: Callable[[int], Plan]
    makefile: Callable[[int], str] | None = None
    most: int = HUGE


def after(number: int, chained: bool) -> tuple[str, ...]:
    """What a step waits for."""
    return (f"s{number - 1}",) if chained and number else ()


def commands(size: int, *, chained: bool) -> Plan:
    """Steps that are a command."""
    steps = (Step(id=f"s{n}", run=ShellRun(command="true"), after=after(n, chained)) for n in range(size))
    return Plan(name="commands", dialect="native", steps=tuple(steps))


def functions(size: int, *, chained: bool, grouped: bool = False) -> Plan:
    """Steps that are a function of a small module, with one small output."""
    names = tuple(f"s{n}" for n in range(size))
    steps = (
        Step(
            id=name,
            run=PythonRun(function=FunctionRef(module="work", qualname="one")),
            outputs=(Output(name=name),),
            after=after(number, chained),
            group="all" if grouped else "",
        )
        for number, name in enumerate(names)
    )
    groups = (Group(name="all", steps=names),) if grouped else ()
    return Plan(name="functions", dialect="native", steps=tuple(steps), groups=groups)


def makefile(size: int, *, chained: bool) -> str:
    """The same commands for GNU make."""
    names = [f"s{n}" for n in range(size)]
    rules = (f"{name}: {' '.join(after(n, chained))}\n\t@true\n" for n, name in enumerate(names))
    return f"all: {' '.join(names)}\n.PHONY: all {' '.join(names)}\n{''.join(rules)}"


KINDS = (
    Kind("commands in a chain", partial(commands, chained=True), partial(makefile, chained=True)),
    Kind("commands side by side", partial(commands, chained=False), partial(makefile, chained=False)),
    Kind("functions in a chain", partial(functions, chained=True), most=LARGE),
    Kind("functions side by side", partial(functions, chained=False), most=LARGE),
    Kind("functions of one group", partial(functions, chained=True, grouped=True)),
)


class Cost(NamedTuple):
    """What one step costs, in milliseconds by the clock and of processors."""

    wall: float
    cpu: float


def main() -> None:
    """Measure and write."""
    asked = options(__doc__, 3)
    asked.add_argument("--sizes", type=int, nargs=3, default=(SMALL, LARGE, HUGE), metavar="N")
    chosen = asked.parse_args()
    sizes: tuple[int, ...] = tuple(chosen.sizes)
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        found = measure(Path(folder), sizes, chosen.rounds)
    problems = list(passed(found, sizes))
    publish("run-time", report(found, sizes, chosen.rounds, problems), chosen.output)
    if problems:
        sys.exit("\n".join(problems))


def measure(folder: Path, sizes: tuple[int, ...], rounds: int) -> dict[tuple[str, int], Time]:
    """The medians of all that is run: kinds by size, GNU make likewise (`make …`), a fresh Python (`python`, 1)."""
    (folder / "work.py").write_text("def one():\n    return 1\n", encoding="utf-8")
    (folder / "go.py").write_text(GO, encoding="utf-8")
    rows: dict[str, Callable[[], Time]] = {"python 1": partial(run, [sys.executable, "-c", "pass"], folder)}
    for kind in KINDS:
        for size in (1, *up_to(kind, sizes)):
            name = f"{kind.name} {size}"
            plan = folder / f"{name}.json"
            plan.write_text(codec.dumps(kind.plan(size)), encoding="utf-8")
            rows[name] = partial(once, [sys.executable, "-P", "go.py", plan.name], folder)
            if kind.makefile is not None:
                rules = folder / f"{name}.mk"
                rules.write_text(kind.makefile(size), encoding="utf-8")
                rows[f"make {name}"] = partial(run, [made(), "-j2", "-f", rules.name], folder)
    for name in list(rows):
        if name.endswith(" 1"):
            rows[name]()  # the first run compiles what is imported
    times = in_turns(rounds, rows)
    return {(name.rpartition(" ")[0], int(name.rpartition(" ")[2])): median(own) for name, own in times.items()}


def up_to(kind: Kind, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes in which a kind is run."""
    return tuple(size for size in sizes if size <= max(kind.most, sizes[1]))


def once(command: list[str], folder: Path) -> Time:
    """One run, in a workspace of its own: the next one looks at nothing that it has left.

    Nothing is deleted before the end: for some seconds after that, ext4 looks at each inode that was given back before
    it takes one, which would be part of what the next run costs.
    """
    return run([*command, f"runs-{next(_NUMBERS)}"], folder)


def made() -> str:
    """Where GNU make is."""
    found = shutil.which("make")
    if found is None:
        sys.exit("GNU make is not there to compare with")
    return found


def cost(found: dict[tuple[str, int], Time], name: str, size: int) -> Cost:
    """What a step costs in a run of a size, beside what a run of one step takes."""
    many, one = found[name, size], found[name, 1]
    return Cost(*(1000 * (whole - alone) / (size - 1) for whole, alone in zip(many, one, strict=True)))


def passed(found: dict[tuple[str, int], Time], sizes: tuple[int, ...]) -> Iterator[str]:
    """The limits that are passed; by processor time, as the clock of a busy machine says little."""
    fresh = 1000 * found["python", 1].cpu
    for kind in KINDS:
        known = up_to(kind, sizes)
        own = [cost(found, kind.name, size).cpu for size in known]
        if kind.makefile is not None:
            ratio = own[1] / cost(found, f"make {kind.name}", sizes[1]).cpu
            if ratio > MAKE:
                yield f"{kind.name}: {ratio:.2f} times what GNU make takes, at most {MAKE}"
        else:
            limit = (GROUP if "group" in kind.name else PYTHON) * max(1.0, fresh / FRESH)
            if own[1] > limit:
                yield f"{kind.name}: {own[1]:.2f} ms a step, at most {limit:.2f}"
        if own[-1] / own[0] > FLAT:
            yield f"{kind.name}: a step among {known[-1]:,} costs {own[-1] / own[0]:.2f} times one among {known[0]:,}"


def report(found: dict[tuple[str, int], Time], sizes: tuple[int, ...], rounds: int, problems: list[str]) -> list[str]:
    """The tables."""
    fresh = found["python", 1]
    lines = [
        f"# What a step of a run costs, {today()}",
        "",
        (
            f"`icefloe_runtimes.local.run` with two jobs; whole processes, in turns; medians of {rounds}; {machine()}. "
            "What a step costs is what a run takes more than one of a single step. Written by `bench/run_time.py`."
        ),
        "",
        f"A fresh `python -c pass` takes {1000 * fresh.wall:.1f} ms here ({1000 * fresh.cpu:.1f} ms of a processor).",
        "",
        "| steps | how many | ms each | CPU, ms each | of GNU make's | CPU, of GNU make's | CPU, of a fresh Python |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in KINDS:
        for size in up_to(kind, sizes):
            one = cost(found, kind.name, size)
            ratios = ("", "")
            if kind.makefile is not None:
                make = cost(found, f"make {kind.name}", size)
                ratios = (f"{one.wall / make.wall:.2f}", f"{one.cpu / make.cpu:.2f}")
            share = one.cpu / (1000 * fresh.cpu)
            cells = (kind.name, f"{size:,}", f"{one.wall:.2f}", f"{one.cpu:.2f}", *ratios, f"{share:.2f}")
            lines.append(f"| {' | '.join(cells)} |")
    alone = ", ".join(f"{kind.name} {1000 * found[kind.name, 1].wall:.0f} ms" for kind in KINDS)
    lines += ["", f"A run of one step, from the start of Python on: {alone}.", ""]
    lines += ["CPU of a step among the most against one among the fewest:", ""]
    for kind in KINDS:
        known = up_to(kind, sizes)
        growth = cost(found, kind.name, known[-1]).cpu / cost(found, kind.name, known[0]).cpu
        lines.append(f"* {kind.name}, {known[-1]:,} against {known[0]:,}: {growth:.2f}")
    lines.append("")
    lines += [f"* beyond its limit: {problem}" for problem in problems] or ["Everything is within its limits."]
    return lines


if __name__ == "__main__":
    main()
