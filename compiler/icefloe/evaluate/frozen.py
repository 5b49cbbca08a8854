"""Values as they leave the evaluator: with the content that they have now, and never too large to be walked through."""

from collections.abc import Callable, Generator
from typing import TypeAlias

from icefloe.evaluate.budget import DEPTH, PARTS
from icefloe.evaluate.identity import one_object
from icefloe.source import Span
from icefloe.values import (
    Class,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Symbol,
    Table,
    Unknown,
    Value,
)
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen value, the number of its parts, how deep they nest, and why something in it was cut off, if it was."""

    value: Value
    parts: int = 1
    depth: int = 1
    cut: str = ""


# What freezing leaves as it is, and what can have more in it as an operand.
_PLAIN = (Known, Record, Unknown, Reference, Function, Class, Module)
_NESTING = (Symbol, Items, Table)

_Walk: TypeAlias = "Generator[_Walk, Frozen, Frozen]"


def freeze(value: Value, current: Callable[[Value], Value]) -> tuple[Value, int]:
    """A value with every list and dictionary inside as it is now, and how many steps that took.

    `x = (x, x)` forty times over is a small program and a value that nobody can walk through: more parts than the
    budget allows make it Unknown, and so does nesting that is too deep for a recursion.
    """
    if isinstance(value, _PLAIN):
        return value, 1
    if isinstance(value, Symbol) and value.op != "choice" and not any(isinstance(o, _NESTING) for o in value.operands):
        return value, 3  # as many as below, for what is frozen most often
    freezer = _Freezer(current)
    # A trampoline: what is nested ten thousand deep must not end the process.
    walks = [freezer.freeze(value)]
    answer: Frozen | None = None
    steps = 0
    while walks:
        steps += 1
        try:
            walks.append(next(walks[-1]) if answer is None else walks[-1].send(answer))
            answer = None
        except StopIteration as end:
            answer = end.value
            walks.pop()
    assert answer is not None
    return answer.value, steps


class _Freezer:
    """Freezes each object once, however often it occurs; `done` has the results by token."""

    def __init__(self, current: Callable[[Value], Value]) -> None:
        self.current = current
        self.done: dict[int, Frozen] = {}
        self.open: set[int] = set()
        self.open_symbols: set[int] = set()
        self.symbols: dict[int, Frozen] = {}
        self.alive: list[Value] = []

    def freeze(self, value: Value) -> _Walk:
        """Freeze any value."""
        now = self.current(value)
        if isinstance(now, Symbol):
            token = one_object(now)
            if id(now) in self.open_symbols:
                # The test of a choice can be about the very object that is chosen.
                return Frozen(Unknown(why="it depends on itself", span=now.span))
            self.open_symbols.add(id(now))
            answer = yield self._choice(now, token) if now.op == "choice" else self._symbol(now)
            self.open_symbols.discard(id(now))
            return answer
        if not isinstance(now, Items | Table):
            return Frozen(now)
        if now.token in self.done:
            return self.done[now.token]
        if now.token in self.open:
            return Frozen(Unknown(why="it contains itself", span=now.span))
        self.open.add(now.token)
        made = yield self._content(now)
        self.done[now.token] = made
        self.open.discard(now.token)
        return made

    def _choice(self, now: Symbol, token: int | None) -> _Walk:
        """One of two values: each as it is now, but for the content that the object itself may have."""
        if id(now) in self.symbols:
            return self.symbols[id(now)]
        test = now.operands[0]
        found = [(yield self._symbol(test)) if isinstance(test, Symbol) else Frozen(test)]
        for operand in now.operands[1:]:
            if isinstance(operand, Items | Table) and operand.token == token:
                found.append((yield self._content(operand)))
            elif isinstance(operand, Symbol) and operand.op == "choice":
                found.append((yield self._choice(operand, token)))
            elif isinstance(operand, Instance) and operand.token == token:
                found.append(Frozen(operand))
            else:
                found.append((yield self.freeze(operand)))
        made = Symbol(op="choice", operands=tuple(one.value for one in found), span=now.span)
        return self._kept(now, _bounded(made, found))

    def _symbol(self, now: Symbol) -> _Walk:
        """Another expression stays as it is; only its size is asked."""
        if id(now) in self.symbols:
            return self.symbols[id(now)]
        found: list[Frozen] = []
        for operand in now.operands:
            if isinstance(operand, Symbol):
                found.append((yield self._symbol(operand)))
            elif isinstance(operand, Items | Table):
                made = yield self.freeze(operand)
                found.append(Frozen(operand, made.parts, made.depth, made.cut))
        cut = next((one.cut for one in found if one.cut), "")
        # It stays as it is, with all that is in it: nothing can be cut off inside.
        return self._kept(now, _cut(cut, now.span) if cut else _bounded(now, found))

    def _kept(self, now: Symbol, made: Frozen) -> Frozen:
        self.symbols[id(now)] = made
        self.alive.append(now)
        return made

    def _content(self, now: Items | Table) -> _Walk:
        inner = now.items if isinstance(now, Items) else [part for entry in now.entries for part in entry]
        found: list[Frozen] = []
        for value in inner:
            part = Frozen(value) if isinstance(value, Known | Record) else (yield self.freeze(value))
            found.append(part)
        values = tuple(one.value for one in found)
        if isinstance(now, Items):
            return _bounded(Items(kind=now.kind, items=values, token=now.token, span=now.span), found)
        entries = tuple(zip(values[::2], values[1::2], strict=True))
        return _bounded(Table(entries=entries, token=now.token, span=now.span), found)


def _bounded(made: Symbol | Items | Table, found: list[Frozen]) -> Frozen:
    parts = 1 + sum(one.parts for one in found)
    depth = 1 + max((one.depth for one in found), default=0)
    if parts > PARTS:
        return _cut(f"the value has more than {PARTS:,} parts", made.span)
    if depth > DEPTH:
        return _cut(f"the value is nested more than {DEPTH:,} deep", made.span)
    return Frozen(made, parts, depth, next((one.cut for one in found if one.cut), ""))


def _cut(why: str, span: Span) -> Frozen:
    return Frozen(Unknown(why=why, span=span), cut=why)
