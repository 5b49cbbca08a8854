"""The runner's side of the warm parent: it says what to fork, and hears what has ended."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from icefloe_runtimes.local.crew.ears import Ears
from icefloe_runtimes.local.crew.job import Job
from icefloe_runtimes.local.crew.spawned import Exit, Spawned, Streams
from icefloe_runtimes.step.inside import step_in
from icefloe_runtimes.step.order import written
from icefloe_runtimes.step.warm.wire import END, FORK, LONGEST, NEED, SIGNAL, WORD
from icefloe_schema.plan import Plan, PythonRun

#: What is written into an empty pipe at once, whoever reads it and when.
_AT_ONCE = 4096
_END = 2.0


class Lost(Exception):  # noqa: N818 - it says what has become of the warm parent
    """The warm parent has ended, and all its children with it."""


class Forked:
    """One child of the warm parent."""

    def __init__(self, parent: "WarmParent", number: int, exited: "asyncio.Future[Exit]") -> None:
        self._parent = parent
        self._number = number
        self.exited = exited

    def signal(self, number: int) -> None:
        """Send a signal to the process and its group, as long as it runs."""
        self._parent.signal(self._number, number)


class _Spare(NamedTuple):
    """A child that waits for its order: its number, the pipe for that, and the one that it prints into."""

    number: int
    order: int
    output: int


class WarmParent:
    """The one warm parent of a run.

    While a child works, the next one is forked already. It has seen nothing of any other: it comes from the parent too.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        folder: Path,
        environment: Mapping[bytes, bytes],
        setup: int,
        plan: Plan,
        ears: Ears,
    ) -> None:
        self._ears = ears
        self._loop = asyncio.get_running_loop()
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel.setblocking(False)
        self._said = os.memfd_create("warm")
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            words = (*command, "--warm", str(other.fileno()), str(setup))
            streams = Streams(input=nothing, output=nothing, error=self._said, more=(other.fileno(), setup))
            self._process = Spawned(words, folder, environment, streams, ears)
        finally:
            other.close()
            os.close(nothing)
        self._steps = {step.id: step for step in plan.steps}
        self._needs: set[tuple[str, tuple[str, ...]]] = set()
        self._numbers = 0
        self._spare: _Spare | None = None
        self._running: dict[int, asyncio.Future[Exit]] = {}
        self._unsent: list[tuple[bytes, tuple[int, ...]]] = []
        ears.listen(self._channel.fileno(), self._hear)

    def fork(self, job: Job, mark: str) -> tuple[Forked, int]:
        """Have a child do a job; with the end of a pipe from which all is to be read that it prints."""
        order = written(job.calls, job.environment, mark)
        self._need(job)
        spare, self._spare = self._spare, None
        if spare is None or len(order) > _AT_ONCE:
            child = self._forked(order)
            # A run of one step needs no second child.
            self._spare = spare if spare or self._numbers == 1 else self._ahead()
        else:
            child = spare
            self._spare = self._ahead()
            _give(spare, order)
        exited: asyncio.Future[Exit] = self._loop.create_future()
        self._running[child.number] = exited
        return Forked(self, child.number, exited), child.output

    def signal(self, number: int, signal_number: int) -> None:
        """Send a signal to a child and its group, as long as it runs, also where nobody waits for it any more."""
        if number in self._running:
            self._say(WORD.pack(SIGNAL, number, signal_number))

    def _need(self, job: Job) -> None:
        """Have imported what the steps of a job import, before a child is forked for it."""
        new = [one for one in dict.fromkeys(self._imports(job)) if one not in self._needs]
        if new:
            self._drop()
        for one in new:
            self._needs.add(one)
            self._say(NEED + json.dumps(one).encode())

    def _imports(self, job: Job) -> Iterator[tuple[str, tuple[str, ...]]]:
        for call in job.calls:
            step = step_in(self._steps, call.inside, call.step)
            if step is not None and isinstance(step.run, PythonRun):
                yield step.run.function.module, step.imports

    def _ahead(self) -> _Spare:
        """Have a child forked that waits for its order."""
        theirs, ours = os.pipe()
        try:
            return self._told(theirs, ours)
        except BaseException:
            os.close(ours)
            raise

    def _forked(self, order: bytes) -> _Spare:
        """Have a child forked that has its order, in a file, as no pipe may hold all of it."""
        file = os.memfd_create("order")
        with open(file, "wb", closefd=False) as stream:
            stream.write(order)
        os.lseek(file, 0, os.SEEK_SET)
        return self._told(file, -1)

    def _told(self, theirs: int, ours: int) -> _Spare:
        try:
            output, print_to = os.pipe()
        except BaseException:
            os.close(theirs)
            raise
        os.set_blocking(output, False)
        self._numbers += 1
        self._say(WORD.pack(FORK, self._numbers, 0), theirs, print_to)
        return _Spare(self._numbers, ours, output)

    def _drop(self) -> None:
        """Let the child end that waits for an order."""
        if self._spare is not None:
            os.close(self._spare.order)
            os.close(self._spare.output)
            self._spare = None

    def _say(self, text: bytes, *descriptors: int) -> None:
        """Tell the warm parent something, as soon as it can take it; what is sent along is closed here."""
        self._unsent.append((text, descriptors))
        if len(self._unsent) == 1:
            self._send()

    async def close(self) -> None:
        """Let it end, with all that may be left below it."""
        self._drop()
        self._ears.leave(self._channel.fileno())
        self._channel.close()
        os.close(self._said)
        done, _ = await asyncio.wait([self._process.exited], timeout=_END)
        if not done:
            self._process.signal(signal.SIGKILL)
            await self._process.exited

    def _send(self) -> None:
        while self._unsent:
            text, descriptors = self._unsent[0]
            try:
                socket.send_fds(self._channel, [text], descriptors)
            except BlockingIOError:
                self._loop.add_writer(self._channel, self._send_on)
                return
            except OSError:
                # It has ended, as is heard next.
                pass
            for one in descriptors:
                os.close(one)
            del self._unsent[0]

    def _send_on(self) -> None:
        self._loop.remove_writer(self._channel)
        self._send()

    def _hear(self) -> None:
        while True:
            try:
                text = self._channel.recv(LONGEST)
            except BlockingIOError:
                return
            except OSError:
                text = b""
            if not text:
                self._ears.leave(self._channel.fileno())
                self._lose()
                return
            number, status, cpu, memory = END.unpack(text)
            exited = self._running.pop(number, None)
            if exited is not None and not exited.done():
                exited.set_result(Exit(status=status, cpu=cpu, memory=memory))
            elif self._spare is not None and self._spare.number == number:
                # Somebody has killed it before it had anything to do.
                self._drop()

    def _lose(self) -> None:
        """Tell all who wait for a child that there is none any more."""
        why = os.pread(self._said, 1 << 16, 0).decode("utf-8", "replace").strip().rpartition("\n")[2]
        for exited in self._running.values():
            if not exited.done():
                exited.set_exception(Lost(why))
        self._running.clear()


def _give(spare: _Spare, order: bytes) -> None:
    """Give a child its order. If it has ended meanwhile, that is heard as the end of the attempt."""
    try:
        os.write(spare.order, order)
    except BrokenPipeError:
        pass
    finally:
        os.close(spare.order)


def can_fork() -> bool:
    """Whether this system has what a warm parent needs."""
    return hasattr(socket, "SOCK_SEQPACKET") and hasattr(os, "memfd_create") and Path("/proc/self/task").is_dir()
