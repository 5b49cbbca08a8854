"""A class and everything it derives from, with type arguments put in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from icefloe.types.declaration import Declaration, Hierarchy, Member
from icefloe.types.model import (
    OBJECT,
    AnyType,
    CallableType,
    Key,
    Named,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    is_large,
    parts,
    union,
)

_TRANSPARENT = frozenset({"typing.Generic", "typing.Protocol"})


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The supertypes of a type, itself first, and why there may be more (empty when these are all)."""

    types: tuple[Type, ...]
    open: str = ""

    def named(self, path: str) -> Named | None:
        """The supertype of that path."""
        return next((t for t in self.types if isinstance(t, Named) and t.path == path), None)

    def tuple(self) -> TupleType | None:
        """The tuple among them."""
        return next((t for t in self.types if isinstance(t, TupleType)), None)


def ancestry(type: Type, hierarchy: Hierarchy) -> Ancestry:
    """All that a type is: its class, that class's bases with arguments put in, and so on up to `object`."""
    found: dict[Type, None] = {}
    why = ""
    waiting = [type]
    while waiting:
        one = waiting.pop(0)
        if one in found or len(found) > 200:
            continue
        found[one] = None
        above = _bases(one, hierarchy)
        if isinstance(above, str):
            why = why or above
        elif any(is_large(base) for base in above):
            why = why or "the type arguments of its bases are too large"
        else:
            waiting = [*above, *waiting]
    found.pop(OBJECT, None)
    return Ancestry((*found, OBJECT), why)


def _bases(type: Type, hierarchy: Hierarchy) -> tuple[Type, ...] | str:
    match type:
        case Named(path):
            declaration = hierarchy(path)
            if declaration is None:
                return f"the class {path} is not known here"
            return tuple(
                substitute(base, arguments(declaration, type))
                for base in declaration.bases
                if not (isinstance(base, Named) and base.path in _TRANSPARENT)
            )
        case TupleType(items, rest):
            return (Named("builtins.tuple", (union(*items, *(() if rest is None else (rest,))),)),)
        case TypedDictType():
            return (Named("collections.abc.Mapping", (Named("builtins.str"), OBJECT)),)
        case NewTypeType(_, base):
            return (base,)
        case UnknownType(why):
            return why
        case _:
            return "one of its bases is computed"


def arguments(declaration: Declaration, type: Named) -> Mapping[str, Type]:
    """What each type parameter of a class stands for in this use of it."""
    missing = len(declaration.parameters) - len(type.arguments)
    given = type.arguments + (AnyType(),) * missing
    if missing < 0 or not type.arguments:
        return {parameter.name: AnyType() for parameter in declaration.parameters}
    return {parameter.name: given[i] for i, parameter in enumerate(declaration.parameters)}


def substitute(type: Type, solved: Mapping[str, Type]) -> Type:
    """A type with its variables replaced by what they stand for."""
    if not solved:
        return type
    match type:
        case TypeVar(name):
            return solved.get(name, type)
        case Named(path, given, fresh):
            return Named(path, tuple(substitute(a, solved) for a in given), fresh)
        case Union(members):
            return union(*(substitute(m, solved) for m in members))
        case TupleType(items, rest):
            return TupleType(
                tuple(substitute(i, solved) for i in items), None if rest is None else substitute(rest, solved)
            )
        case CallableType(parameters, returns):
            changed = None if parameters is None else tuple(substitute(p, solved) for p in parameters)
            return replace(type, parameters=changed, returns=substitute(returns, solved))
        case TypedDictType(path, keys):
            return TypedDictType(path, tuple(_key(k, solved) for k in keys))
        case _:
            return type


def _key(key: Key, solved: Mapping[str, Type]) -> Key:
    return replace(key, type=substitute(key.type, solved))


def members(ancestors: Ancestry, hierarchy: Hierarchy) -> Mapping[str, Member]:
    """The members of a type by name, nearest first, with type arguments put in."""
    found: dict[str, Member] = {}
    for ancestor in ancestors.types:
        declaration = hierarchy(ancestor.path) if isinstance(ancestor, Named) else None
        if declaration is None or not isinstance(ancestor, Named):
            continue
        solved = arguments(declaration, ancestor)
        for member in declaration.members:
            found.setdefault(member.name, replace(member, type=substitute(member.type, solved)))
    return found


def variables(type: Type) -> Iterator[str]:
    """The names of the type variables in a type, once for each occurrence."""
    if isinstance(type, TypeVar):
        yield type.name
    for part in parts(type):
        yield from variables(part)
