"""Findings in notebooks, shown as editors show them: by cell, and by the line in the cell."""

from __future__ import annotations  # notebooks are named only

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from icefloe.findings import Finding
from icefloe.fixes import Fix
from icefloe.source import Source, Span

if TYPE_CHECKING:
    from icefloe.syntax.notebook import Notebook

    Find: TypeAlias = Callable[[str], Notebook | None]


def placed(
    findings: Iterable[Finding], sources: Mapping[str, Source], notebook: Find
) -> tuple[tuple[Finding, ...], dict[str, Source]]:
    """Findings and sources with each cell of a notebook as a file of its own: `train.ipynb:cell 3`."""
    shown: dict[str, Source] = {path: one for path, one in sources.items() if notebook(path) is None}

    def move(span: Span) -> Span:
        found = notebook(span.path)
        if found is None or not found.starts:
            return span
        number, line = found.place(span.line)
        end, end_line = found.place(span.end_line)
        path = f"{span.path}:cell {number}"
        shown[path] = Source(path=path, text=found.cell(number))
        return replace(span, path=path, line=line, end_line=end_line if end == number else line)

    def moved(finding: Finding) -> Finding:
        related = tuple(replace(note, span=move(note.span)) for note in finding.related)
        return replace(finding, span=move(finding.span), related=related, fix=_fix(finding.fix, move))

    return tuple(moved(finding) for finding in findings), shown


def _fix(fix: Fix | None, move: Callable[[Span], Span]) -> Fix | None:
    if fix is None:
        return None
    return replace(fix, edits=tuple(replace(edit, span=move(edit.span)) for edit in fix.edits))
