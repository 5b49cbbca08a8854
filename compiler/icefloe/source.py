"""Where something stands: a source file and a span in it."""

from typing import Protocol

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one file.

    Lines and columns count from 1; columns count code points, as Python's own tracebacks do not, but editors do.
    The end is exclusive. `path` is POSIX, relative to the project's root.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the project, as text.

    `path` is POSIX, relative to the project's root; `text` has `\\n` newlines and no byte order mark.
    """

    path: str
    text: str

    def whole(self) -> Span:
        """The span of the first character: for findings about the file as such."""
        return Span(path=self.path, line=1, column=1, end_line=1, end_column=1)


class Files(Protocol):
    """The files of a project, by POSIX path relative to its root. Nothing outside the root is ever read."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, or None if there is none (a probe that found nothing counts as a read)."""
        ...
