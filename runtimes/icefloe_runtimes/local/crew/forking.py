"""The runner's side of the warm parent: it is told what to fork, and tells what has ended."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from icefloe_runtimes.local.crew.job import Job
from icefloe_runtimes.local.crew.spawned import Exit, Spawned, Streams
from icefloe_runtimes.step import orders

_LONGEST = 60_000
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
        if self._parent.has(self._number):
            self._parent.say({"number": self._number, "signal": number})


class WarmParent:
    """The one warm parent of a run."""

    def __init__(self, command: tuple[str, ...], folder: Path, environment: Mapping[bytes, bytes], setup: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel.setblocking(False)
        self._said = os.memfd_create("warm")
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            words = (*command, "--warm", str(other.fileno()), str(setup))
            streams = Streams(input=nothing, output=nothing, error=self._said, more=(other.fileno(), setup))
            self._process = Spawned(words, folder, environment, streams)
        finally:
            other.close()
            os.close(nothing)
        self._numbers = 0
        self._running: dict[int, asyncio.Future[Exit]] = {}
        self._unsent: list[tuple[bytes, list[int]]] = []
        self._loop.add_reader(self._channel, self._hear)

    def fork(self, job: Job, mark: str, pipe: int) -> Forked:
        """Have a child forked whose output goes into this pipe; the pipe is closed here."""
        self._numbers += 1
        number = self._numbers
        exited: asyncio.Future[Exit] = self._loop.create_future()
        self._running[number] = exited
        said = {
            "number": number,
            "calls": orders.written(job.calls),
            "environment": dict(job.environment),
            "mark": mark,
        }
        self.say(said, pipe)
        return Forked(self, number, exited)

    def has(self, number: int) -> bool:
        """Whether a child is on its way, also where nobody waits for it any more."""
        return number in self._running

    def say(self, said: Mapping[str, object], pipe: int = -1) -> None:
        """Tell the warm parent something, as soon as it can take it."""
        text = json.dumps(said).encode()
        descriptors = [] if pipe < 0 else [pipe]
        if len(text) > _LONGEST:
            # No message may be that long: it goes through a file.
            file = os.memfd_create("order")
            with open(file, "wb", closefd=False) as stream:
                stream.write(text)
            descriptors.append(file)
            text = b"{}"
        self._unsent.append((text, descriptors))
        if len(self._unsent) == 1:
            self._send()

    async def close(self) -> None:
        """Let it end, with all that may be left below it."""
        self._loop.remove_reader(self._channel)
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
                text = self._channel.recv(_LONGEST)
            except BlockingIOError:
                return
            except OSError:
                text = b""
            if not text:
                self._loop.remove_reader(self._channel)
                self._lose()
                return
            said = json.loads(text)
            exited = self._running.pop(said["number"], None)
            if exited is not None and not exited.done():
                exited.set_result(Exit(status=said["status"], cpu=said["cpu"], memory=said["memory"]))

    def _lose(self) -> None:
        """Tell all who wait for a child that there is none any more."""
        why = os.pread(self._said, 1 << 16, 0).decode("utf-8", "replace").strip().rpartition("\n")[2]
        for exited in self._running.values():
            if not exited.done():
                exited.set_exception(Lost(why))
        self._running.clear()


def can_fork() -> bool:
    """Whether this system has what a warm parent needs."""
    return hasattr(socket, "SOCK_SEQPACKET") and hasattr(os, "memfd_create") and Path("/proc/self/task").is_dir()
