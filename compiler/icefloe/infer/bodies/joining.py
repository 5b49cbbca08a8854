"""Types that meet: where branches join, where a list is added to, where a name is used for something else."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from icefloe.types import (
    NONE,
    AnyType,
    LiteralType,
    Named,
    NeverType,
    TupleType,
    Type,
    Union,
    UnknownType,
    causes,
    union,
    widened,
)

LISTS = frozenset({"builtins.list", "collections.deque"})
SETS = frozenset({"builtins.set"})
DICTS = frozenset({"builtins.dict", "collections.defaultdict", "collections.OrderedDict"})
COLLECTIONS = LISTS | SETS | DICTS
"""Classes whose objects can be changed in place."""
_MOST_LITERALS = 8
_TRUTHS = (LiteralType("builtins.bool", True), LiteralType("builtins.bool", False))
NOTHING_TOLD = UnknownType("nothing tells what it holds", causes.RUN_TIME)
"""The elements of an empty list that was given away before anything was added to it."""
REPLACED = UnknownType("what it holds may have been replaced", causes.RUN_TIME)
"""What a list or dictionary holds of which elements were replaced or removed."""


def members(type: Type) -> tuple[Type, ...]:
    """The types that it is one of."""
    return type.members if isinstance(type, Union) else (type,)


def joined(*types: Type) -> Type:
    """One of several types: constants beside their class are that class, and empty lists beside others are those."""
    found = [member for type in types for member in members(type)]
    classes = {member.path for member in found if isinstance(member, Named) and not member.arguments}
    kept: list[Type] = []
    for member in found:
        if isinstance(member, LiteralType) and member.fresh and member.path in classes:
            continue
        if isinstance(member, UnknownType) and any(isinstance(one, UnknownType) for one in kept):
            continue
        if isinstance(member, Named) and member.fresh and member.arguments:
            same = next((i for i, one in enumerate(kept) if isinstance(one, Named) and _alike(one, member)), None)
            if same is not None:
                kept[same] = plain(member)
                continue
        kept.append(member)
    full = {member.path for member in kept if isinstance(member, Named) and not _is_empty(member)}
    kept = [one for one in kept if not (isinstance(one, Named) and _is_empty(one) and one.path in full)]
    literals = [one for one in kept if isinstance(one, LiteralType) and one.fresh]
    if len(literals) > _MOST_LITERALS or all(one in literals for one in _TRUTHS):
        kept = [widened(one) if isinstance(one, LiteralType) and one.fresh else one for one in kept]
    return union(*kept)


def _is_empty(type: Named) -> bool:
    return type.fresh and any(isinstance(one, NeverType) for one in type.arguments)


def _alike(one: Named, other: Named) -> bool:
    """Whether two lists differ in nothing but constants."""
    return one.path == other.path and one.fresh and plain(one) == plain(other)


def plain(type: Type) -> Type:
    """A type whose constants are their classes: what a name may hold that later rounds or callers bind."""
    match type:
        case LiteralType(fresh=True):
            return widened(type)
        case Named(_, inside, True) if inside:
            return replace(type, arguments=tuple(plain(one) for one in inside))
        case Union(inside):
            return joined(*(plain(one) for one in inside))
        case TupleType(items, rest, tail):
            rest = None if rest is None else plain(rest)
            return TupleType(tuple(plain(one) for one in items), rest, tuple(plain(one) for one in tail))
        case _:
            return type


def shown(type: Type) -> Type:
    """A type of which everything that it holds is told by its class, as nobody wrote it there as a constant."""
    match type:
        case Named(_, inside) if inside:
            return replace(type, arguments=tuple(plain(shown(one)) for one in inside))
        case Union(inside):
            return joined(*(shown(one) for one in inside))
        case _:
            return type


def settled(type: Type) -> Type:
    """A type as anybody else sees it who is handed the value: what an empty list will hold is not known any more."""
    match type:
        case Named(_, inside) if inside:
            if all(isinstance(one, NeverType) for one in inside) and not type.fresh:
                return type
            return replace(type, arguments=tuple(_held(one) for one in inside))
        case Union(inside):
            return union(*(settled(one) for one in inside))
        case TupleType(items, rest, tail):
            rest = None if rest is None else settled(rest)
            return TupleType(tuple(settled(one) for one in items), rest, tuple(settled(one) for one in tail))
        case _:
            return type


def _held(type: Type) -> Type:
    return NOTHING_TOLD if isinstance(type, NeverType) else settled(type)


def given_back(type: Type) -> Type:
    """A type as it is returned: an empty list that nobody else holds fits wherever a list is asked for."""
    if isinstance(type, Named) and type.fresh and type.arguments:
        if all(isinstance(one, NeverType) for one in type.arguments):
            return replace(type, arguments=())
        return settled(type)
    if isinstance(type, Union):
        return joined(*(given_back(one) for one in type.members))
    if isinstance(type, TupleType) and type.rest is None and not type.tail:
        return TupleType(tuple(given_back(one) for one in type.items))
    return settled(type)


def new(type: Type) -> Type:
    """The type of a collection that was made just now."""
    return replace(type, fresh=True) if isinstance(type, Named) and type.path in COLLECTIONS else type


def is_several(type: Type) -> bool:
    """Whether elements of a type tell little of what is there once some are replaced: None, or one of several types."""
    return isinstance(plain(type), Union) or type == NONE


def remaining(type: Type) -> Type:
    """A collection made here of which elements were taken out, or that somebody else may have changed."""
    match type:
        case Named(path, inside, True) if inside and path in COLLECTIONS:
            return replace(type, arguments=tuple(REPLACED if is_several(one) else remaining(one) for one in inside))
        case Union(inside):
            return joined(*(remaining(one) for one in inside))
        case _:
            return type


def is_replaced(type: Type) -> bool:
    """Whether a collection, or one that it holds, is one of which elements were replaced."""
    if isinstance(type, Named):
        return any(is_replaced(one) for one in type.arguments)
    return any(is_replaced(one) for one in members(type)) if isinstance(type, Union) else type == REPLACED


def met(type: Type, there: Type) -> Type:
    """What a name holds where two ways meet: a collection whose elements one of them replaced is that on both."""
    found = members(joined(type, there))
    wide = [one for one in found if isinstance(one, Named) and is_replaced(one)]
    kept = [one for one in found if not any(one is not other and _covers(other, one) for other in wide)]
    return joined(*kept)


def _covers(wide: Type, type: Type) -> bool:
    if wide == REPLACED or isinstance(type, NeverType):
        return True
    if isinstance(wide, Named) and isinstance(type, Named) and wide.path == type.path and wide.arguments:
        pairs = zip(wide.arguments, type.arguments, strict=False)
        return len(wide.arguments) == len(type.arguments) and all(_covers(*pair) for pair in pairs)
    return all(one in members(wide) for one in members(type))


def each(type: Type, read: Callable[[Type], Type]) -> Type:
    """Read every type that it is one of, and join what comes out."""
    if isinstance(type, AnyType):
        return type
    return joined(*(read(one) for one in members(type)))


def each_but_none(type: Type, read: Callable[[Type], Type]) -> Type:
    """Read every type that it is one of; None is left out where it cannot be asked that, as it would fail there."""
    if not isinstance(type, Union) or NONE not in type.members:
        return each(type, read)
    told = read(NONE)
    rest = joined(*(read(one) for one in type.members if one != NONE))
    return rest if isinstance(told, UnknownType) else joined(rest, told)


def first_unknown(types: Iterable[Type]) -> UnknownType | None:
    """The first of several types that is not known."""
    return next((one for one in types if isinstance(one, UnknownType)), None)
