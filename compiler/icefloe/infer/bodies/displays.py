"""The types of lists, tuples, sets and dictionaries that are written out."""

from collections.abc import Sequence

from icefloe import body
from icefloe.infer.bodies.joining import REPLACED, is_several, joined
from icefloe.infer.bodies.state import State, escape
from icefloe.infer.bodies.walk import Walk, unread
from icefloe.types import Named, TupleType, Type


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
