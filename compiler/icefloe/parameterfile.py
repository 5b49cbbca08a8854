"""Parameter files: YAML or JSON mappings from names to values, read with the place of every name."""

from collections.abc import Iterator

from icefloe.documents import Refusal, content
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Unknown, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in the file: its value (with typed YAML scalars) and the place where it stands."""

    name: str
    value: Value
    span: Span


def entries(data: bytes, path: str) -> tuple[Entry, ...] | Refusal:
    """The names of the top-level mapping of a parameter file."""
    found = content(data, path)
    if isinstance(found, Unknown):
        return Refusal(why=found.why, span=found.span)
    if isinstance(found, Known) and found.value is None:
        return ()
    if not isinstance(found, Table):
        return Refusal(why="it is not a mapping from names to values", span=found.span)
    read: list[Entry] = []
    for key, value in found.entries:
        if not isinstance(key, Known) or not isinstance(key.value, str):
            said = f"`{key.value!s}`" if isinstance(key, Known) else "a list or mapping"
            return Refusal(why=f"the key {said} is not a name", span=key.span)
        if any(isinstance(part, Unknown) for part in _parts(value)):
            return Refusal(why=f"the value of `{key.value}` is not plain data", span=value.span)
        read.append(Entry(name=key.value, value=value, span=key.span))
    return tuple(read)


def _parts(value: Value) -> Iterator[Value]:
    """A value with everything in it."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        yield current
        if isinstance(current, Items):
            waiting += current.items
        elif isinstance(current, Table):
            waiting += [part for entry in current.entries for part in entry]
