"""Edits made in the bytes of a file: what they do not touch stays byte for byte."""

import re
from collections.abc import Sequence

from icefloe.fixes import Edit
from icefloe.source import Span
from icefloe.syntax.edits import cells
from icefloe_schema.records import dataclass

_MARK = b"\xef\xbb\xbf"
_END = re.compile(r"\r\n|\r|\n")


def applied(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """The bytes of a file after edits that do not overlap, in the order in which they are given where they touch.

    Those of a notebook name one of its cells (`train.ipynb:cell 3`). None if an edit cannot be made there.
    """
    mark = _MARK if data.startswith(_MARK) else b""
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError:
        return None
    in_cells = any(cells.number(edit.span.path) for edit in edits)
    made = _notebook(text, edits) if in_cells else edited(text, edits)
    return None if made is None else mark + made.encode("utf-8")


def edited(text: str, edits: Sequence[Edit]) -> str | None:
    """A text after edits; a new line gets the line end of the line that it is written in."""
    lines = _Lines(text)
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.line, edit.span.column)):
        place = lines.place(edit.span)
        if place is None or place[0] < at:
            return None
        start, end = place
        pieces += [text[at:start], edit.text.replace("\n", lines.end_at(edit.span.line))]
        at = end
    return "".join([*pieces, text[at:]])


def _notebook(text: str, edits: Sequence[Edit]) -> str | None:
    """The JSON of a notebook after edits in its cells."""
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        by_cell.setdefault(cells.number(edit.span.path), []).append(edit)
    for number, own in sorted(by_cell.items(), reverse=True):
        cell = cells.find(text, number)
        made = None if cell is None else edited(cell.text, own)
        if cell is None or made is None or not all(cell.holds(edit) for edit in own):
            return None
        text = cell.replaced(text, made)
    return text


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line begins, where its own text ends, and what ends it."""

    start: int
    end: int
    newline: str


class _Lines:
    """The lines of a text, each with its own end."""

    def __init__(self, text: str) -> None:
        self.lines: list[_Line] = []
        at = 0
        for found in _END.finditer(text):
            self.lines.append(_Line(at, found.start(), found[0]))
            at = found.end()
        self.lines.append(_Line(at, len(text), ""))

    def place(self, span: Span) -> tuple[int, int] | None:
        """Where a span begins and ends in the text."""
        start, end = self._offset(span.line, span.column), self._offset(span.end_line, span.end_column)
        return None if start is None or end is None or end < start else (start, end)

    def _offset(self, line: int, column: int) -> int | None:
        if not 0 < line <= len(self.lines):
            return None
        found = self.lines[line - 1]
        return found.start + column - 1 if 0 < column <= found.end - found.start + 1 else None

    def end_at(self, line: int) -> str:
        """The line end of a line, or that of the one before if it is the last."""
        return self.lines[line - 1].newline or (self.lines[line - 2].newline if line > 1 else "\n")
