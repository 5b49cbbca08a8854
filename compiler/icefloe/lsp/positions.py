"""Places in the units of an editor: UTF-16, unless the two have agreed on other ones."""

import re
from collections.abc import Sequence

from lsprotocol import types

from icefloe.source import Span
from icefloe_schema.records import dataclass

_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of one text, and the units that columns are counted in. Editors end lines where Python does."""

    lines: Sequence[str]
    encoding: str

    def range(self, span: Span) -> types.Range:
        """A span as a range."""
        return types.Range(self._position(span.line, span.column), self._position(span.end_line, span.end_column))

    def line(self, number: int) -> types.Position:
        """Where a line begins, counted from 1; behind the last line it is the end of the text."""
        if number <= len(self.lines):
            return types.Position(number - 1, 0)
        return self._position(len(self.lines), len(self.lines[-1]) + 1)

    def place(self, position: types.Position) -> tuple[int, int]:
        """A position as a line and a column in code points, counted from 1."""
        text = self.lines[position.line] if position.line < len(self.lines) else ""
        left = position.character
        for column, character in enumerate(text):
            if left <= 0:
                return position.line + 1, column + 1
            left -= self._units(character)
        return position.line + 1, len(text) + 1

    def _position(self, line: int, column: int) -> types.Position:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return types.Position(line - 1, sum(self._units(character) for character in text[: column - 1]))

    def _units(self, character: str) -> int:
        if self.encoding == "utf-32":
            return 1
        if self.encoding == "utf-8":
            return len(character.encode("utf-8", "replace"))
        return 2 if ord(character) > 0xFFFF else 1


def lines_of(text: str, encoding: str) -> Lines:
    """The lines of a text."""
    return Lines(lines=_END.split(text), encoding=encoding)
