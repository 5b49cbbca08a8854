"""What a test tells of the names in it: `is None`, `isinstance`, truth, equality."""

from collections.abc import Callable, Sequence

from icefloe.body import Call, Constant, Display, Expression, Given, Local, Operation, Walrus
from icefloe.infer.bodies.joining import joined, members
from icefloe.infer.bodies.state import State, join, place_of
from icefloe.infer.bodies.walk import Walk, unread
from icefloe.types import (
    NONE,
    OBJECT,
    AnyType,
    LiteralType,
    Named,
    NeverType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    widened,
)
from icefloe.values import Items, Known, Reference

_EMPTY: dict[str, str | int | bytes] = {
    "builtins.str": "",
    "builtins.int": 0,
    "builtins.bool": False,
    "builtins.bytes": b"",
}
_PERHAPS_FALSE = frozenset({"builtins.float", "builtins.complex", "builtins.list", "builtins.dict", "builtins.set"})
_FINAL = frozenset({*_EMPTY, *_PERHAPS_FALSE, "builtins.tuple", "types.NoneType", "builtins.frozenset"})
_GUARDS = (
    "builtins.callable",
    "inspect.is",
    "dataclasses.is_dataclass",
    "asyncio.iscoroutine",
    "typing.is_typeddict",
)
_TOWER = frozenset({"builtins.float", "builtins.complex"})


def narrow(walk: Walk, state: State, test: Expression, holds: bool) -> State | None:
    """What is known where a test holds, or does not; None where that cannot be."""
    if isinstance(test, Operation) and test.op in ("not", "and", "or"):
        return split(walk, state, test)[0 if holds else 1]
    return _one(walk, state, test, holds)


def split(walk: Walk, state: State, test: Expression) -> tuple[State | None, State | None]:
    """What is known where a test holds, and where it does not."""
    walk.project.spend()
    match test:
        case Operation("not", (inner,)):
            holds, fails = split(walk, state, inner)
            return fails, holds
        case Operation("and", (left, right)):
            holds, fails = split(walk, state, left)
            both, not_right = (None, None) if holds is None else split(walk, holds, right)
            return both, join([fails, not_right])
        case Operation("or", (left, right)):
            holds, fails = split(walk, state, left)
            only_right, neither = (None, None) if fails is None else split(walk, fails, right)
            return join([holds, only_right]), neither
        case _:
            return _one(walk, state.copy(), test, holds=True), _one(walk, state.copy(), test, holds=False)


def _one(walk: Walk, state: State, test: Expression, holds: bool) -> State | None:
    """What one test tells that is not put together of others."""
    match test:
        case Constant(Known(value=value)):
            return state if bool(value) == holds else None
        case Operation("is" | "is not" | "==" | "!=" as op, (left, right)):
            return _compared(walk, state, (left, right), holds == (op in ("is", "==")), identity=op.startswith("is"))
        case Operation("in" | "not in" as op, (left, right)):
            return _among(walk, state, left, right, holds == (op == "in"))
        case Call(Constant(Reference(path="builtins.isinstance")), (Given(value=value, star=""), Given(value=kind))):
            return _instance(walk, state, value, kind, holds)
        case Call(Constant(Reference(path=path)), arguments) if path.startswith(_GUARDS):
            walk.of(state, test)
            return _changed(walk, state, arguments[0].value, _not_told) if arguments else state
        case Walrus(name):
            walk.of(state, test)
            return _truth(walk, state, Local(name), holds)
        case Local(name) if name in state.tests:
            return narrow(walk, state, state.tests.pop(name), holds)
        case _:
            return _truth(walk, state, test, holds)


def _not_told(_: Type) -> Type:
    return unread("a test tells more of it than is followed")


def _changed(walk: Walk, state: State, value: Expression, change: Callable[[Type], Type]) -> State | None:
    """The state in which what an expression speaks of has another type."""
    target = Local(value.name) if isinstance(value, Walrus) else value
    before = walk.of(state, value)
    now = change(before)
    if isinstance(now, NeverType) and not isinstance(before, NeverType):
        return None
    place = place_of(target)
    if place is not None and now != before:
        state.types[place] = now
    return state


def _kept(type: Type, keep: Callable[[Type], Type]) -> Type:
    return joined(*(keep(member) for member in members(type)))


def _truth(walk: Walk, state: State, test: Expression, holds: bool) -> State | None:
    return _changed(walk, state, test, lambda whole: truthy(walk, whole) if holds else falsy(walk, whole))


def truthy(walk: Walk, type: Type) -> Type:
    """What of a type may be true."""
    del walk
    return _kept(type, lambda one: NeverType() if one == NONE or _is_empty(one) else one)


def _is_empty(type: Type) -> bool:
    if isinstance(type, LiteralType):
        return type.path in _EMPTY and type.value == _EMPTY[type.path]
    return isinstance(type, TupleType) and not type.items and type.rest is None and not type.tail


def falsy(walk: Walk, type: Type) -> Type:
    """What of a type may be false."""

    def keep(one: Type) -> Type:
        if isinstance(one, LiteralType):
            return one if _is_empty(one) else NeverType()
        if isinstance(one, Named) and one.path in _EMPTY:
            return LiteralType(one.path, _EMPTY[one.path], fresh=True)
        if isinstance(one, TupleType) and (one.items or one.tail):
            return NeverType()
        if isinstance(one, Named) and one != NONE and one.path not in _FINAL:
            return _object_is_false(walk, one)
        return one

    return _kept(type, keep)


def _object_is_false(walk: Walk, type: Named) -> Type:
    """An object is true, unless its class says otherwise."""
    declaration = walk.project.class_at(type.path)
    if declaration is None:
        return unread("whether it can be false is not known")
    names = {name for name, _ in declaration.methods}
    if declaration.bases or declaration.keywords or names & {"__bool__", "__len__"}:
        return unread("whether it can be false is not known") if declaration.bases or declaration.keywords else type
    return NeverType()


def _compared(
    walk: Walk, state: State, pair: tuple[Expression, Expression], equal: bool, *, identity: bool
) -> State | None:
    value, other = pair
    if isinstance(value, Constant) and not isinstance(other, Constant):
        value, other = other, value
    if isinstance(value, Call) and isinstance(value.function, Constant) and len(value.arguments) == 1:
        path = getattr(value.function.value, "path", "")
        return _by_call(walk, state, path, value.arguments[0].value, other, equal)
    if isinstance(other, Constant) and isinstance(other.value, Known):
        constant = other.value.value
        if constant is None:
            return _changed(walk, state, value, lambda whole: _kept(whole, lambda one: _none(one, equal)))
        if isinstance(constant, str | int | bytes):
            of = f"builtins.{type(constant).__name__}"
            return _changed(walk, state, value, lambda one: _kept(one, lambda m: _literal(m, of, constant, equal)))
    told = walk.of(state, other)
    if isinstance(told, LiteralType):
        return _changed(walk, state, value, lambda one: _kept(one, lambda m: _literal(m, told.path, told.value, equal)))
    if identity or not equal:
        return state
    # What equals something that is not None is not None itself, if it is of a plain class.
    plain = all(isinstance(one, Named | LiteralType) and one.path in _FINAL and one != NONE for one in members(told))
    return _changed(walk, state, value, _without_none) if plain else state


def _without_none(type: Type) -> Type:
    return _kept(type, lambda one: _none(one, wanted=False))


def _none(type: Type, wanted: bool) -> Type:
    if type == NONE:
        return type if wanted else NeverType()
    if isinstance(type, UnknownType | AnyType | TypeVar) or type == OBJECT:
        return NONE if wanted else type
    return NeverType() if wanted else type


def _literal(type: Type, path: str, value: object, equal: bool) -> Type:
    if isinstance(type, LiteralType) and type.path == path and not type.fresh:
        return type if (type.value == value) == equal else NeverType()
    if equal and isinstance(type, Named) and type.path == path and isinstance(value, str | int | bytes):
        return LiteralType(path, value, fresh=True)
    if type == NONE and equal:
        return NeverType()
    return type


def _by_call(walk: Walk, state: State, path: str, inner: Expression, other: Expression, equal: bool) -> State | None:
    """`type(x) is C` and `len(x) == 2`."""
    if path == "builtins.type":
        if equal:
            return _instance(walk, state, inner, other, holds=True)
        return _changed(walk, state, inner, lambda one: one if not isinstance(one, Union) else _not_told(one))
    if path == "builtins.len":
        return _changed(walk, state, inner, lambda one: _not_told(one) if _has_tuple(one) else one)
    return state


def _has_tuple(type: Type) -> bool:
    return any(isinstance(one, TupleType) for one in members(type)) and not (
        isinstance(type, TupleType) and type.rest is None
    )


def _among(walk: Walk, state: State, value: Expression, group: Expression, inside: bool) -> State | None:
    """`x in ("a", "b")`: it is one of the group's elements."""
    within = walk.of(state, group)
    walk.of(state, value)
    if isinstance(within, TypedDictType):
        return _changed(walk, state, group, _not_told)
    element = walk.item(within)
    place = place_of(value)
    if place is None or not isinstance(state.types.get(place), Union):
        return state
    if not inside:
        has = isinstance(element, LiteralType | Union) and not isinstance(group, Local)
        return _changed(walk, state, value, _not_told) if has and _literals(state.types[place]) else state
    if any(isinstance(one, UnknownType | AnyType) for one in members(element)):
        return _changed(walk, state, value, _not_told)
    paths = {widened(one) if isinstance(one, LiteralType) else one for one in members(element)}
    return _changed(
        walk,
        state,
        value,
        lambda whole: _kept(whole, lambda one: NeverType() if one == NONE and NONE not in paths else one),
    )


def _literals(type: Type) -> bool:
    return any(isinstance(one, LiteralType) and not one.fresh for one in members(type))


def _instance(walk: Walk, state: State, value: Expression, kind: Expression, holds: bool) -> State | None:
    """`isinstance(value, kind)`."""
    wanted = _classes(walk, state, kind)
    if wanted is None:
        return _changed(walk, state, value, _not_told)

    def keep(one: Type) -> Type:
        return _as(walk, one, wanted) if holds else _but(walk, one, wanted)

    return _changed(walk, state, value, lambda whole: _kept(whole, keep))


def _classes(walk: Walk, state: State, kind: Expression) -> tuple[Type, ...] | None:
    """The classes that `isinstance` is asked for, or None where they are not known."""
    if isinstance(kind, Display):
        found = [_classes(walk, state, one) for one in kind.items]
        return None if None in found else tuple(one for inner in found if inner is not None for one in inner)
    if isinstance(kind, Operation) and kind.op == "|":
        return _classes(walk, state, Display("tuple", kind.operands))
    if not isinstance(kind, Constant):
        return None
    values = kind.value.items if isinstance(kind.value, Items) else (kind.value,)
    types = [walk.project.annotation(one) for one in values]
    flat = tuple(member for type in types for member in members(type))
    return flat if all(isinstance(one, Named | TupleType) for one in flat) else None


def _as(walk: Walk, type: Type, wanted: Sequence[Type]) -> Type:
    """What of a type is of one of the classes."""
    if isinstance(type, UnknownType | AnyType) or type == Named("builtins.object"):
        return joined(*(_bare(walk, one) for one in wanted))
    if isinstance(type, TypeVar):
        return unread("what a type variable stands for is not known")
    found: list[Type] = []
    for one in wanted:
        relation = _relation(walk, type, one)
        if relation == "within":
            return type
        if relation == "above":
            found.append(_bare(walk, one))
        elif relation == "":
            return unread("a test tells more of it than is followed")
    return joined(*found) if found else NeverType()


def _but(walk: Walk, type: Type, wanted: Sequence[Type]) -> Type:
    """What of a type is of none of the classes."""
    relations = [_relation(walk, type, one) for one in wanted]
    if "within" in relations:
        return NeverType()
    if isinstance(type, UnknownType | AnyType):
        return type
    is_tower = isinstance(type, Named) and type.path in _TOWER and "above" in relations
    return unread("a test tells more of it than is followed") if "" in relations or is_tower else type


def _relation(walk: Walk, type: Type, of: Type) -> str:
    """How a type stands to a class: `within` it, `above` it, `apart` from it, or not known."""
    one = widened(type) if isinstance(type, LiteralType) else type
    if isinstance(one, TypedDictType):
        return "within" if of in (Named("builtins.dict"), Named("collections.abc.Mapping")) else ""
    source = one.path if isinstance(one, Named) else ""
    target = of.path if isinstance(of, Named) else "builtins.tuple"
    if source == target and source not in _TOWER:
        return "within"
    if source in _TOWER and target == source:
        return ""
    if target in _TOWER and source in {"builtins.int", "builtins.bool", "builtins.float"}:
        return "apart"
    below = walk.project.fits(one, of).answer
    if below == "yes":
        return "within"
    above = walk.project.fits(of, one).answer
    if above == "yes":
        return "above"
    if "unknown" in (below, above):
        return ""
    is_final = (source in _FINAL or isinstance(one, TupleType)) and target in _FINAL
    return "apart" if is_final or one == NONE or of == NONE else ""


def _bare(walk: Walk, of: Type) -> Type:
    """A class as `isinstance` tells it: what it holds is not told."""
    if isinstance(of, Named) and not of.arguments:
        count = walk.project.parameters(of.path)
        return Named(of.path, tuple(unread("`isinstance` does not tell what it holds") for _ in range(count)))
    if isinstance(of, TupleType):
        return TupleType((), unread("`isinstance` does not tell what it holds"))
    return of
