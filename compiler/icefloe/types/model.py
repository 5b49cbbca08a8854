"""The terms of the type algebra: what a type can be, as immutable data.

Nothing here knows a program: classes are told apart by their dotted path, and what a class derives from is asked of
a hierarchy (`icefloe.types.declaration`). Terms may be written positionally, as constructors of an algebra are.
"""

from dataclasses import field
from typing import Literal, TypeAlias

from icefloe_schema.records import dataclass

Variance: TypeAlias = Literal["invariant", "covariant", "contravariant", "inferred"]


@dataclass(frozen=True, slots=True)
class Named:
    """A class by its dotted path, with type arguments; without them each is `Any`, as PEP 484 has it.

    `fresh` marks a value that was just written out and that nobody else holds (`[1, 2]`): its arguments may be
    widened even where the class is invariant. `shown` is another name of it that people know better (`numpy.int64`).
    Neither takes part in equality.
    """

    path: str
    arguments: tuple["Type", ...] = ()
    fresh: bool = field(default=False, compare=False)
    shown: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types; make it with `union`, which flattens."""

    members: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class LiteralType:
    """One value of a class; of an enumeration, `value` is the member's name.

    `fresh` marks a constant in code rather than in an annotation: it is spelled as its class.
    """

    path: str
    value: str | int | bool | float | bytes
    fresh: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class TupleType:
    """A tuple: the types of its first items, of any number that may follow (`rest`), and of its last items after those.

    `rest` may be a variable that stands for several types (`*Ts`).
    """

    items: tuple["Type", ...]
    rest: "Type | None" = None
    tail: tuple["Type", ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a TypedDict, or one parameter that is given by name only."""

    name: str
    type: "Type"
    required: bool = True
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class CallableType:
    """Something that can be called; `parameters` are those that may be given by position, None stands for `...`.

    The parameters after the first `required` may be left out (None: none may). `names` are the names under which they
    may be given too, empty for one that goes by position only; where it is shorter, the rest goes by position only.
    `rest` is the type of `*args`, `keywords` are the parameters given by name only, `options` the type of `**kwargs`,
    `spec` a variable that stands for all further parameters. `receiver` is the type that the object must have whose
    method it is, where that is less than its class (`self: "Box[int]"`).
    """

    parameters: tuple["Type", ...] | None
    returns: "Type"
    required: int | None = None
    names: tuple[str, ...] = ()
    rest: "Type | None" = None
    keywords: tuple[Key, ...] = ()
    options: "Type | None" = None
    spec: "TypeVar | None" = None
    receiver: "Type | None" = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class OverloadType:
    """Something that can be called in several ways, tried in order."""

    items: tuple[CallableType, ...]


@dataclass(frozen=True, slots=True)
class TypedDictType:
    """A dictionary with known keys; two of them are compared by their keys, not by their names.

    `extra` is the type of all further keys: None where they may be anything, `Never` where there are none.
    """

    path: str
    keys: tuple[Key, ...]
    extra: "Type | None" = None


@dataclass(frozen=True, slots=True)
class NewTypeType:
    """A named child of another type, made without a class statement (`NewType`, functional `NamedTuple`)."""

    path: str
    base: "Type"


@dataclass(frozen=True, slots=True)
class TypeVar:
    """A type variable, with its bound or its constraints, and what it is where nothing else is said (`default`).

    `kind` tells what it stands for: one type, several (`TypeVarTuple`), or parameters (`ParamSpec`). Parameters are
    written as a callable whose result does not matter.
    """

    name: str
    bound: "Type | None" = None
    constraints: tuple["Type", ...] = ()
    variance: Variance = "invariant"
    default: "Type | None" = None
    kind: Literal["one", "several", "parameters"] = "one"


@dataclass(frozen=True, slots=True)
class AnyType:
    """`Any`: fits everywhere, in both directions."""


@dataclass(frozen=True, slots=True)
class NeverType:
    """`Never`: no value at all."""


@dataclass(frozen=True, slots=True)
class UnknownType:
    """A type that is not known, and why: the text completes "… because". `cause` groups it, as in a verdict."""

    why: str
    cause: str = field(default="", compare=False)


Type: TypeAlias = (
    Named
    | Union
    | LiteralType
    | TupleType
    | CallableType
    | OverloadType
    | TypedDictType
    | NewTypeType
    | TypeVar
    | AnyType
    | NeverType
    | UnknownType
)

_DEEPEST = 30
_MOST = 400
NONE = Named("types.NoneType")
OBJECT = Named("builtins.object")
#: The class of classes.
TYPE = "builtins.type"


def union(*types: Type) -> Type:
    """The union of types: flattened, each member once, in the order given."""
    found: dict[Type, None] = {}
    for one in types:
        for member in one.members if isinstance(one, Union) else (one,):
            found.setdefault(member)
    members = tuple(member for member in found if not isinstance(member, NeverType))
    if not members:
        return NeverType()
    return members[0] if len(members) == 1 else Union(members)


def optional(type: Type) -> Type:
    """That type or None."""
    return union(type, NONE)


def parts(type: Type) -> tuple[Type, ...]:
    """The types that a type is directly made of."""
    match type:
        case Named(_, inside) | Union(inside):
            return inside
        case TupleType(items, rest, tail):
            return (*items, *tail) if rest is None else (*items, rest, *tail)
        case CallableType(takes, returns):
            named = (key.type for key in type.keywords)
            more = (one for one in (type.rest, type.options, type.spec) if one is not None)
            return (*(takes or ()), *named, *more, returns)
        case OverloadType(items):
            return items
        case TypedDictType(_, keys, extra):
            inside = tuple(key.type for key in keys)
            return inside if extra is None else (*inside, extra)
        case NewTypeType(_, base):
            return (base,)
        case _:
            return ()


def is_fresh(type: Type) -> bool:
    """Whether any part of a type is of a value that was just written out."""
    if isinstance(type, Named | LiteralType) and type.fresh:
        return True
    return any(is_fresh(part) for part in parts(type))


def is_large(type: Type) -> bool:
    """Whether a type has more parts, or deeper ones, than anybody writes: comparing it could take for ever."""
    if isinstance(type, Named) and not type.arguments:
        return False  # nearly all are such
    level: tuple[Type, ...] = (type,)
    count = 0
    for _ in range(_DEEPEST):
        level = tuple(part for one in level for part in parts(one)[:_MOST])
        count += len(level)
        if not level or count > _MOST:
            break
    return bool(level)


def is_known(type: Type) -> bool:
    """Whether nothing in a type is unknown."""
    return not isinstance(type, UnknownType) and all(is_known(part) for part in parts(type))
