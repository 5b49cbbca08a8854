"""Where the parts of a plan stand: `NAME.places.json`, asked by names."""

import re
from collections.abc import Mapping

from icefloe_schema.difference import Place
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_SPAN = re.compile(r"(?P<path>.+):(?P<line>[1-9][0-9]{0,8}):(?P<column>[1-9][0-9]{0,8})-[0-9]+:[0-9]+", re.DOTALL)
#: What the entries of a list go by.
_NAMES = ("id", "name", "parameter", "step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """A part of the document; one that is not there knows no place."""

    data: Json = None
    prefix: str = ""

    def of(self, key: str, name: str | int | None = None) -> "Spots":
        """The part below a key; of a list the entry with that name, or at that index."""
        inner = self.data.get(key) if isinstance(self.data, Mapping) else None
        if name is None:
            return Spots(data=inner, prefix=self.prefix)
        entries = inner if isinstance(inner, list | tuple) else ()
        if isinstance(name, int):
            return Spots(data=entries[name] if name < len(entries) else None, prefix=self.prefix)
        named = (one for one in entries if isinstance(one, Mapping) and name in (one.get(word) for word in _NAMES))
        return Spots(data=next(named, None), prefix=self.prefix)

    def place(self, *, new: bool = True) -> Place | None:
        """Where it begins, if that is known."""
        text = self.data.get("span") if isinstance(self.data, Mapping) else self.data
        found = _SPAN.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            return None
        return Place(
            path=f"{self.prefix}{found['path']}",
            line=int(found["line"]),
            column=int(found["column"]),
            side="new" if new else "old",
        )
