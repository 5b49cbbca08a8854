"""The loop of the warm parent: it hears what is to be forked, and tells what has ended."""

import _socket as socket
import gc
import json
import os
import select
import struct
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from icefloe_runtimes.step import orders
from icefloe_runtimes.step.warm.brood import Brood
from icefloe_runtimes.step.warm.child import Place, forget_ends
from icefloe_runtimes.step.warm.linux import Linux
from icefloe_runtimes.step.warm.notes import Notes
from icefloe_runtimes.step.warm.preload import Spoilt, preload
from icefloe_runtimes.step.warm.room import make_room
from icefloe_runtimes.step.warm.sample import warm_up
from icefloe_runtimes.step.warm.wanted import Wanted
from icefloe_runtimes.step.warm.wire import FORK, LONGEST, NEED, WORD
from icefloe_runtimes.step.work import Bench

#: The first word of the command line that starts a warm parent, and the one that hands its state on.
WARM, STATE = "--warm", "--state"
_HOW = int(socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC)
_TWO = struct.Struct("2i")
_ROOM = socket.CMSG_SPACE(_TWO.size)


def main(arguments: Sequence[str], base: frozenset[str]) -> NoReturn:
    """Serve the runner at the other end of a socket until it is gone: `SOCKET ORDERS [--state FILE]`, all open.

    `base` are the modules that every process of a step has.
    """
    state: dict[str, Any] = {}
    if len(arguments) > 2:
        with os.fdopen(int(arguments[3]), "rb") as stream:
            stream.seek(0)
            state = json.load(stream)
    channel = socket.socket(fileno=int(arguments[0]))
    os.set_inheritable(channel.fileno(), False)
    setup = int(arguments[1])
    os.set_inheritable(setup, False)
    Parent(channel, setup, base, state).serve()
    # The system takes all of it back at once; to take it apart object by object takes Python ten milliseconds.
    os._exit(0)


class _Alone(Exception):  # noqa: N818 - it says what has become of this process
    """The runner is gone."""


class Parent:
    """One warm parent. A page that it writes to is copied once a fork: it does little for a child."""

    def __init__(self, channel: socket.socket, setup: int, base: frozenset[str], state: dict[str, Any]) -> None:
        self._channel = channel
        self._ears = channel.fileno()
        self._orders = setup
        self._setup = orders.read(setup)
        self._base = base
        self._left_out: list[str] = state.get("left_out", [])
        self._linux = Linux()
        self._notes = Notes(state.get("notes", -1))
        running = {int(process): number for process, number in state.get("running", {}).items()}
        self._brood = Brood(self._linux, self._notes, running)
        self._bench = Bench(self._setup)
        self._place = Place(self._bench, self._linux, self._notes)
        self._wanted = Wanted(self._setup.plan, self._setup.code, frozenset(self._left_out))
        self._needs: list[Any] = state.get("needs", [])
        self._preloaded: set[str] = set()
        self._number = os.getpid()
        self._poll = select.poll()
        self._held: list[object] = []
        self._ends: dict[int, int] = {}

    def serve(self) -> None:
        """Fork what is to be started, until there is nobody left to be told."""
        os.set_inheritable(self._notes.descriptor, False)
        self._linux.adopt()
        os.chdir(self._setup.root)
        warm_up(self._linux, self._notes)
        self._bench.enter()
        self._make_ready()
        self._poll.register(self._channel, select.POLLIN)
        # A program that took the place of this one has left its children.
        for process in self._brood.running:
            self._watch(process)
        try:
            while True:
                if not self._held:
                    self._make_room()
                for descriptor, _ in self._poll.poll():
                    if descriptor == self._ears:
                        self._hear()
                    else:
                        self._reap(descriptor)
        except _Alone:
            pass
        finally:
            self._brood.end()

    def _settle(self) -> None:
        """Keep what is there from being looked at by each child's collector, and from being done at its end."""
        self._held.clear()
        forget_ends()
        self._bench.look()
        gc.disable()
        gc.collect()
        gc.freeze()
        names = [name for name in sys.modules if name.partition(".")[0] in self._wanted.own]
        self._place.is_random = "numpy.random" in sys.modules
        self._place.foreign = tuple(name for name in names if name not in self._base)

    def _watch(self, process: int) -> None:
        """Wake up when this child ends."""
        end = os.pidfd_open(process)
        self._ends[end] = process
        self._poll.register(end, select.POLLIN)

    def _hear(self) -> None:
        """Do what the runner says next."""
        try:
            text, extra, _, _ = self._channel.recvmsg(LONGEST, _ROOM, _HOW)
        except OSError:
            raise _Alone from None
        if not text:
            raise _Alone
        if text[:1] == NEED:
            self._needs.append(json.loads(text[1:]))
            self._make_ready()
            return
        word, number, signal_number = WORD.unpack(text)
        if word == FORK:
            self._fork(number, *_TWO.unpack(extra[0][2]))
        else:
            self._brood.signal(number, signal_number)

    def _fork(self, number: int, order: int, pipe: int) -> None:
        process = os.fork()
        if process == 0:
            os.close(self._ears)
            self._place.become(number, order, pipe, self._number)
        os.close(order)
        os.close(pipe)
        self._brood.add(process, number)
        self._watch(process)

    def _reap(self, end: int) -> None:
        """Tell of a child that has ended."""
        self._poll.unregister(end)
        os.close(end)
        said = self._brood.reap(self._ends.pop(end))
        try:
            self._channel.send(said)
        except OSError:
            raise _Alone from None
        self._brood.clear()

    def _make_ready(self) -> None:
        """Have all that is needed by now: libraries imported, and modules of the project found and compiled."""
        self._import()
        self._bench.foresee(dict.fromkeys(name for module, _ in self._needs for name in self._wanted.project(module)))
        self._settle()

    def _make_room(self) -> None:
        """Have few pages written to by what children make."""
        # What the C library gives stays given: it is not asked for all that comes to be needed later.
        make_room(self._held, self._linux.malloc if len(self._needs) <= 1 else None)

    def _import(self) -> None:
        wanted = dict.fromkeys(name for module, imports in self._needs for name in self._wanted.of(module, imports))
        names = tuple(name for name in wanted if name not in self._preloaded)
        if names:
            try:
                with self._bench.left():
                    preload(names, self._linux)
            except Spoilt as spoilt:
                self._anew(spoilt.package)
            self._preloaded.update(names)

    def _anew(self, package: str) -> None:
        """Become a new program that leaves this package out; the children are handed on."""
        state = {
            "left_out": [*self._left_out, package],
            "needs": self._needs,
            "running": self._brood.running,
            "notes": self._notes.descriptor,
        }
        memory = os.memfd_create("state", 0)
        os.write(memory, json.dumps(state).encode())
        os.set_inheritable(self._ears, True)
        os.set_inheritable(self._orders, True)
        os.set_inheritable(self._notes.descriptor, True)
        command = sys.orig_argv[: sys.orig_argv.index(WARM) + 3]
        os.execv(sys.executable, [*command, STATE, str(memory)])  # noqa: S606 - it is this very program
