"""Mappings of a YAML document by their keys."""

from collections.abc import Iterator
from typing import cast

from icefloe.constants import NotLiteralError, python_of
from icefloe.dialects.runnable.document.faults import Faults
from icefloe.dialects.runnable.written import Text
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Value
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A mapping of the document: what it is called in messages, where its own key stands, and what is found wrong.

    `binary` says that runnable makes texts of `1`, `0`, `true` and `false` in it before it looks at them.
    """

    what: str
    at: Span
    table: Table
    faults: Faults
    binary: bool = False

    def names(self) -> Iterator[Text]:
        """Its keys that are texts."""
        for key, _ in self.table.entries:
            if isinstance(key, Known) and isinstance(key.value, str):
                yield Text(value=key.value, span=key.span)

    def key(self, name: str) -> Span:
        """Where a key stands; the mapping's own place if it has none of that name."""
        return next((key.span for key in self.names() if key.value == name), self.at)

    def has(self, name: str) -> bool:
        """Whether there is such a key."""
        return self.value(name) is not None

    def value(self, name: str) -> Value | None:
        """What stands under a key."""
        for key, value in self.table.entries:
            if isinstance(key, Known) and key.value == name and isinstance(key.value, str):
                return value
        return None

    def texts(self, name: str) -> tuple[Text, ...]:
        """The list of texts under a key."""
        value = self.value(name)
        if value is None:
            return ()
        if not isinstance(value, Items):
            self.faults.form(f"`{name}` of {self.what}", "a list of texts", value)
            return ()
        found = [self.as_text(item, f"every one of `{name}` of {self.what}") for item in value.items]
        return tuple(one for one in found if one is not None)

    def text(self, name: str, *, must: bool = False) -> Text | None:
        """The text under a key; with `must` it is an error if there is none."""
        value = self.value(name)
        if value is None:
            if must:
                self.faults.absent(self.what, name, self.at)
            return None
        return self.as_text(value, f"`{name}` of {self.what}")

    def as_text(self, value: Value, what: str) -> Text | None:
        """A value as a text."""
        if isinstance(value, Known) and isinstance(value.value, str):
            return Text(value=value.value, span=value.span)
        if self.binary and isinstance(value, Known) and value.value in (0, 1):
            return Text(value="1" if value.value else "0", span=value.span)
        self.faults.form(what, "a text", value)
        return None

    def number(self, name: str) -> int | None:
        """The whole number under a key, which may be written as a text."""
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, Known):
            found = value.value
            if isinstance(found, bool | int):
                return int(found)
            if isinstance(found, float) and found.is_integer():
                return int(found)
            if isinstance(found, str) and found.strip().removeprefix("-").isdecimal():
                return int(found)
        self.faults.form(f"`{name}` of {self.what}", "a whole number", value)
        return None

    def truth(self, name: str, default: bool) -> bool:
        """The truth value under a key, as runnable takes it."""
        value = self.value(name)
        if value is None:
            return default
        if isinstance(value, Known):
            found = str(value.value).lower() if isinstance(value.value, str | bool | int) else ""
            if found in _TRUE or found in _FALSE:
                return found in _TRUE
        self.faults.form(f"`{name}` of {self.what}", "`true` or `false`", value)
        return default

    def part(self, name: str, what: str) -> "Part | None":
        """The mapping under a key."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, Table):
            self.faults.form(what, "a mapping", value)
            return None
        return Part(what=what, at=self.key(name), table=value, faults=self.faults)


def plain(part: Part, name: str) -> JsonObject:
    """The mapping under a key, as plain data."""
    found = part.part(name, f"`{name}` of {part.what}")
    if found is None:
        return {}
    try:
        read = python_of(found.table)
    except NotLiteralError as error:
        part.faults.form(f"`{name}` of {part.what}", "plain data", error.value)
        return {}
    return cast("JsonObject", read) if _is_json(read) else {}


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        entries = cast("dict[object, object]", value)
        return all(isinstance(key, str) and _is_json(item) for key, item in entries.items())
    if isinstance(value, list):
        return all(_is_json(item) for item in cast("list[object]", value))
    return value is None or isinstance(value, str | int | float | bool)


_TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})
_FALSE = frozenset({"false", "0", "no", "off", "f", "n"})
