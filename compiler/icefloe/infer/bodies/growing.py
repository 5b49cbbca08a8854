"""What adding to a list, set or dictionary does to the type of the name that holds it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from icefloe.body import Attribute, Call, Constant, Expression, Given, Index, Local, Operation, Slice
from icefloe.infer.bodies.joining import (
    COLLECTIONS,
    DICTS,
    LISTS,
    REPLACED,
    is_replaced,
    is_several,
    joined,
    plain,
    remaining,
    settled,
)
from icefloe.infer.bodies.state import State, place_of, root_of
from icefloe.infer.bodies.walk import Typed, Walk
from icefloe.types import Named, NeverType, Type

_ONE = frozenset({"append", "appendleft", "add", "insert"})
_MANY = frozenset({"extend", "extendleft", "update"})
_COPYING = frozenset({"builtins.sorted", "builtins.dict.fromkeys", "copy.copy", "copy.deepcopy"})
GROWING = _ONE | _MANY | {"setdefault"}
"""Methods that add to what they are called on."""
SHRINKING = frozenset({"pop", "popleft", "popitem", "remove", "discard", "clear", "__delitem__"})
"""Methods that take something out of what they are called on."""

Change = Callable[[Type], Type]


def by_call(walk: Walk, state: State, owner: Expression, name: str, given: Sequence[tuple[Given, Type]]) -> None:
    """`owner.append(value)` and its like."""
    types = [type for one, type in given if not one.star]
    named = {one.name: type for one, type in given if one.name}
    exact = len(types) == len(given)

    def change(type: Type) -> Type:
        if not isinstance(type, Named) or not type.arguments:
            return settled(type)
        if not exact:
            return replace(type, arguments=(REPLACED,) * len(type.arguments))
        if type.path in DICTS:
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
            if not isinstance(one, Named) or one.path not in DICTS or len(one.arguments) != 2:
                return replace(type, arguments=(REPLACED, REPLACED))
            found = _replacing(found, one.arguments)
        for value in named.values():
            found = _replacing(found, (text, value))
        return found
    return settled(type)


def by_item(walk: Walk, state: State, target: Index, value: Type) -> None:
    """`owner[key] = value`."""
    key = Typed(walk.of(state, target.key), target.key)
    held = walk.item(value) if isinstance(target.key, Slice) else value

    def change(type: Type) -> Type:
        return _with_item(type, key, lambda old: _written(old, held))

    grow(walk, state, target.owner, change)


def _written(old: Type, new: Type) -> Type:
    """What elements are of which one is written: another type may have taken the place of what was there."""
    before, after = plain(old), plain(new)
    whole = joined(before, after)
    return whole if isinstance(before, NeverType) or before == after or not is_several(whole) else REPLACED


def _replacing(type: Type, more: Sequence[Type]) -> Type:
    """A dictionary into which another one is written."""
    if not isinstance(type, Named) or len(type.arguments) != 2 or len(more) != 2:
        return settled(type)
    key = joined(plain(type.arguments[0]), plain(more[0]))
    return replace(type, arguments=(key, _written(type.arguments[1], more[1])), fresh=True)


def by_removal(walk: Walk, state: State, owner: Expression, name: str) -> None:
    """`owner.pop()` and its like."""

    def change(type: Type) -> Type:
        if name == "clear" and isinstance(type, Named) and type.arguments and type.path in COLLECTIONS:
            return replace(type, arguments=(REPLACED,) * len(type.arguments))
        return remaining(type)

    grow(walk, state, owner, change)


def _with_item(type: Type, key: Typed, change: Change) -> Type:
    """A collection of which one value has become what `change` makes of it."""
    if not isinstance(type, Named) or not type.arguments:
        return settled(type)
    if type.path in DICTS and len(type.arguments) == 2:
        return replace(
            type, arguments=(joined(plain(type.arguments[0]), plain(key.type)), change(type.arguments[1])), fresh=True
        )
    if type.path in LISTS:
        return replace(type, arguments=(change(type.arguments[0]),), fresh=True)
    return settled(type)


def grow(walk: Walk, state: State, owner: Expression, change: Change) -> None:
    """Change the type of what an expression speaks of, in the name that it begins with."""
    match owner:
        case Local(name):
            if name in state.types and name not in state.declared:
                state.types[name] = _changed(state.types[name], change, owned=name in state.owned)
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


def _changed(type: Type, change: Change, *, owned: bool) -> Type:
    """The type of a name after a change of what it holds; of what was not made here, only what is lost by it."""
    if owned:
        return change(type)
    if not isinstance(type, Named) or not type.fresh:
        return type
    after = change(type)
    return after if is_replaced(after) else type


def _wider(type: Type, more: Sequence[Type]) -> Type:
    """A collection that also holds these."""
    if not isinstance(type, Named) or len(type.arguments) != len(more):
        return settled(type)
    inside = (joined(plain(old), plain(new)) for old, new in zip(type.arguments, more, strict=True))
    return replace(type, arguments=tuple(inside), fresh=True)


def is_made_here(expression: Expression) -> bool:
    """Whether an expression makes a list, set or dictionary that nobody else holds."""
    if isinstance(expression, Operation) and expression.op in ("*", "+", "|"):
        return any(is_made_here(one) for one in expression.operands)
    if isinstance(expression, Call) and isinstance(expression.function, Constant):
        path = getattr(expression.function.value, "path", "")
        return path in COLLECTIONS | _COPYING
    if isinstance(expression, Call) and isinstance(expression.function, Attribute):
        return expression.function.name == "copy"
    return type(expression).__name__ in {"Display", "Entries", "Comprehension"}


def is_empty(type: Type) -> bool:
    """Whether it is a dictionary made here into which nothing was put yet."""
    return isinstance(type, Named) and type.path in DICTS and type.fresh and type.arguments[:1] == (NeverType(),)


def merged(left: Type, made: Type) -> Type:
    """What `left | right` made: what a dictionary on the right has may stand for what the one on the left had."""
    if not isinstance(left, Named) or not isinstance(made, Named) or made.path not in DICTS:
        return made
    several = any(is_several(one) or one == REPLACED for one in left.arguments[1:])
    return remaining(replace(made, fresh=True)) if several else made
