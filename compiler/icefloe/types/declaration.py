"""What the algebra must know of a class, and who tells it."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from icefloe.types.model import CallableType, Key, LiteralType, OverloadType, Type, TypeVar
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A name that a class has: a method or an attribute, with its type as seen from an instance.

    `absent` marks a name that the class takes away (`__hash__ = None`), `settable` is False where it can only be read
    (a property, a field of a frozen dataclass), `shared` tells that the class itself has it too (`ClassVar`),
    `through` that it is a property with a setter, or one that keeps its value.
    """

    name: str
    type: Type
    method: bool = True
    absent: bool = False
    settable: bool = True
    shared: bool = False
    through: Literal["", "setter", "cache"] = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A class: its type parameters, its bases in order, and its own members.

    `protocol`: compared by its members. `keys`: not None for a TypedDict, `extra` as `TypedDictType` has it.
    `final_names` is False where objects may have names that are not in `members` (set in `__init__`, made by a
    metaclass), so that a missing one proves nothing. `alias`: it is no class but another name of that type, which may
    speak of itself. `made` is how it is called to make an object, None where its bases tell. `values` are all values
    that there are of it (the members of an enumeration), None where that is not known. `final`: nothing derives from
    it.
    """

    path: str
    parameters: tuple[TypeVar, ...] = ()
    bases: tuple[Type, ...] = ()
    members: Sequence[Member] = ()
    protocol: bool = False
    keys: tuple[Key, ...] | None = None
    final_names: bool = True
    extra: Type | None = None
    alias: Type | None = None
    made: CallableType | OverloadType | None = None
    values: tuple[LiteralType, ...] | None = None
    final: bool = False
    metaclass: Type | None = None
    maker: "Callable[[], CallableType | OverloadType | None] | None" = None

    def constructor(self) -> CallableType | OverloadType | None:
        """How it is called to make an object, where it says so itself: `made`, or what `maker` tells when asked."""
        return self.made if self.made is not None or self.maker is None else self.maker()


Hierarchy: TypeAlias = Callable[[str], Declaration | None]
"""From a class's dotted path to its declaration, or None where the class is not known."""
