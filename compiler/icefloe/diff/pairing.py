"""Things with names on two sides, side by side."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def paired(
    old: Sequence[Thing], new: Sequence[Thing], name: Callable[[Thing], str]
) -> Iterator[tuple[str, Thing | None, Thing | None]]:
    """Each name with what goes by it on both sides, in the order of the new side, then of the old one.

    Of several with one name the first is held against the first, the second against the second.
    """
    before, after = _numbered(old, name), _numbered(new, name)
    for key, thing in after.items():
        yield key[0], before.get(key), thing
    for key, thing in before.items():
        if key not in after:
            yield key[0], thing, None


def _numbered(things: Sequence[Thing], name: Callable[[Thing], str]) -> dict[tuple[str, int], Thing]:
    found: dict[tuple[str, int], Thing] = {}
    for thing in things:
        number = 0
        while (name(thing), number) in found:
            number += 1
        found[name(thing), number] = thing
    return found
