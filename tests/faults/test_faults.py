"""Runs that are killed, run out of disk, or run beside one another: nothing acknowledged is lost or made twice."""

import errno
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from chains import chain, started, survivors, undisturbed
from failing import KILL, OPERATIONS, Fault
from faulty_flow import commands, mixed, write
from trials import counted, failed, signalled, together, with_a_jumping_clock

from icefloe_runtimes import local
from icefloe_schema.plan import Plan, ShellRun, Step

pytestmark = pytest.mark.executes


@pytest.mark.parametrize(("plan", "kills"), [(commands(), 250), (mixed(), 50)], ids=["commands", "mixed"])
def test_what_was_acknowledged_outlives_kills(plan: Plan, kills: int, tmp_path: Path) -> None:
    expected = undisturbed(plan, tmp_path / "undisturbed")
    done = taken = number = 0
    while done < kills:
        tally = chain(plan, tmp_path / str(number), expected, random.Random(number))
        assert tally.faults == []
        done, taken, number = done + tally.kills, taken + tally.took, number + 1
        assert number < kills
    # Else nothing was shown: the kills must come where there is something to take over.
    assert taken > kills / 4


TRIED = [(KILL, False), (errno.ENOSPC, True), (errno.EIO, False)]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_run_survives_each_call_that_fails(operation: str, tmp_path: Path) -> None:
    plan = commands(2)
    wanted, _, _ = undisturbed(plan, tmp_path / "undisturbed")
    calls = counted(plan, tmp_path / "counted", operation)

    def wrong() -> Iterator[str]:
        for number in range(1, calls + 1):
            for error, lasting in TRIED:
                fault = Fault(operation=operation, number=number, error=error, lasting=lasting)
                yield from failed(plan, tmp_path / f"{number}-{error}", fault, wanted)

    assert list(wrong()) == []


def test_a_full_disk_fails_the_run_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    real, count = os.write, [0]

    def full(descriptor: int, data: bytes) -> int:
        if b'"kind":"step finished"' in data:
            count[0] += 1
            if count[0] == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        result = local.run(commands(4), root=tmp_path)
    assert (result.state, result.exit_code) == ("failed", 1)
    assert "the disk is full: free some room, and resume the run" in result.trouble
    assert [step.status for step in result.step_results.values()] == ["succeeded"] * 2 + ["interrupted"] * 2
    again = local.run(commands(4), root=tmp_path, resume="last")
    assert again.state == "succeeded"
    assert [step.taken_from for step in again.step_results.values()] == [result.run_id] * 2 + [""] * 2
    assert (tmp_path / "calls.txt").read_text().split() == ["c0", "c1", "c2", "c3"]
    # Both are told the same way later.
    assert local.load_run(result.run_id, workspace=tmp_path / ".icefloe").trouble == result.trouble
    assert again.resumed_from == result.run_id


@pytest.mark.parametrize("numbers", [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGINT, signal.SIGINT)])
def test_signals_end_a_run_as_they_should(numbers: tuple[int, ...], tmp_path: Path) -> None:
    plan = commands(4)
    wanted, _, seconds = undisturbed(plan, tmp_path / "undisturbed")
    for number in range(6):
        wait = seconds * number / 6
        assert list(signalled(plan, tmp_path / str(number), numbers, wait, wanted)) == []


def test_fifty_runs_in_one_workspace(tmp_path: Path) -> None:
    plan = commands(2)
    wanted, _, _ = undisturbed(plan, tmp_path / "undisturbed")
    assert list(together(plan, tmp_path / "together", 50, wanted)) == []


def test_a_clock_that_jumps_decides_nothing(tmp_path: Path) -> None:
    plan = commands(3)
    wanted, _, _ = undisturbed(plan, tmp_path / "undisturbed")
    for number in range(3):
        assert list(with_a_jumping_clock(plan, tmp_path / str(number), wanted, random.Random(number))) == []


def test_nobody_outlives_the_runner(tmp_path: Path) -> None:
    write(tmp_path)
    command = "setsid sleep 60 & (sleep 60 &) ; echo > begun; sleep 60"
    plan = Plan(name="orphans", dialect="native", steps=(Step(id="a", run=ShellRun(command=command)),))
    child = started(lambda: local.run(plan, root=tmp_path).exit_code, tmp_path)
    while not (tmp_path / "begun").exists():
        assert os.waitpid(child, os.WNOHANG)[0] == 0
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert survivors(tmp_path, 2.0) == []
    found = local.load_run("last", workspace=tmp_path / ".icefloe")
    assert found.state == "killed"
    assert [(one.status, one.reason) for one in found.step_results.values()] == [("interrupted", "the runner died")]
