"""Single trials: calls that fail, signals, many runs at once, a clock that jumps."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from chains import calls, crash, digests, ended, newest, run, runs, started, survivors
from failing import Failing, Fault
from faulty_flow import write

from icefloe_runtimes.local.journal import read
from icefloe_schema.plan import Plan


def counted(plan: Plan, root: Path, operation: str) -> int:
    """How often a run calls an operation."""
    write(root)

    def work() -> int:
        failing = Failing(Fault(operation=operation, number=0, error=0))
        status = run(plan, root, "")
        (root / "count.txt").write_text(str(failing.count))
        return status

    if ended(started(work, root)) != 0:
        raise RuntimeError(f"a run of which nothing fails has failed: {crash(root)}")
    return int((root / "count.txt").read_text())


def failed(plan: Plan, root: Path, fault: Fault, wanted: dict[str, str]) -> Iterator[str]:
    """Let a call of a run fail, and go on without that; say what did not hold."""
    write(root)

    def work() -> int:
        Failing(fault)
        return run(plan, root, "")

    status = ended(started(work, root))
    if status not in (0, 1, 2, -signal.SIGKILL):
        yield f"{fault}: status {status}: {crash(root)}"
    if status == 2 and not crash(root):
        yield f"{fault}: refused without a word"
    yield from (f"{fault}: {one}" for one in survivors(root, 2.0))
    yield from (f"{fault}: {line}" for line in gone_on(plan, root, wanted))


def gone_on(plan: Plan, root: Path, wanted: dict[str, str]) -> Iterator[str]:
    """Go on from the last run that has begun; say what did not hold."""
    begun = [folder for folder in runs(root) if next(read(folder).of("run started"), None)]
    status = ended(started(lambda: run(plan, root, "last" if begun else ""), root))
    if status != 0:
        yield f"to go on ended with {status}: {crash(root)}"
    elif digests(newest(root)) != wanted:
        yield f"what came of it is another thing: {digests(newest(root))}"
    yield from (f"{folder.name}: {found}" for folder in runs(root) if (found := read(folder).damage))


def signalled(plan: Plan, root: Path, numbers: tuple[int, ...], wait: float, wanted: dict[str, str]) -> Iterator[str]:
    """Send signals to a run; say what did not hold."""
    write(root)
    child = started(lambda: run(plan, root, ""), root)
    for number in numbers:
        time.sleep(wait)
        try:
            os.kill(child, number)
        except ProcessLookupError:
            break
    status = ended(child)
    # Before it heeds signals, or after, a run is ended by them as any process is.
    if status not in (0, 130, *(-number for number in numbers)):
        yield f"signals {numbers} after {wait:.3f}s: status {status}: {crash(root)}"
    state = next((record.fields["state"] for folder in runs(root) for record in read(folder).of("run ended")), None)
    if status == 130 and state != "interrupted":
        yield f"signals {numbers} after {wait:.3f}s: the journal says {state}"
    yield from survivors(root, 2.0)
    yield from gone_on(plan, root, wanted)


def together(plan: Plan, root: Path, count: int, wanted: dict[str, str]) -> Iterator[str]:
    """Run the plan so many times at once in one workspace; say what did not hold."""
    write(root)
    children = [started(lambda: run(plan, root, ""), root) for _ in range(count)]
    states = [ended(child, 120.0) for child in children]
    if states != [0] * count:
        yield f"they ended with {states}: {crash(root)}"
    folders = runs(root)
    if len(folders) != count:
        yield f"{len(folders)} runs of {count} have a folder"
    for folder in folders:
        if digests(folder) != wanted or read(folder).damage:
            yield f"{folder.name}: {digests(folder)} {read(folder).damage}"
    if len(calls(root)) != count * len(set(calls(root))):
        yield "not every run has called every step once"


def with_a_jumping_clock(plan: Plan, root: Path, wanted: dict[str, str], draw: random.Random) -> Iterator[str]:
    """Kill a run and go on, while the clock on the wall goes a year forwards and backwards at each look."""
    import datetime as dt

    year = 365 * 24 * 3600.0

    class Jumping(dt.datetime):
        """A clock that nobody should trust."""

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            """Some time within a year."""
            return real.now(tz) + dt.timedelta(seconds=draw.uniform(-year, year))

    real = dt.datetime

    def work(resume: str) -> int:
        from icefloe_runtimes.local import account, door

        account.datetime = door.datetime = Jumping  # type: ignore[attr-defined]
        looked = time.time
        time.time = lambda: looked() + draw.uniform(-year, year)
        return run(plan, root, resume)

    write(root)
    first = started(lambda: work(""), root)
    time.sleep(draw.uniform(0.0, 0.2))
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    survivors(root, 2.0)
    for number in range(3):
        begun = [folder for folder in runs(root) if next(read(folder).of("run started"), None)]
        status = ended(started(lambda: work("last" if begun else ""), root))  # noqa: B023 - it runs at once
        if status != 0 or digests(newest(root)) != wanted:
            yield f"run {number}: status {status}: {crash(root)}"
    # Whatever the clock said, the last one has taken all that the one before it had.
    taken = [record.fields["result"] for record in read(newest(root)).of("step finished")]
    if not all(isinstance(one, dict) and one.get("taken_from") for one in taken):
        yield "the last run did not go on from the one before it"
