"""One process on its way: its output, its time, and the wish that it should end."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from typing import TypeAlias

from icefloe_runtimes.local.crew.ears import Ears
from icefloe_runtimes.local.crew.job import Done, Ended, Job, Left
from icefloe_runtimes.local.crew.log import Log
from icefloe_runtimes.local.crew.spawned import Exit, Process
from icefloe_runtimes.local.crew.why import log_says, of_command, of_worker, too_long
from icefloe_runtimes.local.stepresult import StepError
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.manifest import Usage

#: What is told of each call that is done: which one it is, what it has used, and what it has left where that is known.
Passed: TypeAlias = Callable[[int, Usage, Left | None], None]
_GRACE = 3.0
_BLOCK = 1 << 16


class Going:
    """Follows one process to its end."""

    def __init__(
        self, job: Job, stop: Stop, log: Log, output: int, ears: Ears, passed: Passed | None, *, bare: bool
    ) -> None:
        self._ears = ears
        self._loop = asyncio.get_running_loop()
        self._job = job
        self._stop = stop
        self._log = log
        self._output = output
        self._passed = passed
        # A command alone has no marks: its status says all.
        self._is_bare = bare
        self._done = 0
        self._used = 0.0
        self._left: Left | None = None
        self._begun = time.monotonic()
        self._late: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._killer: asyncio.TimerHandle | None = None
        self._process: Process | None = None

    async def to_end(self, process: Process) -> Ended:
        """Wait for the end, and say how it was; whatever comes in between, nothing of the process is left."""
        self._process = process
        self._ears.listen(self._output, self._read)
        unhear = self._stop.hear(self._heard)
        self._set_timer()
        try:
            found = await process.exited
        except asyncio.CancelledError:
            process.signal(signal.SIGKILL)
            raise
        finally:
            unhear()
            for timer in (self._timer, self._killer):
                if timer is not None:
                    timer.cancel()
            self._read_rest()
        return self._ended(found)

    def _read(self) -> None:
        data = self._block()
        if data:
            self._count(self._log.feed(data))
        elif data is not None:
            self._hear_no_more()

    def _hear_no_more(self) -> None:
        self._ears.leave(self._output)

    def _block(self) -> bytes | None:
        """What was printed; nothing at the end, `None` where there is nothing yet."""
        try:
            return os.read(self._output, _BLOCK)
        except BlockingIOError:
            return None

    def _read_rest(self) -> None:
        """Whoever may still hold the other end: what the process itself has printed is there by now."""
        self._hear_no_more()
        while data := self._block():
            self._count(self._log.feed(data))
        os.close(self._output)
        self._log.close()

    def _count(self, done: list[Done]) -> None:
        for one in done:
            now = time.monotonic()
            seconds = now - self._begun
            self._left = self._left_by(one)
            self._done += 1
            self._used += one.cpu_seconds
            if self._done < len(self._job.calls):
                self._begun = now
                self._set_timer()
            if self._passed is not None:
                cpu, memory = one.cpu_seconds, one.peak_memory_bytes
                usage = Usage(duration_seconds=seconds, cpu_seconds=cpu, peak_memory_bytes=memory)
                self._passed(self._done - 1, usage, self._left)

    def _left_by(self, done: Done) -> Left | None:
        """What a call says that it has left; nothing, where it stands in the file alone."""
        if not done.sha256:
            return None
        try:
            return Left(record=manifest.loads(done.record, self._job.calls[self._done].step), sha256=done.sha256)
        except ArtifactError:
            return None

    def _set_timer(self) -> None:
        """Begin to count the time of the call that comes now; that of the last goes on until the process has ended."""
        if self._timer is not None:
            self._timer.cancel()
        own = self._job.calls[self._done].timeout
        seconds = self._job.timeout if own is None and len(self._job.calls) == 1 else own
        self._timer = None if seconds is None else self._loop.call_later(seconds, self._run_out, seconds)

    def _run_out(self, seconds: float) -> None:
        self._late = seconds
        self._end()

    def _heard(self) -> None:
        if self._stop.at_once():
            self._signal(signal.SIGKILL)
        elif self._stop.asked():
            self._end()

    def _end(self) -> None:
        """Ask the process to end, and give it a while for that."""
        if self._killer is None:
            self._signal(signal.SIGTERM)
            self._killer = self._loop.call_later(_GRACE, self._signal, signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            self._process.signal(number)

    def _ended(self, found: Exit) -> Ended:
        calls = len(self._job.calls)
        if self._is_bare and found.status == 0:
            self._done = calls
        if self._late is not None:
            # What is done was not, for the runner, as long as its process went on.
            self._done = min(self._done, calls - 1)
        usage = Usage(
            duration_seconds=time.monotonic() - self._begun,
            cpu_seconds=found.cpu if calls == 1 else max(0.0, found.cpu - self._used),
            peak_memory_bytes=found.memory,
        )
        error = self._error(found) if self._done < calls else None
        left = self._left if self._done == calls else None
        return Ended(done=self._done, error=error, usage=usage, left=left, is_silent=self._log.is_empty)

    def _error(self, found: Exit) -> StepError:
        if self._late is not None:
            return too_long(self._late)
        if self._stop.asked():
            return StepError(type="Interrupted", message=self._stop.reason)
        if self._is_bare:
            return of_command(found.status, self._log.trouble)
        return of_worker(found.status, self._job.calls[self._done].report, log_says(found.status, self._log))
