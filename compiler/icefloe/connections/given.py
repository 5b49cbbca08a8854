"""What arrives at a consumer, and the places that it can come from."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from icefloe.connections.connection import End, Take
from icefloe.infer import Types
from icefloe.types import (
    NONE,
    LiteralType,
    Named,
    Type,
    Union,
    UnknownType,
    causes,
    union,
)
from icefloe_schema.records import dataclass

#: Certainly nothing to go through.
_SINGLE = frozenset({"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", NONE.path})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A value on its way: the name it goes by, who gives it in words, its type, and where that comes from.

    `broken` says why the value cannot be taken as it is: a number that a map is to go through. `type` is the whole
    value then.
    """

    asset: str = ""
    words: str
    type: Type
    ends: tuple[End, ...] = ()
    broken: str = ""


def changed(given: Given, take: Take, change: Callable[[Type], Type], words: str = "") -> Given:
    """A value that something more is done to."""
    ends = tuple(replace(end, type=change(end.type), taken=(*end.taken, take)) for end in given.ends)
    return replace(given, type=change(given.type), ends=ends, words=words or given.words)


def joined(several: Sequence[Given]) -> Given:
    """One of several values: nobody knows which."""
    first = several[0]
    if len(several) == 1:
        return first
    ends = {(end.words, end.place): end for one in several for end in one.ends}
    return Given(
        asset=first.asset,
        words=" or ".join(dict.fromkeys(one.words for one in several)),
        type=union(*(one.type for one in several)),
        ends=tuple(ends.values()),
        broken=first.broken,
    )


def listed(type: Type) -> Type:
    """The list of what every round gives."""
    return Named("builtins.list", (type,))


def element(whole: Type, types: Types) -> Type:
    """The type of what going through a value gives, one after the other; unknown where that is not known."""
    if isinstance(whole, UnknownType):
        return whole
    found = types.item(whole)
    if not isinstance(found, UnknownType):
        return found
    return UnknownType(f"the elements of a `{types.spell(whole)}` are not known", found.cause or causes.RUN_TIME)


def is_single(whole: Type) -> bool:
    """Whether a value of a type certainly has no elements."""
    if isinstance(whole, Union):
        return all(is_single(member) for member in whole.members)
    return isinstance(whole, Named | LiteralType) and whole.path in _SINGLE
