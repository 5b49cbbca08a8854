"""What comparisons of parts have in common: the worst of several verdicts, a part named, what a part may ask for."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from icefloe.types.causes import LARGE
from icefloe.types.declaration import Declaration, Member
from icefloe.types.model import Type, TypeVar
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no
from icefloe.types.walk import Ancestry


class Asking(Protocol):
    """The comparison that a part stands in: it is asked for parts of parts, and for what is known of classes."""

    def fits(self, producer: Type, consumer: Type) -> Verdict:
        """Whether one type fits where another is asked for."""
        ...

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class."""
        ...

    def ancestry(self, type: Type) -> Ancestry:
        """All that a type is."""
        ...

    def members(self, type: Type) -> Mapping[str, Member]:
        """The members of a type by name."""
        ...

    def is_free(self, type: Type) -> bool:
        """Whether a type is a variable that is being solved."""
        ...

    def solve(self, name: TypeVar, type: Type) -> Verdict:
        """Let a free variable be exactly that type."""
        ...

    def mark(self) -> int:
        """Where the notes on free variables stand."""
        ...

    def back(self, mark: int, *, guessed: bool = False) -> None:
        """Forget what was noted since; `guessed` tells that there was another choice."""
        ...

    def opened(self, type: Type) -> Type:
        """The same type, with variables of its own that are free."""
        ...


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several: no before unknown before yes."""
    result = YES
    for verdict in verdicts:
        if verdict.answer == "no":
            return verdict
        if verdict.answer == "unknown" and result.answer == "yes":
            result = verdict
    return result


def any_of(verdicts: Iterable[Verdict], otherwise: Verdict) -> Verdict:
    """The best of several; where all are a no, `otherwise`."""
    doubt: Verdict | None = None
    for verdict in verdicts:
        if verdict.answer == "yes":
            return verdict
        if verdict.answer == "unknown" and doubt is None:
            doubt = verdict
    return doubt or otherwise


def inside(label: str, verdict: Verdict) -> Verdict:
    """A verdict about a part, with the part named."""
    if verdict.answer == "yes" or verdict.cause == LARGE:
        return verdict
    return Verdict(verdict.answer, f"{label}: {verdict.why}", verdict.cause)


def same(producer: Type, consumer: Type, invariant: str, ask: Asking) -> Verdict:
    """Both are one type, as far as values can tell; `invariant` says what demands it."""
    for one, other in ((consumer, producer), (producer, consumer)):
        if isinstance(one, TypeVar) and ask.is_free(one):
            return ask.solve(one, other)
    there = ask.fits(producer, consumer)
    if there.answer == "no":
        return there
    back = ask.fits(consumer, producer)
    if back.answer == "no":
        return no(f"{spell(producer)} is not exactly {spell(consumer)} ({invariant} is invariant)")
    return all_of((there, back))
