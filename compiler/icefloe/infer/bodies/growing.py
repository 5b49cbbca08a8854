"""What adding to a list, set or dictionary does to the type of the name that holds it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from icefloe.body import Attribute, Call, Constant, Expression, Given, Index, Local, Slice
from icefloe.infer.bodies.joining import joined, plain, settled
from icefloe.infer.bodies.state import State, place_of, root_of
from icefloe.infer.bodies.walk import Typed, Walk
from icefloe.types import Named, Type

_LISTS = frozenset({"builtins.list", "collections.deque"})
_SETS = frozenset({"builtins.set"})
_DICTS = frozenset({"builtins.dict", "collections.defaultdict", "collections.OrderedDict"})
_ONE = frozenset({"append", "appendleft", "add", "insert"})
_MANY = frozenset({"extend", "extendleft", "update"})
GROWING = _ONE | _MANY | {"setdefault"}
"""Methods that add to what they are called on."""

Change = Callable[[Type], Type]


def by_call(walk: Walk, state: State, owner: Expression, name: str, given: Sequence[tuple[Given, Type]]) -> None:
    """`owner.append(value)` and its like."""
    types = [type for one, type in given if not one.star]
    named = {one.name: type for one, type in given if one.name}
    exact = len(types) == len(given)

    def change(type: Type) -> Type:
        if not isinstance(type, Named) or not type.arguments or not exact:
            return settled(type)
        if type.path in _DICTS:
            return _entries(type, name, types, named)
        if name in _ONE and types and not named:
            return _wider(type, (types[-1],))
        if name in _MANY and len(types) == 1 and not named:
            return _wider(type, (walk.item(types[0]),))
        return settled(type)

    grow(walk, state, owner, change)


def _entries(type: Named, name: str, types: Sequence[Type], named: dict[str, Type]) -> Type:
    text = Named("builtins.str")
    if name == "setdefault" and len(types) == 2:
        return _wider(type, (types[0], types[1]))
    if name == "update":
        found: Type = type
        for one in types[: len(types) - len(named)]:
            if not isinstance(one, Named) or one.path not in _DICTS or len(one.arguments) != 2:
                return settled(type)
            found = _wider(found, one.arguments)
        for value in named.values():
            found = _wider(found, (text, value))
        return found
    return settled(type)


def by_item(walk: Walk, state: State, target: Index, value: Type) -> None:
    """`owner[key] = value`."""
    key = Typed(walk.of(state, target.key), target.key)
    held = walk.item(value) if isinstance(target.key, Slice) else value

    def change(type: Type) -> Type:
        return _with_item(type, key, lambda old: joined(plain(old), plain(held)))

    grow(walk, state, target.owner, change)


def _with_item(type: Type, key: Typed, change: Change) -> Type:
    """A collection of which one value has become what `change` makes of it."""
    if not isinstance(type, Named) or not type.arguments:
        return settled(type)
    if type.path in _DICTS and len(type.arguments) == 2:
        return replace(
            type, arguments=(joined(plain(type.arguments[0]), plain(key.type)), change(type.arguments[1])), fresh=True
        )
    if type.path in _LISTS:
        return replace(type, arguments=(change(type.arguments[0]),), fresh=True)
    return settled(type)


def grow(walk: Walk, state: State, owner: Expression, change: Change) -> None:
    """Change the type of what an expression speaks of, in the name that it begins with."""
    match owner:
        case Local(name):
            if name in state.owned and name in state.types:
                state.types[name] = change(state.types[name])
        case Index(inner, key):
            typed = Typed(walk.of(state, key), key)
            grow(walk, state, inner, lambda whole: _with_item(whole, typed, change))
        case Call(Attribute(inner, "setdefault"), (Given(value=key, star=""), Given(value=default, star=""))):
            types = (walk.of(state, key), walk.of(state, default))

            def entry(type: Type) -> Type:
                held = _wider(type, types)
                return _with_item(held, Typed(types[0], key), change)

            grow(walk, state, inner, entry)
        case _:
            root = root_of(owner)
            if root is not None:
                state.give_away(root)
    place = place_of(owner)
    if place is not None and not isinstance(owner, Local) and place in state.types:
        del state.types[place]


def _wider(type: Type, more: Sequence[Type]) -> Type:
    """A collection that also holds these."""
    if not isinstance(type, Named) or len(type.arguments) != len(more):
        return settled(type)
    inside = (joined(plain(old), plain(new)) for old, new in zip(type.arguments, more, strict=True))
    return replace(type, arguments=tuple(inside), fresh=True)


def is_made_here(expression: Expression) -> bool:
    """Whether an expression makes a list, set or dictionary that nobody else holds."""
    if isinstance(expression, Call) and isinstance(expression.function, Constant):
        path = getattr(expression.function.value, "path", "")
        return path in _LISTS | _SETS | _DICTS | {"builtins.sorted"}
    return type(expression).__name__ in {"Display", "Entries", "Comprehension"}
