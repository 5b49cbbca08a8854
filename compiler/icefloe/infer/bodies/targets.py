"""Targets: names, attributes and items get the types of what is bound to them."""

from icefloe import body
from icefloe.infer.bodies import growing
from icefloe.infer.bodies.joining import joined, members, plain, remaining, settled
from icefloe.infer.bodies.state import State, place_of, root_of
from icefloe.infer.bodies.walk import Walk, unread
from icefloe.types import Named, TupleType, Type, UnknownType


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
