"""Work shared out among forked processes, each of which sends back plain data.

A process is forked and never spawned: it has the parser loaded already, which takes longer than most projects do.
Where a process cannot be forked, or dies, the caller is told what was left undone; nothing waits for ever.
"""

import gc
import os
import select
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field

from icefloe_schema.records import dataclass

#: How many times what a dead process left undone is given to new ones.
ROUNDS = 3
_TASK = struct.Struct("<I")
_HEAD = struct.Struct("<BII")
_STARTED, _DONE, _FAILED = range(3)

Work = Callable[[int], bytes]
Take = Callable[[int, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A task that no process came back from, and how the last one ended."""

    task: int
    why: str


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """One process: its number, the end that its results come from, and the task that it is at."""

    process: int
    source: int
    waiting: bytearray = field(default_factory=bytearray)
    task: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """What came of one round: tasks that raised, and tasks that a process died at, with how it ended."""

    failed: tuple[int, ...]
    died: tuple[tuple[int, str], ...]


def share(count: int, work: Work, jobs: int, take: Take) -> tuple[Lost, ...]:
    """Do the tasks from 0 to `count` in several processes; `take` gets each result here, in any order.

    What raises is done once more here, so that it raises as it would have. A task that a process died at is done
    again in a process of its own, and lost where that dies too.
    """
    left = set(range(count))

    def taken(task: int, data: bytes) -> None:
        if task in left:
            left.discard(task)
            take(task, data)

    suspects: dict[int, str] = {}
    for _ in range(ROUNDS):
        tasks = sorted(left - suspects.keys())
        if not tasks:
            break
        suspects |= dict(_done_by(tasks, work, min(jobs, len(tasks)), taken))
    lost: list[Lost] = []
    for task in sorted(left):
        ended = dict(_done_by([task], work, 1, taken))
        if task in left:
            lost.append(Lost(task=task, why=ended.get(task) or suspects.get(task, "it ended")))
    return tuple(lost)


def _done_by(tasks: Sequence[int], work: Work, jobs: int, take: Take) -> Iterator[tuple[int, str]]:
    """Do tasks in one round of processes; give those that a process died at."""
    found = _round(tasks, work, jobs, take)
    for task in found.failed:
        take(task, work(task))
    yield from found.died


def _round(tasks: Sequence[int], work: Work, jobs: int, take: Take) -> _Round:
    given, giving = os.pipe()
    workers: list[_Worker] = []
    failed: list[int] = []
    died: list[tuple[int, str]] = []
    try:
        for _ in range(jobs):
            workers.append(_forked(work, given, [giving, *(one.source for one in workers)]))
        os.close(given)
        given = -1
        os.set_blocking(giving, False)
        left = bytearray(b"".join(map(_TASK.pack, tasks)))
        there = {one.source: one for one in workers}
        while there:
            giving = _give(giving, left)
            ready, _, _ = select.select(list(there), [giving] if giving >= 0 else [], [])
            for source in ready:
                one = there[source]
                data = os.read(source, 1 << 16)
                one.waiting += data
                failed += _take(one, take)
                if not data:
                    del there[source]
                    why = _ended(one)
                    if one.task is not None:
                        died.append((one.task, why))
    finally:
        for end in (given, giving):
            if end >= 0:
                os.close(end)
        for one in workers:
            _end(one)
    return _Round(failed=tuple(failed), died=tuple(died))


def _give(giving: int, left: bytearray) -> int:
    """Hand tasks out as far as the pipe takes them; it is closed once there are no more, or nobody takes any."""
    try:
        while left:
            # No more than is written at once, so that each reader gets whole numbers.
            written = os.write(giving, bytes(left[: 128 * _TASK.size]))
            del left[:written]
    except BlockingIOError:
        return giving
    except BrokenPipeError:
        left.clear()
    if giving >= 0:
        os.close(giving)
    return -1


def _take(one: _Worker, take: Take) -> Iterator[int]:
    """Take the results that are there whole; give the tasks that raised."""
    while len(one.waiting) >= _HEAD.size:
        kind, task, size = _HEAD.unpack_from(one.waiting)
        end = _HEAD.size + size
        if len(one.waiting) < end:
            return
        data = bytes(one.waiting[_HEAD.size : end])
        del one.waiting[:end]
        one.task = task if kind == _STARTED else None
        if kind == _DONE:
            take(task, data)
        elif kind == _FAILED:
            yield task


def _ended(one: _Worker) -> str:
    """Wait for a process that has closed its end, and say how it ended."""
    _, status = os.waitpid(one.process, 0)
    os.close(one.source)
    one.process = one.source = -1
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        perhaps = ", perhaps for want of memory" if number == signal.SIGKILL else ""
        return f"it was ended by signal {number} ({signal.Signals(number).name}){perhaps}"
    return f"it ended with status {os.waitstatus_to_exitcode(status)}"


def _end(one: _Worker) -> None:
    """End a process that is still there: nobody will take what it finds."""
    if one.process < 0:
        return
    os.close(one.source)
    with suppress(ProcessLookupError):
        os.kill(one.process, signal.SIGKILL)
    os.waitpid(one.process, 0)
    one.process = -1


def _forked(work: Work, given: int, others: Sequence[int]) -> _Worker:
    source, sink = os.pipe()
    process = os.fork()
    if process:
        os.close(sink)
        return _Worker(process=process, source=source)
    status = 1
    try:
        gc.freeze()  # what was there before is not looked through again, and so not copied
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who waits for it says what there is to say
        for end in (source, *others):
            os.close(end)
        _work(work, given, sink)
        status = 0
    finally:
        os._exit(status)  # neither buffers nor handlers of the other process are this one's


def _work(work: Work, given: int, sink: int) -> None:
    while len(task := os.read(given, _TASK.size)) == _TASK.size:
        (number,) = _TASK.unpack(task)
        _send(sink, _STARTED, number, b"")
        try:
            data = work(number)
        except Exception:  # noqa: BLE001 - it is raised again where somebody can say so
            _send(sink, _FAILED, number, b"")
        else:
            _send(sink, _DONE, number, data)


def _send(sink: int, kind: int, number: int, data: bytes) -> None:
    view = memoryview(_HEAD.pack(kind, number, len(data)) + data)
    while view:
        view = view[os.write(sink, view) :]
