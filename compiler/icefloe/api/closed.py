"""The folders that a check could not look into, as findings."""

from collections.abc import Iterable, Iterator, Sequence

from icefloe.findings import Finding
from icefloe.source import Span

MESSAGE = "the folder cannot be read: it may not be opened, so nothing in it was checked"
HELP = "allow it to be read, or leave it out with `extend-exclude`"


def closed_folders(places: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Finding]:
    """Tell of each folder that may not be looked into; like a file that cannot be read, it would look clean.

    `places` are projects: what their paths begin with when they are shown, and such folders from their roots.
    """
    for prefix, folders in places:
        for folder in folders:
            path = f"{prefix}{folder}".rstrip("/") or "."
            yield _finding(Span(path=path, line=1, column=1, end_line=1, end_column=1))


def _finding(span: Span) -> Finding:
    from dataclasses import replace

    from icefloe.syntax.limits import UNREADABLE  # the parser is loaded with it, which few calls need

    return replace(UNREADABLE.finding(span, MESSAGE), help=HELP)
