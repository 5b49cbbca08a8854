"""What code does to the lists and dictionaries that objects of runnable hold."""

from collections.abc import Sequence

from icefloe.values import Items, Known, Table, Value

#: Methods that change nothing.
READING = frozenset({"index", "count", "copy", "keys", "values", "items", "get", "__len__", "__iter__", "__contains__"})


def add(found: list[Value], method: str, values: Sequence[Value]) -> bool:
    """Do to a list what was done to it; False if that is not known."""
    match method, tuple(values):
        case "append", (value,):
            found.append(value)
        case "extend", (Items(items=items),):
            found.extend(items)
        case "insert", (Known(value=int(at)), value):
            found.insert(at, value)
        case _:
            return False
    return True


def put(found: list[tuple[Value, Value]], method: str, values: Sequence[Value]) -> bool:
    """Do to a dictionary what was done to it; False if that is not known."""
    match method, tuple(values):
        case "__setitem__", (Known() as one, item):
            new: tuple[tuple[Value, Value], ...] = ((one, item),)
        case "update", (Table() as other,):
            new = other.entries
        case _:
            return False
    for key, value in new:
        same = [at for at, (old, _) in enumerate(found) if isinstance(old, Known) and _is(old, key)]
        if same:
            found[same[0]] = (found[same[0]][0], value)
        else:
            found.append((key, value))
    return True


def _is(old: Known, key: Value) -> bool:
    return isinstance(key, Known) and type(old.value) is type(key.value) and old.value == key.value
