"""Comments written for findings, so that they are kept back from now on."""

from collections.abc import Iterable, Mapping

from icefloe.choice.marks import Mark
from icefloe.choice.pages import Page, page_of
from icefloe.choice.suppression import LOUD, UNUSED
from icefloe.findings import Finding
from icefloe.source import Source, Span
from icefloe.syntax.notebook import is_notebook
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The texts with their comments, by path, how many findings they are for, and those that none can be written for,
    each with the reason."""

    texts: Mapping[str, str]
    count: int
    refused: tuple[tuple[Finding, str], ...] = ()


def added(findings: Iterable[Finding], sources: Mapping[str, Source], reason: str) -> Added:
    """Write a comment for each finding, at the place that it speaks of first.

    Codes join the brackets of a comment that is there already. What is not a comment stays as it is.
    """
    codes: dict[str, dict[int, set[str]]] = {}
    pages: dict[str, Page] = {}
    refused: list[tuple[Finding, str]] = []
    count = 0
    for finding in findings:
        path = finding.span.path
        why = _hindrance(finding, sources)
        if path not in pages and not why:
            pages[path] = page_of(sources[path])
        line = _line(pages[path], finding.span) if not why else 0
        if why or not line:
            refused.append((finding, why or "no comment fits behind any of its lines"))
            continue
        codes.setdefault(path, {}).setdefault(line, set()).add(finding.code)
        count += 1
    texts = {path: _written(pages[path], lines, reason) for path, lines in codes.items()}
    return Added(texts=texts, count=count, refused=tuple(refused))


def _hindrance(finding: Finding, sources: Mapping[str, Source]) -> str:
    path = finding.span.path
    if finding.code == UNUSED:
        return "--fix takes that comment out"
    if finding.code in LOUD:
        return "no comment keeps it back"
    if is_notebook(path.partition(":cell ")[0]):
        return "comments in notebooks are yours to write"
    return "" if path in sources else "its text cannot be read"


def _line(page: Page, span: Span) -> int:
    """The line that a comment for a span goes on, 0 if there is none."""
    first, last = page.layout.groups.get(span.line, (span.line, span.line))
    there = (line for line in (span.line, last, first) if 1 <= line <= len(page.lines))
    return next((line for line in there if line not in page.layout.closed), 0)


def _written(page: Page, codes: Mapping[int, set[str]], reason: str) -> str:
    lines = list(page.lines)
    for line, own in codes.items():
        text = lines[line - 1]
        mark = next((one for one in page.marks if one.line == line and one.kind == "line"), None)
        lines[line - 1] = _fresh(text, own, reason) if mark is None else _joined(text, mark, own)
    return "\n".join(lines)


def _fresh(text: str, codes: set[str], reason: str) -> str:
    body = text.rstrip()
    gap = "  " if body else ""
    return f"{body}{gap}# icefloe: ignore[{', '.join(sorted(codes))}]{f' {reason}' if reason else ''}"


def _joined(text: str, mark: Mark, codes: set[str]) -> str:
    """Put codes into the brackets that are there."""
    at = text.index("]", mark.column - 1)
    more = sorted(codes - {word.upper() for word in mark.words})
    return f"{text[:at].rstrip(' ,')}, {', '.join(more)}{text[at:]}" if more else text
