"""How much one question may cost, as values and annotations can be written to explode."""

from collections.abc import Callable

from icefloe.types import Type, UnknownType, causes, is_large
from icefloe.values import Value

_DEEPEST = 60


class Budget:
    """Steps that are left, and how deep the question is in it."""

    def __init__(self, steps: int) -> None:
        self._left = steps
        self._depth = 0

    def within(self, read: Callable[[Value], Type], value: Value) -> Type:
        """Read one value, unless there is too much of it."""
        self._left -= 1
        if self._left < 0 or self._depth >= _DEEPEST:
            return UnknownType("it is too large to read", causes.LARGE)
        self._depth += 1
        found = read(value)
        self._depth -= 1
        return UnknownType("the type is too large", causes.LARGE) if is_large(found) else found
