"""A text with what its comments say of findings, and which lines a finding reaches."""

from icefloe.choice import documents
from icefloe.choice.marks import Mark, marks
from icefloe.project import is_document
from icefloe.source import Source, Span
from icefloe.syntax.comments import Layout
from icefloe.syntax.comments import layout as python_layout
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One text: a file, or a cell of a notebook. `alone` are the lines with nothing but a comment."""

    source: Source
    lines: tuple[str, ...]
    layout: Layout
    marks: tuple[Mark, ...]
    alone: frozenset[int]

    def reached(self, span: Span) -> frozenset[int]:
        """The lines on which a comment speaks of a span.

        These are the lines of the span, the first and the last line of the statement that it begins in (with its
        decorators), and the lines of nothing but comments directly above either.
        """
        first, last = self.layout.groups.get(span.line, (span.line, span.line))
        lines = {*range(span.line, max(span.end_line, span.line) + 1), *self._decorators(first, span.line), first, last}
        for start in (span.line, first):
            above = start - 1
            while above in self.alone:
                lines.add(above)
                above -= 1
        return frozenset(lines)

    def _decorators(self, first: int, line: int) -> range:
        """The lines of the decorators above the line on which a definition begins."""
        decorates = first <= len(self.lines) and self.lines[first - 1].lstrip().startswith("@")
        return range(first, line) if decorates else range(0)


def page_of(source: Source) -> Page:
    """Read the comments and statements of a text."""
    layout = documents.layout(source.text) if is_document(source.path) else python_layout(source.text)
    return Page(
        source=source,
        lines=tuple(source.text.split("\n")),
        layout=layout,
        marks=marks(layout),
        alone=frozenset(comment.line for comment in layout.comments if comment.alone),
    )
