"""What a function gives back, and where that is written."""

from icefloe.source import Span
from icefloe.types import Type
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The type of a function's result; `span` is its annotation, or the expression that it was `inferred` from.

    `keys` are the entries of the one dictionary that it writes out and returns, `items` the places of the items of the
    one tuple.
    """

    type: Type
    span: Span
    inferred: bool
    keys: tuple[tuple[str, Type], ...] | None = None
    items: tuple[Span, ...] = ()

    def place(self, position: int | None, count: int) -> Span:
        """Where the type of output `position` (from 0) of `count` is written or inferred from; None is the whole."""
        if position is None or count < 2 or len(self.items) != count:
            return self.span
        return self.items[position]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A `return` whose number of values cannot fit the outputs."""

    message: str
    span: Span
