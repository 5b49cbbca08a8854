"""The texts that findings speak of, with what their comments say."""

from collections.abc import Mapping

from icefloe.choice import documents
from icefloe.choice.marks import WORDS, Mark, marks
from icefloe.project import ProjectFiles, is_document
from icefloe.source import Source, Span
from icefloe.syntax.comments import Layout
from icefloe.syntax.comments import layout as python_layout
from icefloe.syntax.notebook import Notebook, is_notebook, read
from icefloe_schema.records import dataclass

_NOTHING = Layout(groups={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One text: a file, or a cell of a notebook."""

    source: Source
    layout: Layout
    marks: tuple[Mark, ...]

    def reached(self, span: Span) -> frozenset[int]:
        """The lines on which a comment speaks of a span.

        These are the lines of the span, the first and the last line of the statement that it begins in (with its
        decorators), and the lines of nothing but comments directly above either.
        """
        first, last = self.layout.groups.get(span.line, (span.line, span.line))
        lines = {*range(span.line, max(span.end_line, span.line) + 1), *self._decorators(first, span.line), first, last}
        for start in (span.line, first):
            above = start - 1
            while above in self._alone:
                lines.add(above)
                above -= 1
        return frozenset(lines)

    @property
    def _alone(self) -> frozenset[int]:
        return frozenset(comment.line for comment in self.layout.comments if comment.alone)

    def _decorators(self, first: int, line: int) -> range:
        """The lines of the decorators above the line on which a definition begins."""
        lines = self.source.text.split("\n")
        return range(first, line) if first <= len(lines) and lines[first - 1].lstrip().startswith("@") else range(0)


def page_of(source: Source) -> Page:
    """Read the comments and statements of a text."""
    layout = documents.layout(source.text) if is_document(source.path) else python_layout(source.text)
    return Page(source=source, layout=layout, marks=marks(layout))


def _page(source: Source) -> Page:
    """Read a text if it holds a word of ours: most do not, and reading takes its time."""
    if any(word in source.text for word in WORDS):
        return page_of(source)
    return Page(source=source, layout=_NOTHING, marks=())


def pages(sources: Mapping[str, Source], files: ProjectFiles, paths: tuple[str, ...]) -> dict[str, Page]:
    """The pages of some sources, and of those of the files at `paths` that hold a word of ours."""
    found = {path: _page(source) for path, source in sources.items()}
    for path in paths:
        data = None if path in found else files.read(path)
        if data is not None and b"icefloe:" in data:
            found.update({one.path: _page(one) for one in _texts(path, data) if one.path not in found})
    return found


def _texts(path: str, data: bytes) -> list[Source]:
    """A file as text; a notebook cell by cell."""
    if is_notebook(path):
        notebook = read(data, path)
        if not isinstance(notebook, Notebook):
            return []
        return [Source(path=f"{path}:cell {one}", text=notebook.cell(one)) for one in notebook.numbers]
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return [Source(path=path, text=text)]
