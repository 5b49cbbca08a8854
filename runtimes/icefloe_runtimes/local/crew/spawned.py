"""Processes that the runner starts itself."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from icefloe_runtimes.local.crew.ears import Ears
from icefloe_schema.records import dataclass

_TICK = 0.02
_UNIT = 1 if sys.platform == "darwin" else 1024
# Python ignores these itself, which is not to be handed on.
_RESTORED = (signal.SIGPIPE, signal.SIGXFSZ)


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
    """A process that was started with a session of its own; `in_front`, it stays in that of the terminal."""

    def __init__(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[bytes, bytes],
        streams: "Streams",
        ears: Ears,
        *,
        in_front: bool = False,
    ) -> None:
        self._ears = ears
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[Exit] = self._loop.create_future()
        self._popen: subprocess.Popen[bytes] | None = None
        if in_front or streams.more or str(folder) != os.getcwd():  # noqa: PTH109 - on the way of each command
            self._popen = _opened(words, folder, environment, streams, in_front=in_front)
            self._number = self._popen.pid
        else:
            # It is a third of the work.
            self._number = os.posix_spawnp(
                words[0],
                list(words),
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, one, to) for to, one in enumerate(streams.three)],
                setsid=True,
                setsigdef=_RESTORED,
            )
        self._is_gone = False
        self._watch = -1
        try:
            self._watch = os.pidfd_open(self._number)
        except (AttributeError, OSError):
            self._look_again()
        else:
            ears.listen(self._watch, self._reap)

    def signal(self, number: int) -> None:
        """Send a signal to the process and its group, as long as it runs."""
        if not self._is_gone:
            # Nobody has waited for it yet, so that the number is still its own.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._number, number)

    def _look_again(self) -> None:
        """Where the system cannot tell of the end, ask for it a few times a second."""
        found = os.waitid(os.P_PID, self._number, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            self._loop.call_later(_TICK, self._look_again)
        else:
            self._reap()

    def _reap(self) -> None:
        if self._watch >= 0:
            self._ears.leave(self._watch)
            os.close(self._watch)
        # What it has started itself must not outlive it.
        self.signal(signal.SIGKILL)
        _, status, used = os.wait4(self._number, 0)
        self._is_gone = True
        code = os.waitstatus_to_exitcode(status)
        if self._popen is not None:
            self._popen.returncode = code
        if not self.exited.done():
            cpu = used.ru_utime + used.ru_stime
            self.exited.set_result(Exit(status=code, cpu=cpu, memory=used.ru_maxrss * _UNIT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """The open files of a process: its three streams, and more."""

    input: int
    output: int
    error: int = -1
    more: tuple[int, ...] = ()

    @property
    def three(self) -> tuple[int, int, int]:
        """Those that every process has; errors go with the output, where nothing else is said."""
        return self.input, self.output, self.output if self.error < 0 else self.error


def _opened(
    words: Sequence[str], folder: Path, environment: Mapping[bytes, bytes], streams: Streams, *, in_front: bool
) -> "subprocess.Popen[bytes]":
    given, output, error = streams.three
    return subprocess.Popen(  # noqa: S603 - the words are the user's own command, or this interpreter
        words,
        cwd=folder,
        env=environment,
        stdin=given,
        stdout=output,
        stderr=error,
        start_new_session=not in_front,
        pass_fds=streams.more,
    )
