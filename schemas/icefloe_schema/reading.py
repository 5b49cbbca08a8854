"""Dataclasses from documents, strictly: what a class does not know is refused, with the place.

What reads a shape is made once for each class. Places are put together only where something is wrong, from the inside
out: most documents are right, and plans can be long.
"""

from collections.abc import Callable, Mapping
from functools import cache
from re import Pattern
from re import compile as compiled
from typing import TypeAlias, TypeVar, cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import check_tag
from icefloe_schema.shapes import (
    Choice,
    Either,
    Field,
    Free,
    Many,
    Maybe,
    One,
    Scalar,
    Shape,
    Table,
    Tagged,
    fields_of,
    key_of,
    tag_of,
)
from icefloe_schema.strict import MAX_INTEGER, is_text, join

T = TypeVar("T")
Read: TypeAlias = Callable[[Json], object]
_WORDS: tuple[tuple[type, str], ...] = ((str, "a string"), (bool, "true or false"), (int, "a whole number"))


class _FaultError(Exception):
    """Something is wrong; `parts` lead to it, the innermost first."""

    def __init__(self, message: str, *parts: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.parts: list[str | int] = list(parts)

    def at(self, place: str) -> str:
        """The place, below another."""
        for part in reversed(self.parts):
            place = f"{place}[{part}]" if isinstance(part, int) else join(place, part)
        return place


def from_json(cls: type[T], data: Json, at: str = "") -> T:
    """The dataclass of a document; `SchemaError` with the place for everything that does not belong there."""
    try:
        return cast("T", _read(cls)(data))
    except _FaultError as fault:
        raise SchemaError(fault.message, at=fault.at(at)) from None


def _read(cls: type) -> Read:
    return _reader(cls)


@cache
def _reader(cls: type) -> Read:
    members: dict[str, Read] = {}
    required: list[str] = []
    tag, key_of_tag = tag_of(cls), key_of(cls)
    is_known = False

    def read(data: Json) -> object:
        nonlocal is_known
        if not is_known:
            # Not before: a class may hold itself, and few documents have objects of every class.
            fields = fields_of(cls)
            members.update({field.name: _of_field(field) for field in fields})
            required.extend(field.name for field in fields if field.required)
            is_known = True
        if not isinstance(data, (dict, Mapping)):
            raise _FaultError(f"expected an object, got {word(data)}")
        if tag and data.get(key_of_tag) != tag:
            raise _FaultError(f"expected {key_of_tag} {tag!r}")
        values: dict[str, object] = {}
        for key, value in data.items():
            member = members.get(key)
            if member is not None:
                try:
                    values[key] = member(value)
                except _FaultError as fault:
                    fault.parts.append(key)
                    raise
            elif key != key_of_tag or not tag:
                raise _FaultError(f"unknown key {key!r}{meant(key, members)}")
        for name in required:
            if name not in values:
                raise _FaultError(f"the key {name!r} is missing")
        made: object = cls(**values)
        return made

    return read


def _of_field(field: Field) -> Read:
    read = _of(field.shape)
    pattern: Pattern[str] | None = compiled(field.pattern) if field.pattern else None
    minimum = field.minimum
    if pattern is None and minimum is None:
        return read

    def limited(data: Json) -> object:
        value = read(data)
        if pattern is not None and isinstance(value, str) and not pattern.fullmatch(value):
            raise _FaultError(f"{shown(value)} does not have the form {field.pattern}")
        if minimum is not None and isinstance(value, int) and value < minimum:
            raise _FaultError(f"{value} is less than {minimum}")
        return value

    return limited


def _of(shape: Shape) -> Read:
    match shape:
        case Maybe(of=of):
            return _maybe(_of(of))
        case Many(of=of):
            return _many(_of(of))
        case One(cls=cls):
            return _read(cls)
        case Tagged(key=key, classes=classes):
            return _tagged(key, classes)
        case Either(other=other):
            return _either(_of(other))
        case Scalar(type=cls):
            return _text if cls is str else _scalar(cls)
        case Choice(values=values):
            return _choice(values)
        case Free():
            return _literal
        case Table(open=is_open):
            return _open if is_open else _table


def _maybe(read: Read) -> Read:
    return lambda data: None if data is None else read(data)


def _either(read: Read) -> Read:
    return lambda data: _text(data) if isinstance(data, str) else read(data)


def _many(read: Read) -> Read:
    def many(data: Json) -> object:
        if not isinstance(data, list | tuple):
            raise _FaultError(f"expected a list, got {word(data)}")
        found: list[object] = []
        try:
            for item in data:
                found.append(read(item))  # noqa: PERF401 - how many there are tells which one is wrong
        except _FaultError as fault:
            fault.parts.append(len(found))
            raise
        return tuple(found)

    return many


def _tagged(key: str, classes: tuple[type[object], ...]) -> Read:
    readers = {tag_of(cls): _read(cls) for cls in classes}

    def tagged(data: Json) -> object:
        if not isinstance(data, (dict, Mapping)):
            raise _FaultError(f"expected an object, got {word(data)}")
        tag = data.get(key)
        read = readers.get(tag) if isinstance(tag, str) else None
        if read is not None:
            return read(data)
        near = meant(tag, readers) if isinstance(tag, str) else ""
        raise _FaultError(f"{key} is {shown(tag)}, expected one of {', '.join(readers)}{near}")

    return tagged


def _text(data: Json) -> object:
    if type(data) is not str:
        raise _FaultError(f"expected a string, got {word(data)}")
    if not data.isascii():
        _plain(data)
    return data


def _scalar(cls: type) -> Read:
    expected = dict(_WORDS)[cls]

    def scalar(data: Json) -> object:
        if type(data) is not cls:
            raise _FaultError(f"expected {expected}, got {word(data)}")
        _plain(data)
        return data

    return scalar


def _choice(values: tuple[str, ...]) -> Read:
    def choice(data: Json) -> object:
        if data not in values:
            raise _FaultError(f"expected one of {', '.join(values)}, got {shown(data)}")
        return data

    return choice


def _literal(data: Json) -> object:
    _check(data, is_open=False)
    return data


def _open(data: Json) -> object:
    if not isinstance(data, (dict, Mapping)):
        raise _FaultError(f"expected an object, got {word(data)}")
    _check(data, is_open=True)
    return data


def _table(data: Json) -> object:
    if not isinstance(data, (dict, Mapping)):
        raise _FaultError(f"expected an object, got {word(data)}")
    if _tag(data) not in ("", "$pairs"):
        raise _FaultError("expected a dictionary")
    _check(data, is_open=False)
    return data


def _check(data: Json, *, is_open: bool) -> None:
    """Refuse what is no encoded literal, or where everything is welcome, what is not JSON as it stands in plans."""
    if type(data) is str and data.isascii():
        return
    if isinstance(data, (dict, Mapping)):
        if not is_open:
            _tag(data)
        for key, value in data.items():
            if not key.isascii():
                raise _FaultError(f"key {key!r} is not an ASCII string")
            try:
                _check(value, is_open=is_open)
            except _FaultError as fault:
                fault.parts.append(key)
                raise
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            try:
                _check(item, is_open=is_open)
            except _FaultError as fault:
                fault.parts.append(index)
                raise
    else:
        _plain(data)


def _tag(data: Mapping[str, Json]) -> str:
    try:
        return check_tag(data, "")
    except SchemaError as error:
        raise _FaultError(error.message, *((error.at,) if error.at else ())) from None


def _plain(data: Json) -> None:
    if isinstance(data, str):
        if not is_text(data):
            raise _FaultError("a string holds an unpaired surrogate")
    elif isinstance(data, float):
        raise _FaultError(f'{data!r} is a JSON float; write {{"$float": "{data!r}"}}')
    elif isinstance(data, int):
        if abs(data) > MAX_INTEGER:
            raise _FaultError('an integer beyond 2^53 - 1 is written {"$int": "…"}')
    elif data is not None:
        raise _FaultError(f"{type(data).__name__} is not JSON")


def meant(key: str, known: Mapping[str, object]) -> str:
    """The known key that is nearest to one that is not, as the end of a message."""
    # It is seldom needed, and every process that is forked would have it.
    from difflib import get_close_matches

    close = get_close_matches(str(key), list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def word(data: object) -> str:
    """What kind of JSON something is."""
    if data is None:
        return "null"
    if isinstance(data, Mapping):
        return "an object"
    if isinstance(data, list | tuple):
        return "a list"
    return next((word for cls, word in _WORDS if type(data) is cls), type(data).__name__)


def shown(data: object) -> str:
    """A string as it is, and of anything else the kind."""
    return repr(data) if isinstance(data, str) and len(data) < 60 else word(data)
