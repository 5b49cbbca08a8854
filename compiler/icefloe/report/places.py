"""Places as other programs know them: by file, where a notebook is one file, and by address."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from icefloe.findings import Finding, Severity
from icefloe.report.plain import plain
from icefloe.source import Span

_CELL = re.compile(r"(.*\.ipynb):cell (\d+)", re.DOTALL)
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def split(path: str) -> tuple[str, int | None]:
    """The file of a path, and the number of the cell if it is one of a notebook, whose lines are not the file's."""
    found = _CELL.fullmatch(path)
    return (found[1], int(found[2])) if found else (path, None)


def said(span: Span) -> str:
    """Where a span begins, as one says it."""
    return f"{plain(span.path)}:{span.line}:{span.column}"


def address(path: str) -> str:
    """A path as a relative address; a name that is no text is spelled by its bytes."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return quote(data, safe="/-._~")


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """Errors before warnings before notes, each in order."""
    return sorted(findings, key=lambda finding: _WEIGHT[finding.severity])
