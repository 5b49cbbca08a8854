"""What a function gives back, and where that is written."""

from dataclasses import dataclass

from icefloe.source import Span
from icefloe.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The type of a function's result; `span` is its annotation, or the expression that it was `inferred` from.

    `keys` are the entries of the one dictionary that it writes out and returns.
    """

    type: Type
    span: Span
    inferred: bool
    keys: tuple[tuple[str, Type], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A `return` whose number of values cannot fit the outputs."""

    message: str
    span: Span
