"""Outcomes as data that can be kept and sent: numbers, texts, lists and tuples.

A tuple becomes a list, an object a tuple that begins with the place of its class. What stands there must be of a class
that is known: nothing that was kept can make anything else.
"""

from enum import Enum
from typing import Any, TypeAlias, cast

from icefloe.api.outcome import Depends, Found, Outcome
from icefloe.connections import Tally
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Edit, Fix
from icefloe.source import Span

Plain: TypeAlias = Any  # `marshal`'s own values, nested: mypy has no name for them

#: Changes are not among them: the survey has made edits of them.
_CLASSES: tuple[Any, ...] = (Span, Note, Edit, Fix, Finding, Tally, Found, Depends, Outcome)
_PLACES: dict[type, int] = {one: place for place, one in enumerate(_CLASSES)}
#: Those whose fields are plain data as they are: the many things that an outcome depends on.
_BARE = frozenset((_PLACES[Depends],))
_ENUMS: tuple[Any, ...] = (Severity,)
_LEAVES = frozenset((str, int, bool, bytes, float, type(None)))


def plain(value: object) -> Plain:
    """A value as plain data; a `TypeError` for one that is of none of the classes."""
    kind: type[Any] = type(value)
    if kind in _LEAVES:
        return value
    if isinstance(value, tuple):
        return [plain(one) for one in cast("tuple[object, ...]", value)]
    if isinstance(value, Enum):
        return (-1 - _ENUMS.index(kind), value.value)
    if kind not in _PLACES:
        raise TypeError(f"{kind.__name__} is no part of an outcome")
    if _PLACES[kind] in _BARE:
        return (_PLACES[kind], *(getattr(value, name) for name in _names(kind)))
    return (_PLACES[kind], *(plain(getattr(value, name)) for name in _names(kind)))


def unplain(data: object) -> Any:
    """The value again; any exception but a `MemoryError` means that this is none."""
    if isinstance(data, list):
        return tuple(unplain(one) for one in cast("list[object]", data))
    if not isinstance(data, tuple):
        return data
    place, *rest = cast("tuple[object, ...]", data)
    if not isinstance(place, int):
        raise TypeError("this is no object")
    if place < 0:
        return _ENUMS[-1 - place](rest[0])
    kind = _CLASSES[place]
    if place in _BARE:
        return kind(**dict(zip(_names(kind), rest, strict=True)))
    return kind(**{name: unplain(one) for name, one in zip(_names(kind), rest, strict=True)})


def _names(kind: Any) -> tuple[str, ...]:
    return tuple(kind.__dataclass_fields__)
