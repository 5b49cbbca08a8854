"""Values as they leave the evaluator: with the content that they have now, and never too large to be walked through."""

from collections.abc import Callable

from icefloe.evaluate.budget import PARTS
from icefloe.values import Instance, Items, Symbol, Table, Unknown, Value


def freeze(value: Value, current: Callable[[Value], Value]) -> Value:
    """A value with every list and dictionary inside as it is now.

    `x = (x, x)` forty times over is a small program and a value that nobody can walk through: more parts than the
    budget allows make it Unknown.
    """
    return _Freezer(current).freeze(value)[0]


class _Freezer:
    """Freezes each object once, however often it occurs; `done` has the result and its number of parts."""

    def __init__(self, current: Callable[[Value], Value]) -> None:
        self.current = current
        self.done: dict[int, tuple[Value, int]] = {}
        self.open: set[int] = set()
        self.choices: dict[int, tuple[Value, int]] = {}
        self.alive: list[Value] = []

    def freeze(self, value: Value) -> tuple[Value, int]:
        """The frozen value and its number of parts."""
        now = self.current(value)
        if isinstance(now, Symbol) and now.op == "choice":
            return self._choice(now, value.token if isinstance(value, Items | Table | Instance) else None)
        if not isinstance(now, Items | Table):
            return now, 1
        if now.token in self.done:
            return self.done[now.token]
        if now.token in self.open:
            return Unknown(why="it contains itself", span=now.span), 1
        self.open.add(now.token)
        self.done[now.token] = self._items(now) if isinstance(now, Items) else self._table(now)
        self.open.discard(now.token)
        return self.done[now.token]

    def _choice(self, now: Symbol, token: int | None) -> tuple[Value, int]:
        """One of two values: each as it is now, but for the content that the object itself may have."""
        if id(now) in self.choices:
            return self.choices[id(now)]
        found: list[tuple[Value, int]] = []
        for operand in now.operands[1:]:
            if isinstance(operand, Items) and operand.token == token:
                found.append(self._items(operand))
            elif isinstance(operand, Table) and operand.token == token:
                found.append(self._table(operand))
            elif isinstance(operand, Symbol) and operand.op == "choice":
                found.append(self._choice(operand, token))
            elif isinstance(operand, Instance) and operand.token == token:
                found.append((operand, 1))
            else:
                found.append(self.freeze(operand))
        size = 1 + sum(parts for _, parts in found)
        made: Value = Symbol(op="choice", operands=(now.operands[0], *(v for v, _ in found)), span=now.span)
        if size > PARTS:
            made, size = Unknown(why=f"the value has more than {PARTS:,} parts", span=now.span), 1
        self.choices[id(now)] = made, size
        self.alive.append(now)
        return made, size

    def _items(self, now: Items) -> tuple[Value, int]:
        found = [self.freeze(item) for item in now.items]
        size = 1 + sum(parts for _, parts in found)
        if size > PARTS:
            return _too_large(now), 1
        items = tuple(item for item, _ in found)
        return Items(kind=now.kind, items=items, token=now.token, span=now.span), size

    def _table(self, now: Table) -> tuple[Value, int]:
        found = [(self.freeze(key), self.freeze(item)) for key, item in now.entries]
        size = 1 + sum(key[1] + item[1] for key, item in found)
        if size > PARTS:
            return _too_large(now), 1
        return Table(entries=tuple((key[0], item[0]) for key, item in found), token=now.token, span=now.span), size


def _too_large(value: Items | Table) -> Unknown:
    return Unknown(why=f"the value has more than {PARTS:,} parts", span=value.span)
