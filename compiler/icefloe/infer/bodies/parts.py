"""Values of several parts: lists, tuples, sets and dictionaries that are written out, and targets that take them."""

from collections.abc import Sequence

from icefloe import body
from icefloe.infer.bodies import growing
from icefloe.infer.bodies.joining import REPLACED, is_several, joined, members, plain, remaining, settled
from icefloe.infer.bodies.state import State, escape, place_of, root_of
from icefloe.infer.bodies.walk import Walk, unread
from icefloe.types import Named, TupleType, Type, UnknownType


def display(walk: Walk, state: State, node: body.Display) -> Type:
    """The type of a list, tuple or set that is written out."""
    types = [walk.of(state, item) for item in node.items]
    escape(state, node.items)
    if node.kind == "tuple":
        return _tuple(walk, node, types)
    each_one = [
        walk.item(type) if isinstance(item, body.Star) else type for item, type in zip(node.items, types, strict=True)
    ]
    return Named(f"builtins.{node.kind}", (joined(*each_one),), fresh=True)


def _tuple(walk: Walk, node: body.Display, types: Sequence[Type]) -> Type:
    items: list[Type] = []
    rest: Type | None = None
    tail: list[Type] = []
    for item, type in zip(node.items, types, strict=True):
        into = items if rest is None else tail
        if not isinstance(item, body.Star):
            into.append(type)
        elif isinstance(type, TupleType) and type.rest is None:
            into.extend((*type.items, *type.tail))
        elif rest is None:
            rest = walk.item(type)
        else:
            return TupleType((), joined(*types))
    return TupleType(tuple(items), rest, tuple(tail))


def entries(walk: Walk, state: State, node: body.Entries) -> Type:
    """The type of a dictionary that is written out."""
    keys: list[Type] = []
    values: list[Type] = []
    for key, value in node.entries:
        type = walk.of(state, value)
        if key is not None:
            keys.append(walk.of(state, key))
            values.append(type)
        elif isinstance(type, Named) and type.path == "builtins.dict" and len(type.arguments) == 2:
            keys.append(type.arguments[0])
            values.append(type.arguments[1])
        else:
            keys.append(unread("what `**` unpacks is not known"))
            values.append(unread("what `**` unpacks is not known"))
    escape(state, [value for _, value in node.entries])
    held = joined(*values)
    if is_several(held) and len(values) > 1 and any(key is None for key, _ in node.entries):
        # What is unpacked may be replaced by what stands behind it.
        held = REPLACED
    return Named("builtins.dict", (joined(*keys), held), fresh=True)


def bind(walk: Walk, state: State, target: body.Target, type: Type) -> None:
    """A target gets a value of a type."""
    match target:
        case body.Local(name):
            state.owned.discard(name)
            state.put(name, state.declared.get(name, type) if isinstance(type, UnknownType) else type)
        case body.Attribute(owner, name):
            if isinstance(owner, body.Local) and owner.name == walk.me:
                walk.sets.setdefault(name, []).append(remaining(settled(plain(type))))
            place = place_of(target)
            walk.of(state, owner)
            if place is not None:
                state.put(place, remaining(settled(type)))
        case body.Index():
            growing.by_item(walk, state, target, type)
            root = root_of(target)
            place = place_of(target)
            if root is not None and place is not None:
                state.forget_below(place)
        case body.Parts(targets, star):
            for position, part in enumerate(targets):
                one = joined(*(_part(walk, member, position, len(targets), star) for member in members(type)))
                bind(walk, state, part, one)
        case body.Opaque(_, reads):
            state.lose(reads, "it is changed in a way that is not followed")


def _part(walk: Walk, type: Type, position: int, count: int, star: int | None) -> Type:
    """What one of several targets gets."""
    if isinstance(type, TupleType) and type.rest is None:
        items = (*type.items, *type.tail)
        after = count - 1 - (count if star is None else star)
        if star is None:
            return items[position] if len(items) == count else unread("the values do not fit the names")
        if len(items) < count - 1:
            return unread("the values do not fit the names")
        if position < star:
            return items[position]
        if position > star:
            return items[len(items) - (count - position)]
        return Named("builtins.list", (plain(joined(*items[star : len(items) - after])),), fresh=True)
    element = walk.item(type)
    return Named("builtins.list", (plain(element),), fresh=True) if position == star else element
