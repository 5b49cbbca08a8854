"""What the algebra must know of a class, and who tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from icefloe.types.model import Key, Type, TypeVar


@dataclass(frozen=True, slots=True)
class Member:
    """A name that a class has: a method or an attribute, with its type as seen from an instance.

    `absent` marks a name that the class takes away (`__hash__ = None`).
    """

    name: str
    type: Type
    method: bool = True
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """A class: its type parameters, its bases in order, and its own members.

    `protocol`: compared by its members. `keys`: not None for a TypedDict. `final_names` is False where objects may
    have names that are not in `members` (set in `__init__`, made by a metaclass), so that a missing one proves
    nothing.
    """

    path: str
    parameters: tuple[TypeVar, ...] = ()
    bases: tuple[Type, ...] = ()
    members: tuple[Member, ...] = ()
    protocol: bool = False
    keys: tuple[Key, ...] | None = None
    final_names: bool = True


Hierarchy: TypeAlias = Callable[[str], Declaration | None]
"""From a class's dotted path to its declaration, or None where the class is not known."""
