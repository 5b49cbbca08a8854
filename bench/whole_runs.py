"""What whole runs take: a step that uses pandas, a run that finds everything made, and the memory of what stays.

* A pandas step in a process of its own, in a chain: at most PANDAS milliseconds, or that share of a fresh Python which
  PANDAS is of one on a machine that takes FRESH ms for it; beside a fresh Python that imports pandas.
* A rerun of 200 steps that finds all of them in the cache: at most CACHED times a fresh Python that reads the journal
  of the run before it, by the plan from Python, and by `icefloe run`.
* The memory of the process that forks the steps, and of the runner, while 1,000 steps run one after the other: at the
  end at most FLAT times what it was after the first tenth.

Whole processes, in turns. Writes `docs/results/DATE-whole-runs.md`; exits with 1 where a limit is passed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from processes import Time, in_turns, machine, median, options, publish, run, table, today
from run_time import GO, functions, once

from icefloe_schema import codec
from icefloe_schema.plan import Binding, FromOutput, FunctionRef, Output, Plan, PythonRun, Step

PANDAS, FRESH, CACHED, FLAT = 20.0, 7.0, 3.0, 1.1
FRAMES, REUSED, MANY = 40, 200, 1_000
WORK = """
import pandas as pd

def first():
    return pd.DataFrame({"value": range(10), "name": list("abcdefghij")})

def after(frame):
    frame = frame.assign(value=frame["value"] * 2)
    return frame[frame["value"] >= 0]
"""
READ = """
import sys
from pathlib import Path
from icefloe_runtimes.local import journal
assert journal.read(Path(sys.argv[1]))
"""


class Memory(NamedTuple):
    """The resident memory of a process after the first tenth of a run and at its end, in MiB."""

    early: float
    late: float


def main() -> None:
    """Measure and write."""
    chosen = options(__doc__, 5).parse_args()
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        at = Path(folder)
        (at / "go.py").write_text(GO, encoding="utf-8")
        (at / "work.py").write_text("def one():\n    return 1\n", encoding="utf-8")
        frames = in_turns(chosen.rounds, dict(of_frames(at)))
        reuse = in_turns(chosen.rounds, dict(of_reuse(at)))
        kept = memory(at)
    problems = list(passed(frames, reuse, kept))
    publish("whole-runs", report(frames, reuse, kept, problems, chosen.rounds), chosen.output)
    if problems:
        sys.exit("\n".join(problems))


def python(folder: Path, *words: str) -> Callable[[], Time]:
    """A Python with these words, in a folder."""
    return partial(run, [sys.executable, "-P", *words], folder)


def of_frames(folder: Path) -> Iterator[tuple[str, Callable[[], Time]]]:
    """Runs of one step with pandas and of many, beside a fresh Python and one that imports pandas."""
    (folder / "frames.py").write_text(WORK, encoding="utf-8")
    yield "a fresh Python", python(folder, "-c", "pass")
    yield "one that imports pandas", python(folder, "-c", "import pandas")
    for size in (2, FRAMES):
        plan = folder / f"frames-{size}.json"
        plan.write_text(codec.dumps(frames(size)), encoding="utf-8")
        command = [sys.executable, "-P", "go.py", plan.name]
        once(command, folder)
        yield f"{size} steps with pandas", partial(once, command, folder)


def frames(size: int) -> Plan:
    """A chain of steps that hand a frame on."""
    run_first, run_after = (
        PythonRun(function=FunctionRef(module="frames", qualname=name)) for name in ("first", "after")
    )
    steps = [Step(id="s0", run=run_first, outputs=(Output(name="s0"),), imports=("pandas",))]
    for number in range(1, size):
        before = FromOutput(step=f"s{number - 1}", name=f"s{number - 1}")
        steps.append(
            Step(
                id=f"s{number}",
                run=run_after,
                bindings=(Binding(parameter="frame", value=before),),
                outputs=(Output(name=f"s{number}"),),
                imports=("pandas",),
            )
        )
    return Plan(name="frames", dialect="native", steps=tuple(steps))


def of_reuse(folder: Path) -> Iterator[tuple[str, Callable[[], Time]]]:
    """Runs that find everything, beside a fresh Python that reads the journal of such a run."""
    (folder / "read.py").write_text(READ, encoding="utf-8")
    plan = folder / "reused.plan.json"
    plan.write_text(codec.dumps(replace(functions(REUSED, chained=True), cache=True)), encoding="utf-8")
    command = [sys.executable, "-P", "go.py", plan.name, ".icefloe"]
    run(command, folder)
    run(command, folder)
    last = max((folder / ".icefloe" / "runs").iterdir())
    said = json.loads((last / "run.json").read_text("utf-8"))
    assert all(one["cached"] for one in said["step_results"].values()), "not everything was found in the cache"
    yield "reading the journal", python(folder, "read.py", str(last))
    yield "the rerun, from Python", partial(run, command, folder)
    icefloe = shutil.which("icefloe", path=str(Path(sys.executable).parent))
    if icefloe is None:
        sys.exit("icefloe is not installed beside this Python")
    by_command = [icefloe, "run", plan.name]
    run(by_command, folder)
    yield "the rerun, by `icefloe run`", partial(run, by_command, folder)


def memory(folder: Path) -> dict[str, Memory]:
    """The memory of the runner and of what forks the steps, as a long run goes on."""
    plan = folder / "many.json"
    plan.write_text(codec.dumps(functions(MANY, chained=True)), encoding="utf-8")
    seen: dict[str, list[float]] = {"the runner": [], "what forks the steps": []}
    with subprocess.Popen([sys.executable, "-P", "go.py", plan.name, "many"], cwd=folder) as process:
        while process.poll() is None:
            parent = next((one for one in children(process.pid) if "--warm" in words(one)), None)
            if parent is not None:
                for name, number in (("the runner", process.pid), ("what forks the steps", parent)):
                    size = resident(number)
                    seen[name] += [size] if size else []
            time.sleep(0.05)
        assert process.returncode == 0, "the run has failed"
    # The last look may have come while a process was already giving its memory back.
    return {name: Memory(own[len(own) // 10], max(own[len(own) * 9 // 10 :])) for name, own in seen.items()}


def children(process: int) -> list[int]:
    """The processes that one has started."""
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def words(process: int) -> list[str]:
    """The command line of a process."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def resident(process: int) -> float:
    """The resident memory of a process in MiB; 0 if it has gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def step_cost(frames: dict[str, list[Time]]) -> Time:
    """What one more pandas step takes, in milliseconds."""
    few, many = median(frames["2 steps with pandas"]), median(frames[f"{FRAMES} steps with pandas"])
    return Time(*(1000 * (more - less) / (FRAMES - 2) for more, less in zip(many, few, strict=True)))


def passed(frames: dict[str, list[Time]], reuse: dict[str, list[Time]], kept: dict[str, Memory]) -> Iterator[str]:
    """The limits that are passed."""
    limit = PANDAS * max(1.0, 1000 * median(frames["a fresh Python"]).wall / FRESH)
    step = step_cost(frames)
    if step.wall > limit:
        yield f"a step with pandas: {step.wall:.1f} ms, at most {limit:.1f}"
    base = median(reuse["reading the journal"])
    for name, own in reuse.items():
        if median(own).wall > CACHED * base.wall:
            yield f"{name}: {median(own).wall / base.wall:.2f} times reading the journal, at most {CACHED}"
    for name, one in kept.items():
        if one.late > FLAT * one.early:
            yield f"{name}: {one.early:.0f} MiB become {one.late:.0f}"


def report(
    frames: dict[str, list[Time]],
    reuse: dict[str, list[Time]],
    kept: dict[str, Memory],
    problems: list[str],
    rounds: int,
) -> list[str]:
    """The page."""
    step = step_cost(frames)
    of_memory = [
        f"* {name}: {one.early:.1f} MiB after the first tenth, {one.late:.1f} at the end" for name, one in kept.items()
    ]
    return [
        f"# What whole runs take, {today()}",
        "",
        f"Whole processes, in turns; medians of {rounds}; {machine()}. Written by `bench/whole_runs.py`.",
        "",
        "## A step that uses pandas, in a process of its own",
        "",
        *table(frames, "a fresh Python"),
        "",
        f"A step in a chain of {FRAMES} that hand a frame on: {step.wall:.1f} ms ({step.cpu:.1f} ms of a processor).",
        "",
        f"## {REUSED} steps that are all found in the cache",
        "",
        *table(reuse, "reading the journal"),
        "",
        f"## Memory while {MANY:,} steps run one after the other",
        "",
        *of_memory,
        "",
        *([f"* beyond its limit: {problem}" for problem in problems] or ["Everything is within its limits."]),
    ]


if __name__ == "__main__":
    main()
