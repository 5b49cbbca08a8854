"""The loop of the warm parent: it hears what is to be started, and tells what has ended."""

import array
import gc
import json
import os
import select
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from icefloe_runtimes.step import orders
from icefloe_runtimes.step.warm.brood import Brood
from icefloe_runtimes.step.warm.child import Order, become, forget_ends
from icefloe_runtimes.step.warm.linux import Linux
from icefloe_runtimes.step.warm.preload import Spoilt, preload
from icefloe_runtimes.step.warm.sample import warm_up
from icefloe_runtimes.step.warm.wanted import Wanted
from icefloe_runtimes.step.work import Bench

#: The first word of the command line that starts a warm parent, and the one that hands its state on.
WARM, STATE = "--warm", "--state"
_LONGEST = 1 << 16
_HOW = socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC


def main(arguments: Sequence[str], base: frozenset[str]) -> int:
    """Serve the runner at the other end of a socket until it is gone: `SOCKET ORDERS [--state FILE]`, all open.

    `base` are the modules that every process of a step has.
    """
    state: dict[str, Any] = {}
    if len(arguments) > 2:
        with os.fdopen(int(arguments[3]), "rb") as stream:
            stream.seek(0)
            state = json.load(stream)
    channel = socket.socket(fileno=int(arguments[0]))
    channel.set_inheritable(False)
    setup = int(arguments[1])
    os.set_inheritable(setup, False)
    Parent(channel, setup, base, state).serve()
    return 0


class Parent:
    """One warm parent."""

    def __init__(self, channel: socket.socket, setup: int, base: frozenset[str], state: dict[str, Any]) -> None:
        self._channel = channel
        self._orders = setup
        self._setup = orders.read(setup)
        self._base = base
        self._left_out: list[str] = state.get("left_out", [])
        self._linux = Linux()
        self._brood = Brood(self._linux, {int(process): number for process, number in state.get("running", {}).items()})
        self._bench = Bench(self._setup)
        self._wanted = Wanted(self._setup.plan, self._setup.code, frozenset(self._left_out))
        self._waiting = [_order(data, data["pipe"]) for data in state.get("waiting", [])]
        self._data: dict[int, dict[str, Any]] = {data["number"]: data for data in state.get("waiting", [])}
        self._preloaded: set[str] = set()
        self._foreign: tuple[str, ...] = ()
        self._poll = select.poll()
        self._ends: dict[int, int] = {}

    def serve(self) -> None:
        """Fork what is to be started, until there is nobody left to be told."""
        self._linux.adopt()
        os.chdir(self._setup.root)
        warm_up()
        self._bench.enter()
        self._settle()
        self._poll.register(self._channel, select.POLLIN)
        # A program that took the place of this one has left its children.
        for process in self._brood.running:
            self._watch(process)
        try:
            while self._hear():
                self._begin()
                self._tell_gone()
                self._poll.poll()
        finally:
            self._brood.end()

    def _settle(self) -> None:
        """Keep what is there from being looked at by each child's collector, and from being done at its end."""
        forget_ends()
        self._bench.look()
        gc.disable()
        gc.collect()
        gc.freeze()
        names = [name for name in sys.modules if name.partition(".")[0] in self._wanted.own]
        self._foreign = tuple(name for name in names if name not in self._base)

    def _watch(self, process: int) -> None:
        """Wake up when this child ends."""
        self._ends[process] = os.pidfd_open(process)
        self._poll.register(self._ends[process], select.POLLIN)

    def _hear(self) -> bool:
        """Take in what the runner has said so far; whether it is still there."""
        while True:
            try:
                text, descriptors = _received(self._channel)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not text:
                return False
            data: dict[str, Any] = json.loads(text)
            if "signal" in data:
                self._brood.signal(data["number"], data["signal"])
                continue
            if len(descriptors) > 1:
                with os.fdopen(descriptors[1], "rb") as stream:
                    stream.seek(0)
                    data = json.load(stream)
            self._data[data["number"]] = data
            self._waiting.append(_order(data, descriptors[0]))

    def _begin(self) -> None:
        """Fork what needs nothing imported; then import for the first of the others, and so on."""
        while True:
            for order in list(self._waiting):
                if not self._lacking(order):
                    self._waiting.remove(order)
                    self._fork(order)
            if not self._waiting:
                return
            self._import(self._lacking(self._waiting[0]))

    def _import(self, names: tuple[str, ...]) -> None:
        try:
            with self._bench.left():
                preload(names, self._linux)
        except Spoilt as spoilt:
            self._anew(spoilt.package)
        self._preloaded.update(names)
        self._settle()

    def _lacking(self, order: Order) -> tuple[str, ...]:
        steps = [step for step in map(self._bench.step, order.calls) if step is not None]
        names = dict.fromkeys(name for step in steps for name in self._wanted.of(step))
        return tuple(name for name in names if name not in self._preloaded)

    def _fork(self, order: Order) -> None:
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            self._channel.close()
            for other in self._waiting:
                os.close(other.pipe)
            gc.enable()
            become(order, self._bench, self._linux, parent, self._foreign)
        os.close(order.pipe)
        del self._data[order.number]
        self._brood.add(process, order.number)
        self._watch(process)

    def _tell_gone(self) -> None:
        for gone in self._brood.gone():
            end = self._ends.pop(gone.process)
            self._poll.unregister(end)
            os.close(end)
            said = {"number": gone.number, "status": gone.status, "cpu": gone.cpu, "memory": gone.memory}
            with suppress(OSError):
                self._channel.send(json.dumps(said).encode())

    def _anew(self, package: str) -> None:
        """Become a new program that leaves this package out; children and what waits are handed on."""
        for order in self._waiting:
            os.set_inheritable(order.pipe, True)
            self._data[order.number]["pipe"] = order.pipe
        state = {
            "left_out": [*self._left_out, package],
            "running": self._brood.running,
            "waiting": [self._data[order.number] for order in self._waiting],
        }
        memory = os.memfd_create("state", 0)
        os.write(memory, json.dumps(state).encode())
        self._channel.set_inheritable(True)
        os.set_inheritable(self._orders, True)
        command = sys.orig_argv[: sys.orig_argv.index(WARM) + 3]
        os.execv(sys.executable, [*command, STATE, str(memory)])  # noqa: S606 - it is this very program


def _received(channel: socket.socket) -> tuple[bytes, list[int]]:
    """A message with its descriptors, at once or not at all: `socket.recv_fds` does not hand its flags on."""
    found = array.array("i")
    text, extra, _, _ = channel.recvmsg(_LONGEST, socket.CMSG_LEN(2 * found.itemsize), _HOW)
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return text, list(found)


def _order(data: dict[str, Any], pipe: int) -> Order:
    return Order(
        number=data["number"],
        calls=orders.calls(data["calls"]),
        environment=data["environment"],
        mark=data["mark"],
        pipe=pipe,
    )
