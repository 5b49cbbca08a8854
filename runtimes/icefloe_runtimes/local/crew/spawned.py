"""Processes that the runner starts itself."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from icefloe_schema.records import dataclass

_TICK = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """How a process has ended: its status (negative: by which signal), and what the system has counted of it."""

    status: int
    cpu: float = 0.0
    memory: int = 0


class Process(Protocol):
    """A process on its way, with everything that it starts."""

    @property
    def exited(self) -> "asyncio.Future[Exit]":
        """Is done when the process has ended, and all others of its group with it."""
        ...

    def signal(self, number: int) -> None:
        """Send a signal to the process and its group, as long as it runs."""
        ...


class Spawned:
    """A process that was started with a session of its own."""

    def __init__(
        self, words: Sequence[str], folder: Path, environment: Mapping[bytes, bytes], streams: "Streams"
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[Exit] = self._loop.create_future()
        self._popen = subprocess.Popen(  # noqa: S603 - the words are the user's own command, or this interpreter
            words,
            cwd=folder,
            env=environment,
            stdin=streams.input,
            stdout=streams.output,
            stderr=streams.output if streams.error < 0 else streams.error,
            start_new_session=True,
            pass_fds=streams.more,
        )
        self._watch = -1
        try:
            self._watch = os.pidfd_open(self._popen.pid)
        except (AttributeError, OSError):
            self._look_again()
        else:
            self._loop.add_reader(self._watch, self._reap)

    def signal(self, number: int) -> None:
        """Send a signal to the process and its group, as long as it runs."""
        if not self.exited.done():
            # Nobody has waited for it yet, so that the number is still its own.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, number)

    def _look_again(self) -> None:
        """Where the system cannot tell of the end, ask for it a few times a second."""
        found = os.waitid(os.P_PID, self._popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            self._loop.call_later(_TICK, self._look_again)
        else:
            self._reap()

    def _reap(self) -> None:
        if self._watch >= 0:
            self._loop.remove_reader(self._watch)
            os.close(self._watch)
        # What it has started itself must not outlive it.
        self.signal(signal.SIGKILL)
        _, status, used = os.wait4(self._popen.pid, 0)
        self._popen.returncode = os.waitstatus_to_exitcode(status)
        if not self.exited.done():
            cpu = used.ru_utime + used.ru_stime
            memory = used.ru_maxrss * 1024
            self.exited.set_result(Exit(status=self._popen.returncode, cpu=cpu, memory=memory))


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """The open files of a process: its three streams, and more."""

    input: int
    output: int
    error: int = -1
    more: tuple[int, ...] = ()
