"""One file as text with offsets, and as a tree if it is Python."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from icefloe.fixes import Edit
from icefloe.source import Span
from icefloe.syntax.fields import children
from icefloe.syntax.parser import Parsed
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """A replacement of the text between two offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A node, and what it stands in, the innermost first."""

    node: cst.CSTNode
    around: tuple[cst.CSTNode, ...]


class Page:
    """The text of one file, in which spans, offsets and nodes are told from one another."""

    def __init__(self, path: str, text: str, parsed: Parsed | None) -> None:
        self.path = path
        self.text = text
        self.parsed = parsed

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts[:-1]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; one that is not in the text is moved to its end."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def offsets(self, span: Span) -> tuple[int, int]:
        """Where a span begins and ends."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def slice(self, span: Span) -> str:
        """The text of a span."""
        start, end = self.offsets(span)
        return self.text[start:end]

    def range(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node of the tree begins and ends."""
        return (0, 0) if self.parsed is None else self.offsets(self.parsed.span(node))

    def of(self, node: cst.CSTNode) -> str:
        """The text of a node."""
        start, end = self.range(node)
        return self.text[start:end]

    def line_start(self, offset: int) -> int:
        """The offset at which the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """The offset of the newline that ends the line of an offset, or that of the end of the text."""
        at = self.text.find("\n", offset)
        return len(self.text) if at < 0 else at

    def indent(self, offset: int) -> str:
        """What the line of an offset is indented by."""
        line = self.text[self.line_start(offset) : self.line_end(offset)]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def behind(self, offset: int) -> int:
        """The first offset behind commas, blanks, and comments."""
        text = self.text
        while offset < len(text) and text[offset] in " \t\f\n,\\#":
            offset = self.line_end(offset) if text[offset] == "#" else offset + 1
        return offset

    def edit(self, cut: Cut) -> Edit:
        """A cut as an edit of a span."""
        return Edit(span=self.span(cut.start, cut.end), text=cut.text)

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        first, last = bisect_right(self._starts, start), bisect_right(self._starts, end)
        return Span(
            path=self.path,
            line=first,
            column=start - self._starts[first - 1] + 1,
            end_line=last,
            end_column=end - self._starts[last - 1] + 1,
        )

    def at(self, span: Span) -> Iterator[Found]:
        """The nodes that stand at exactly this span, the outermost first."""
        if self.parsed is None:
            return
        start, end = self.offsets(span)
        pending: list[Found] = [Found(self.parsed.tree, ())]
        while pending:
            found = pending.pop()
            for node in children(found.node):
                first, last = self._reach(node)
                if first <= start and end <= last:
                    inner = Found(node, (found.node, *found.around))
                    pending.append(inner)
                    if self.range(node) == (start, end):
                        yield inner

    def _reach(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node begins and ends, its decorators included."""
        first, last = self.range(node)
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and node.decorators:
            first = min(first, self.range(node.decorators[0])[0])
        return first, last


def names_in(node: cst.CSTNode) -> Iterator[cst.Name]:
    """The names in a piece of code that mean variables: no attributes, no keywords of calls."""
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, cst.Name):
            yield one
        elif isinstance(one, cst.Attribute | cst.Arg):
            pending.append(one.value)
        else:
            pending.extend(children(one))
