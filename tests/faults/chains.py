"""Runs that are killed, gone on from, killed again, and in the end left alone; and what must hold of all of them."""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from faulty_flow import CALLS, write

from icefloe_runtimes import local
from icefloe_runtimes.local.journal import NAME, read
from icefloe_runtimes.local.setting import COMMAND
from icefloe_schema.plan import Plan

CRASH, REFUSED = "crash.txt", "refused.txt"
# As they are before anything is made to fail in a copy of this process.
_OPEN, _WRITE, _EXIT = os.open, os.write, os._exit
LATEST = 30.0


@dataclass(kw_only=True)
class Tally:
    """What came of many runs; every list but `took` has to stay empty."""

    kills: int = 0
    runs: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    took: int = 0

    @property
    def faults(self) -> list[str]:
        """Everything that must not be."""
        return [*self.lost, *self.twice, *self.damaged, *self.wrong, *self.crashed, *self.orphans]


def started(work: Callable[[], int], root: Path) -> int:  # noqa: RET503 - the copy never comes back
    """Do some work in a copy of this process, which is cheaper than a new one; give the number of it."""
    sys.stdout.flush()
    sys.stderr.flush()
    # A signal may come at once: it waits until the copy takes it as any process does, not as the tests do.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    child = os.fork()
    if child:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        return child
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        status = work()
    except BaseException:  # noqa: BLE001 - nothing may come back out of the copy
        _WRITE(_OPEN(root / CRASH, os.O_WRONLY | os.O_CREAT), traceback.format_exc().encode())
        status = 99
    _EXIT(status)


def run(plan: Plan, root: Path, resume: str, command: tuple[str, ...] = COMMAND) -> int:
    """Run the plan; give the exit status, 2 where the run was refused."""
    try:
        return local.run(plan, root=root, resume=resume, jobs=2, command=command).exit_code
    except local.UsageError as error:
        _WRITE(_OPEN(root / REFUSED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), str(error).encode())
        return 2


def ended(child: int, within: float = LATEST) -> int | None:
    """Wait for a process: its status (negative for a signal), `None` where it takes too long and is killed."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def undisturbed(plan: Plan, root: Path) -> tuple[dict[str, str], list[str], float]:
    """The digests of a run that nothing disturbs, its calls, and the seconds that it took."""
    write(root)
    began = time.monotonic()
    status = ended(started(lambda: run(plan, root, ""), root))
    took = time.monotonic() - began
    if status != 0:
        raise RuntimeError(f"the run that nothing disturbs ended with {status}: {crash(root)}")
    return digests(newest(root)), calls(root), took


def chain(plan: Plan, root: Path, expected: tuple[dict[str, str], list[str], float], draw: random.Random) -> Tally:
    """Run, kill, go on, kill, … up to nine times, then go on to the end; say what did not hold."""
    tally = Tally()
    wanted, own_calls, seconds = expected
    write(root)
    for number in range(draw.randint(3, 9)):
        resume = "last" if any_begun(root) else ""
        child = started(lambda resume=resume: run(plan, root, resume), root)  # type: ignore[misc]
        if draw.random() < 1 / 3:
            # The more was taken over, the less is left to do.
            time.sleep(draw.uniform(0, seconds / (1 + number / 2)))
        else:
            _further(root, draw.randint(1, 3), seconds)
            time.sleep(draw.uniform(0, 0.005))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        tally.runs += 1
        tally.kills += os.WIFSIGNALED(status)
        if not os.WIFSIGNALED(status) and status:
            tally.crashed.append(f"{root.name}: status {status} before it was killed: {crash(root)}")
        # Those that it left must be gone before what they do may count.
        tally.orphans += [f"{root.name}: {one}" for one in survivors(root, 2.0, child)]
    before = acknowledged(root)
    seen = Counter(calls(root))
    last = ended(started(lambda: run(plan, root, "last" if any_begun(root) else ""), root))
    tally.runs += 1
    if last != 0:
        tally.crashed.append(f"{root.name}: the last run ended with {last}: {crash(root)}")
        return tally
    held(tally, root, wanted, own_calls, before, seen)
    return tally


def _further(root: Path, more: int, seconds: float) -> None:
    """Wait until so many more calls have begun, or as long as a run that nothing disturbs takes."""
    wanted, end = len(calls(root)) + more, time.monotonic() + seconds
    while len(calls(root)) < wanted and time.monotonic() < end:
        time.sleep(0.002)


def held(
    tally: Tally, root: Path, wanted: dict[str, str], own_calls: list[str], before: set[str], seen: Counter[str]
) -> None:
    """Hold the runs in a folder to what must hold of them all."""
    found = digests(newest(root))
    if found != wanted:
        tally.wrong.append(f"{root.name}: {found} in place of {wanted}")
    missing = set(own_calls) - set(calls(root))
    if missing:
        tally.lost.append(f"{root.name}: never called: {missing}")
    made: Counter[str] = Counter()
    for folder in runs(root):
        records = read(folder)
        if records.damage:
            tally.damaged.append(f"{root.name}: {folder.name}: {records.damage}")
        for record in records.of("step finished"):
            result = record.fields["result"]
            assert isinstance(result, dict)
            if result["status"] == "succeeded" and not result.get("taken_from"):
                made[str(result["name"])] += 1
            tally.took += bool(result.get("taken_from"))
    tally.twice += [f"{root.name}: {name} was published {number} times" for name, number in made.items() if number > 1]
    # What was acknowledged is not done again by those that go on.
    again = Counter(calls(root)) - seen
    done = {name.rpartition("/")[2] for name in before if name in ("begin", "mark", "total")} & set(again)
    tally.lost += [f"{root.name}: {name} was acknowledged, and called again" for name in sorted(done)]


def crash(root: Path) -> str:
    """What a runner said that should not have said anything."""
    return "\n".join((root / name).read_text() for name in (CRASH, REFUSED) if (root / name).exists())


def runs(root: Path) -> list[Path]:
    """The folders of all runs that have begun a journal, the earliest first."""
    return sorted(path.parent for path in (root / ".icefloe" / "runs").glob(f"*/{NAME}"))


def newest(root: Path) -> Path:
    """The folder of the last run."""
    return runs(root)[-1]


def any_begun(root: Path) -> bool:
    """Whether there is a run to go on from."""
    return any(next(read(folder).of("run started"), None) for folder in runs(root))


def acknowledged(root: Path) -> set[str]:
    """The steps that some run has acknowledged."""
    names: set[str] = set()
    for folder in runs(root):
        for record in read(folder).of("step finished"):
            result = record.fields["result"]
            assert isinstance(result, dict)
            if result["status"] == "succeeded":
                names.add(str(result["name"]))
    return names


def calls(root: Path) -> list[str]:
    """The lines that the steps have written."""
    path = root / CALLS
    return sorted(path.read_text("utf-8").split("\n")[:-1]) if path.exists() else []


def digests(run_folder: Path) -> dict[str, str]:
    """The digest of each value of the plan's own steps, as it is on disk."""
    found = {}
    for path in sorted(run_folder.glob("*/outputs.json")):
        for name, entry in json.loads(path.read_text("utf-8"))["outputs"].items():
            found[f"{path.parent.name}/{name}"] = sha256((path.parent / entry["file"]).read_bytes()).hexdigest()
    return found


def survivors(root: Path, within: float, runner: int = 0) -> list[str]:
    """The processes that still work in a folder so many seconds after their runner has ended."""
    end = time.monotonic() + within
    while True:
        found = [line for line in processes(runner) if str(root) in line]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.01)


def processes(since: int) -> list[str]:
    """Each process that is later than another one, by its number, its folder and its command."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208 - this is asked for very often
        if name.isdigit() and int(name) > since and int(name) != os.getpid():
            try:
                folder = os.readlink(f"/proc/{name}/cwd")  # noqa: PTH115 - the same
                command = Path(f"/proc/{name}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            # A zombie has neither folder nor command, and does nothing any more.
            found.append(f"{name} in {folder}: {command}")
    return found
