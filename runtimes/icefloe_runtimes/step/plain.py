"""A value that is declared as JSON, made of what JSON has where that loses nothing but its class."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import cast

_DEEPEST = 100
# Values of exactly these types are as plain as can be.
_PLAIN = frozenset((type(None), bool, int, float, str, bytes))


def plain(value: object, depth: int = 0) -> object:
    """The same value without classes of its own.

    A pydantic model is its dump by alias, a member of an enumeration its value, a number of NumPy one of Python, a
    dictionary or list of a class of its own a plain one; what is none of these stays as it is.
    """
    if depth > _DEEPEST or type(value) in _PLAIN:
        return value
    whole: object = value
    dump: object = getattr(value, "model_dump", None)
    if callable(dump) and not isinstance(value, type):
        return dump(mode="json", by_alias=True)
    if isinstance(value, Enum):
        return plain(value.value, depth + 1)
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {plain(key, depth + 1): plain(item, depth + 1) for key, item in entries.items()}
    if isinstance(value, list | tuple):
        items = [plain(item, depth + 1) for item in cast("list[object]", value)]
        return tuple(items) if type(whole) is tuple else items
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), depth + 1) for field in fields(value)}
    return _number(whole)


def _number(value: object) -> object:
    """A single number of NumPy as one of Python."""
    item: object = getattr(value, "item", None)
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == () and callable(item):
        number: object = cast("Callable[[], object]", item)()
        return number
    return value
