"""Parts of types: the elements of a collection, one output of several."""

from icefloe.types import (
    AnyType,
    LiteralType,
    Named,
    NewTypeType,
    TupleType,
    Type,
    Union,
    UnknownType,
    causes,
    spell,
    union,
)

_HOLDERS = frozenset(
    {"builtins.list", "builtins.set", "builtins.frozenset", "collections.deque"}
    | {f"collections.abc.{n}" for n in ("Iterable", "Iterator", "Sequence", "Collection", "Set", "Generator")}
    | {f"collections.abc.{n}" for n in ("MutableSequence", "MutableSet", "Reversible", "AsyncIterator")}
)
_TABLES = frozenset({"builtins.dict", "collections.abc.Mapping", "collections.abc.MutableMapping"})
_SINGLE = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "builtins.str", "builtins.bytes"}
    | {"types.NoneType"}
)


def element_of(type: Type) -> Type | None:
    """What iterating over it gives, or None where that is not known."""
    match type:
        case TupleType(items, rest):
            return union(*items, *(() if rest is None else (rest,)))
        case Named("builtins.str") | LiteralType("builtins.str"):
            return Named("builtins.str")
        case Named(path, (first, *_)) if path in _HOLDERS or path in _TABLES:
            return first
        case AnyType():
            return type
        case _:
            return None


def part_at(type: Type, position: int | None) -> Type | None:
    """What subscripting it gives, or None where that is not known."""
    match type:
        case TupleType(items, rest) if position is not None:
            if -len(items) <= position < len(items) and (rest is None or position >= 0):
                return items[position]
            return rest
        case Named(path, (_, value)) if path in _TABLES:
            return value
        case Named("builtins.dict") | Named("builtins.set"):
            return None
        case AnyType():
            return type
        case _:
            return element_of(type) if position is not None else None


def output(type: Type, position: int, count: int) -> Type:
    """The type of output `position` (from 0) of `count`; a single output is the whole value."""
    if count == 1:
        return type
    match type:
        case TupleType(items, None):
            if len(items) == count:
                return items[position]
            return UnknownType(f"{count} outputs are taken from a tuple of {len(items)}", causes.ARITY)
        case TupleType(items, rest):
            beyond = rest or UnknownType("the tuple is shorter", causes.ARITY)
            return items[position] if position < len(items) else beyond
        case NewTypeType(_, base):
            return output(base, position, count)
        case Union(members):
            return union(*(output(member, position, count) for member in members))
        case Named(path, (first, *_)) if path in _HOLDERS:
            return first
        case AnyType() | UnknownType():
            return type
        case _:
            return UnknownType(f"{spell(type)} is not split into {count} outputs", causes.ARITY)


def misfit(type: Type, count: int) -> str | None:
    """Why a value of that type cannot be split over `count` outputs, or None where it may."""
    if count < 2:
        return None
    match type:
        case TupleType(items, None) if len(items) != count:
            return f"it returns a tuple of {len(items)}, but {count} outputs are declared"
        case TupleType(items, _) if len(items) > count:
            return f"it returns a tuple of at least {len(items)}, but {count} outputs are declared"
        case Named(path) | LiteralType(path) if path in _SINGLE:
            return f"it returns {spell(type)}, but {count} outputs are declared"
        case NewTypeType(_, base):
            return misfit(base, count)
        case Union(members):
            found = [misfit(member, count) for member in members]
            return found[0] if all(found) else None
        case _:
            return None
