"""The door: what a project's annotations and unannotated code say about types."""

from collections.abc import Callable

from icefloe.infer.returned import Returned
from icefloe.trace import Summary
from icefloe.types import Declaration, Type, UnknownType, Verdict, assignable, spell
from icefloe.values import Class, Value


class Types:
    """Types from annotations and from unannotated code of one project."""

    def __init__(self, lookup: Callable[[str], Class | None]) -> None:
        self._lookup = lookup

    def annotation(self, value: Value) -> Type:
        """The type that an annotation means."""
        return UnknownType(f"the annotation is {type(value).__name__}")

    def of(self, value: Value) -> Type:
        """The type of a value, as far as the code shows it."""
        return UnknownType(f"the value is {type(value).__name__}")

    def returned(self, summary: Summary) -> Returned:
        """What a function returns: its annotation, or what its `return`s show."""
        function = summary.function
        return Returned(type=UnknownType("nothing is inferred yet"), span=function.name_span, inferred=True)

    def element(self, type: Type, position: int, count: int) -> Type:  # noqa: A002
        """The type of one of several outputs that a returned value is split over."""
        return type if count == 1 else UnknownType(f"output {position} of {count} is not split yet")

    def assignable(self, producer: Type, consumer: Type) -> Verdict:
        """Whether a value of one type may be given where another is asked for."""
        return assignable(producer, consumer, self.declaration)

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class, by its dotted path."""
        return None if self._lookup(path) is None else None

    @staticmethod
    def spell(type: Type) -> str:  # noqa: A002
        """A type as text."""
        return spell(type)
