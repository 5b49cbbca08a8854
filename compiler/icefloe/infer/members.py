"""Names on types: the variables in a type, and the member that a type has under a name."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.types import (
    CallableType,
    Hierarchy,
    LiteralType,
    Member,
    Named,
    OverloadType,
    Type,
    TypeVar,
    ancestry,
    substitute,
    widened,
)
from icefloe.types.model import parts
from icefloe.types.table import named
from icefloe.types.walk import arguments


def variables_in(type: Type) -> Iterator[TypeVar]:
    """The type variables in a type, once for each occurrence."""
    if isinstance(type, TypeVar):
        yield type
    for part in parts(type):
        yield from variables_in(part)


def names_in(type: Type) -> Iterator[str]:
    """The names of the type variables in a type, once for each occurrence."""
    return (variable.name for variable in variables_in(type))


def has_variables(type: Type) -> bool:
    """Whether a type variable stands anywhere in a type."""
    return any(True for _ in names_in(type))


def member_of(type: Type, name: str, hierarchy: Hierarchy) -> Member | None:
    """The member of that name, seen from an object of that type, or None where there is none or it is not certain."""
    plain = widened(type) if isinstance(type, LiteralType) else type
    above = ancestry(plain, hierarchy)
    for index, ancestor in enumerate(above.types):
        declaration = hierarchy(ancestor.path) if isinstance(ancestor, Named) else None
        if declaration is None or not isinstance(ancestor, Named):
            continue
        member = named(declaration.members, name)
        if member is not None:
            # A base that is not known may say otherwise, if it stands before this one.
            if member.absent or (above.open and index > 0):
                return None
            solved = {**arguments(declaration, ancestor), "Self": plain}
            return replace(member, type=_received(substitute(member.type, solved), member.type, solved))
    return None


def _received(type: Type, before: Type, solved: dict[str, Type]) -> Type:
    """With the class's arguments also in what a signature asks of its object."""
    if isinstance(type, CallableType) and isinstance(before, CallableType) and before.receiver is not None:
        return replace(type, receiver=substitute(before.receiver, {"Self": solved["Self"]}))
    if isinstance(type, OverloadType) and isinstance(before, OverloadType):
        items = (_received(a, b, solved) for a, b in zip(type.items, before.items, strict=True))
        return OverloadType(tuple(one for one in items if isinstance(one, CallableType)))
    return type
