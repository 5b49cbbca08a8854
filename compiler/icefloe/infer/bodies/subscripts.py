"""The types of items and of what is cut out: `owner[key]`, `owner[low:high]`."""

from icefloe import body
from icefloe.body import Expression
from icefloe.infer.bodies.joining import each_but_none, joined
from icefloe.infer.bodies.state import State
from icefloe.infer.bodies.walk import Typed, Walk, unread
from icefloe.types import AnyType, LiteralType, Named, NeverType, TupleType, Type, TypedDictType, UnknownType
from icefloe.values import Known

_SLICED = frozenset({"builtins.str", "builtins.bytes", "builtins.list"})


def index(walk: Walk, state: State, node: body.Index) -> Type:
    """The type of an item, or of a part that is cut out."""
    owner = walk.of(state, node.owner)
    key = Typed(walk.of(state, node.key), node.key)
    return each_but_none(owner, lambda one: _item(walk, one, key))


def _item(walk: Walk, owner: Type, key: Typed) -> Type:
    if isinstance(owner, UnknownType | NeverType):
        return owner
    constant = key.expression.value if isinstance(key.expression, body.Constant) else None
    if isinstance(owner, TypedDictType):
        name = constant.value if isinstance(constant, Known) else None
        return next((one.type for one in owner.keys if one.name == name), unread("which key is taken is not known"))
    if isinstance(key.expression, body.Slice):
        return _sliced(walk, owner, key.expression)
    return walk.symbol("index", Typed(owner), key)


def _sliced(walk: Walk, owner: Type, cut: body.Slice) -> Type:
    if isinstance(owner, LiteralType) and owner.path in _SLICED:
        return Named(owner.path)
    if isinstance(owner, Named) and owner.path in _SLICED:
        return Named(owner.path, owner.arguments, fresh=owner.path == "builtins.list")
    if isinstance(owner, TupleType):
        bounds = [_bound(one) for one in cut.bounds]
        if owner.rest is None and not owner.tail and "?" not in bounds:
            low, high, step = (one if isinstance(one, int) else None for one in bounds)
            return TupleType(owner.items[low:high:step]) if step != 0 else NeverType()
        return TupleType((), joined(*owner.items, *owner.tail, *(() if owner.rest is None else (owner.rest,))))
    key = Named("builtins.slice", (AnyType(), AnyType(), AnyType()))
    return walk.symbol("index", Typed(owner), Typed(key))


def _bound(one: Expression | None) -> int | str | None:
    if one is None:
        return None
    value = one.value.value if isinstance(one, body.Constant) and isinstance(one.value, Known) else "?"
    return value if isinstance(value, int) else "?"


def cut(walk: Walk, state: State, node: body.Slice) -> Type:
    """The type of `low:high:step` itself."""
    for one in node.bounds:
        if one is not None:
            walk.of(state, one)
    return Named("builtins.slice")
