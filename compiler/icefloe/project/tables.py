"""Tables of a configuration file, whose mistakes are told with the file and the key."""

from collections.abc import Mapping
from typing import cast

from icefloe.project.root import ProjectError
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a TOML file: `file` as it is called in messages, `at` its dotted name, "" for the document."""

    file: str
    at: str
    data: Mapping[str, object]

    def place(self, key: str) -> str:
        """Say where a key stands."""
        return f"{self.file}: `{key}` in [{self.at}]" if self.at else f"{self.file}: `{key}`"

    def table(self, key: str) -> "Table":
        """Give the table of that name; an empty one where there is none."""
        at = f"{self.at}.{key}" if self.at else key
        inner = self.data.get(key, {})
        if not isinstance(inner, dict):
            raise ProjectError(f"{self.file}: [{at}] must be a table")
        return Table(file=self.file, at=at, data=cast("dict[str, object]", inner))

    def string(self, key: str) -> str | None:
        """Give a text, None where the key is not there."""
        text = self.data.get(key)
        if text is not None and not isinstance(text, str):
            raise ProjectError(f"{self.place(key)} must be a string")
        return text

    def flag(self, key: str) -> bool | None:
        """Give `true` or `false`, None where the key is not there."""
        told = self.data.get(key)
        if told is not None and not isinstance(told, bool):
            raise ProjectError(f"{self.place(key)} must be true or false")
        return told

    def strings(self, key: str) -> tuple[str, ...] | None:
        """Give a list of texts, None where the key is not there."""
        items = self.data.get(key)
        if items is None:
            return None
        found = cast("list[object]", items) if isinstance(items, list) else [None]
        texts = tuple(item for item in found if isinstance(item, str))
        if len(texts) < len(found):
            raise ProjectError(f"{self.place(key)} must be a list of strings")
        return texts

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Give the texts of the table by their keys."""
        return tuple((key, self.string(key) or "") for key in sorted(self.data))

    def lists(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give the lists of texts of the table by their keys, in the order in which they are written."""
        return tuple((key, self.strings(key) or ()) for key in self.data)
