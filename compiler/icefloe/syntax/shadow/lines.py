"""A module that is being written: statements with what is inside them, and the names that they bind."""

from collections.abc import Iterable
from dataclasses import field

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: its decorators and itself, what it binds, and the block inside it."""

    heads: tuple[str, ...]
    names: frozenset[str]
    inside: "Lines | None" = None


@dataclass(slots=True)
class Lines:
    """A block that is being written."""

    found: list[Line] = field(default_factory=list[Line])

    def add(self, *heads: str, names: Iterable[str] = (), inside: "Lines | None" = None) -> None:
        """Add one statement."""
        self.found.append(Line(heads, frozenset(names), inside))

    def take(self, others: "Lines", without: frozenset[str] = frozenset()) -> None:
        """Add what another block holds, but for the statements that bind nothing new."""
        self.found.extend(line for line in others.found if not line.names or line.names - without)

    @property
    def names(self) -> frozenset[str]:
        """All names that are bound here, what is inside of classes not counted."""
        return frozenset(name for line in self.found for name in line.names)

    def text(self, indent: str = "") -> str:
        """The block as text; `pass` where nothing is in it."""
        if not self.found:
            return f"{indent}pass\n"
        pieces: list[str] = []
        for line in self.found:
            pieces += [f"{indent}{head}\n" for head in line.heads]
            if line.inside is not None:
                pieces.append(line.inside.text(f"{indent}    "))
        return "".join(pieces)
