"""YAML as an exact notation of JSON: what readers of YAML 1.1 and of YAML 1.2 would take for different data is refused.

Texts in quotes, whole numbers in decimal, `true`, `false`, `null` and plain words are read; anchors, aliases, tags,
merges, directives, floats, dates and keys that stand twice are not. Every refusal says the line and the column.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NoReturn, cast

import yaml

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.strict import MAX_DEPTH, MAX_INTEGER, is_text, join
from icefloe_schema.yamlform import WORDS

#: PyYAML's own parser takes some seconds for a million characters.
MAX_CHARACTERS = 8 * 2**20
_MEANINGS: Mapping[str, Json] = MappingProxyType(
    {
        word: value
        for name, value in (("true", True), ("false", False), ("null", None))
        for word in (name, name.capitalize(), name.upper())
    }
    | {"": None, "~": None}
)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMERIC = re.compile(r"[-+]?\.?[0-9]|[-+]?\.(?:inf|nan)$", re.IGNORECASE)
# Characters that break lines in YAML 1.1 alone, and a mark of a byte order, which readers drop or keep.
_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


def parse(text: str) -> Json:
    """The document in a text; `SchemaError` with line and column for what is not read alike everywhere."""
    return _Builder(text).document()


def place_of(text: str, at: str) -> tuple[int, int] | None:
    """The line and column, from 1, of what stands at a place (`steps[3].run`) of a document that can be read."""
    builder = _Builder(text, wanted=at)
    builder.document()
    return builder.found


class _Open:
    """A list or an object whose end has not come yet."""

    def __init__(self, at: str, items: "list[Json] | dict[str, Json]") -> None:
        self.at = at
        self.items = items
        self.key: str | None = None

    @property
    def next_place(self) -> str:
        """Where the next value stands."""
        return f"{self.at}[{len(self.items)}]" if isinstance(self.items, list) else join(self.at, self.key or "")


class _Builder:
    """One document on its way from events to data."""

    def __init__(self, text: str, wanted: str | None = None) -> None:
        self.text = text
        self.wanted = wanted
        self.found: tuple[int, int] | None = None
        self.open: list[_Open] = []
        self.documents: list[Json] = []

    def document(self) -> Json:
        """The one document of the text."""
        if len(self.text) > MAX_CHARACTERS:
            raise SchemaError(f"larger than {MAX_CHARACTERS // 2**20} Mi characters: use JSON")
        if strange := _BREAKS.search(self.text):
            raise SchemaError(
                f"U+{ord(strange[0]):04X} breaks lines to some readers: write it as \\u{ord(strange[0]):04x} "
                f"in double quotes{_position(self.text, strange.start())}"
            )
        try:
            for event in _events(self.text):
                self.take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark is not None else ""
            raise SchemaError(f"not YAML: {error.problem or error.context}{where}") from None
        except yaml.reader.ReaderError as error:
            # It counts in pieces of the text.
            where = next((_position(self.text, place) for place, one in enumerate(self.text) if not _printed(one)), "")
            raise SchemaError(f"not YAML: {error.reason}{where}") from None
        if not self.documents:
            raise SchemaError("the document is empty")
        return self.documents[0]

    def take(self, event: yaml.Event) -> None:
        """Take one event."""
        if isinstance(event, yaml.DocumentStartEvent):
            if event.version or event.tags:
                refuse("directives are not read", event)
            if self.documents:
                refuse("a plan is one document, and here a second one begins", event)
        elif isinstance(event, yaml.AliasEvent):
            refuse(f"aliases are not read (`*{event.anchor}`): write the value again", event, self.place)
        elif isinstance(event, yaml.NodeEvent):
            self.node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = self.open.pop()
            if not self.open:
                self.documents.append(cast("Json", ended.items))

    @property
    def place(self) -> str:
        """Where the next value stands."""
        return self.open[-1].next_place if self.open else ""

    def node(self, event: yaml.NodeEvent) -> None:
        """Take the beginning of a list or an object, or a scalar."""
        if event.anchor is not None:
            refuse(f"anchors are not read (`&{event.anchor}`)", event, self.place)
        if getattr(event, "tag", None) is not None:
            refuse(f"tags are not read (`{cast('Any', event).tag}`)", event, self.place)
        owner = self.open[-1] if self.open else None
        if owner is not None and isinstance(owner.items, dict) and owner.key is None:
            owner.key = _key(event, owner)
            if self.wanted is not None and join(owner.at, owner.key) == self.wanted:
                self.found = _mark(event)
            return
        place = self.place
        if self.wanted == place and self.found is None:
            self.found = _mark(event)
        value = self.value(event, place)
        if owner is None:
            if isinstance(event, yaml.ScalarEvent):
                self.documents.append(value)
        elif isinstance(owner.items, list):
            owner.items.append(value)
        else:
            owner.items[owner.key or ""] = value
            owner.key = None
        if isinstance(value, list | dict) and not isinstance(event, yaml.ScalarEvent):
            self.open.append(_Open(place, value))
            if len(self.open) > MAX_DEPTH:
                refuse(f"nested more than {MAX_DEPTH} levels deep", event)

    def value(self, event: yaml.NodeEvent, place: str) -> Json:
        """The value that begins with an event."""
        if isinstance(event, yaml.SequenceStartEvent):
            return []
        if isinstance(event, yaml.MappingStartEvent):
            return {}
        scalar = cast("yaml.ScalarEvent", event)
        return scalar_of(scalar, place)


def scalar_of(event: yaml.ScalarEvent, place: str) -> Json:
    """The value of a scalar."""
    text: str = event.value
    if event.style in ("|", ">"):
        refuse("blocks of text are not read: write the text in double quotes", event, place)
    if event.style:
        if not is_text(text):
            refuse("a string holds an unpaired surrogate", event, place)
        return text
    if text in _MEANINGS:
        return _MEANINGS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
            refuse('an integer beyond 2^53 - 1 is written {"$int": "…"}', event, place)
        return int(text)
    if _NUMERIC.match(text):
        refuse(
            f"{text[:40]} is read as one thing here and as another there: write whole numbers in decimal, "
            f'floats as {{"$float": "…"}}, and texts in double quotes',
            event,
            place,
        )
    _refuse_word(text, event, place)
    return text


def _key(event: yaml.NodeEvent, owner: _Open) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        refuse("a key must be a text", event, owner.at)
    text: str = event.value
    if event.style in ("|", ">"):
        refuse("blocks of text are not read: write the text in double quotes", event, owner.at)
    if not event.style:
        if text in _MEANINGS or _NUMERIC.match(text):
            refuse(f"the key {text[:40]} must be a text: put it in double quotes", event, owner.at)
        _refuse_word(text, event, owner.at)
    if not text.isascii():
        refuse(f"key {text[:40]!r} is not ASCII; such a dictionary is written as $pairs", event, owner.at)
    if text in owner.items:
        refuse(f"key {text[:40]!r} stands twice in one object", event, owner.at)
    return text


def _refuse_word(text: str, event: yaml.NodeEvent, place: str) -> None:
    if text == "<<":
        refuse("merges (`<<`) are not read", event, place)
    if text.lower() in WORDS or text == "=":
        refuse(f"`{text}` is read as one thing here and as another there: put it in double quotes", event, place)


def refuse(why: str, event: yaml.Event, at: str = "") -> NoReturn:
    """Refuse what stands at an event."""
    line, column = _mark(event)
    raise SchemaError(f"{why} (line {line}, column {column})", at=at)


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)  # pyright: ignore[reportUnknownMemberType]
    return events


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


def _printed(character: str) -> bool:
    return not yaml.reader.Reader.NON_PRINTABLE.match(character)


def _position(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f" (line {line}, column {at - text.rfind(chr(10), 0, at)})"
