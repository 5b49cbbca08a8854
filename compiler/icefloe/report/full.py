"""Findings with the source they speak of: a frame for each end."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from icefloe.findings import Finding, Severity
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary
from icefloe.source import Source

if TYPE_CHECKING:  # where nothing is found, nothing is drawn
    from icefloe.report.paint import Paint

#: How many places of a note are shown.
PLACES = 3


def render(findings: Sequence[Finding], sources: Mapping[str, Source], summary: Summary, style: Style = PLAIN) -> str:
    """Say each finding as a message with frames and help, notes last and without frames, then how many there are."""
    framed = [finding for finding in findings if finding.severity is not Severity.NOTE]
    notes = [finding for finding in findings if finding.severity is Severity.NOTE]
    parts = ["\n".join(drawn(finding, sources, style)) for finding in framed]
    if notes:
        # What asks for nothing to be done must not stand between what does.
        parts.append("\n".join(line for alike in _alike(notes) for line in _note(alike, style)))
    counts = [_found(findings)] if findings and not summary.quiet else []
    closing = "\n".join([*counts, *map(plain, summary.lines())])
    parts += [closing] if closing else []
    return "\n\n".join(parts) + "\n" if parts else ""


def drawn(finding: Finding, sources: Mapping[str, Source], style: Style = PLAIN) -> list[str]:
    """Say one finding with a frame for each end, and what to do."""
    from icefloe.report.frame import Place, frame, gutter
    from icefloe.report.paint import Paint

    paint = Paint(style=style, severity=finding.severity)
    places = (
        Place(span=finding.span, label=finding.label, primary=True),
        *(Place(span=note.span, label=note.message, primary=False) for note in finding.related),
    )
    digits = gutter(places)
    lines = [_head(finding, paint)]
    for place in places:
        lines += frame(place, sources.get(place.span.path), digits, paint)
    if finding.help or finding.fix is not None:
        lines.append(f"{' ' * digits} {paint.edge('|')}")
    if finding.help:
        lines.append(f"{' ' * digits} {paint.edge('=')} {paint.strong('help:')} {plain(finding.help)}")
    if finding.fix is not None:
        option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        said_fix = f"{plain(finding.fix.message)} ({option})"
        lines.append(f"{' ' * digits} {paint.edge('=')} {paint.strong('fix:')} {said_fix}")
    return lines


def _alike(notes: Sequence[Finding]) -> list[list[Finding]]:
    """Notes that say the same of several places, together, where the first of them stands."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in notes:
        groups.setdefault((finding.code, finding.message), []).append(finding)
    return list(groups.values())


def _note(alike: Sequence[Finding], style: Style) -> list[str]:
    """One note and its places, of which the first few are enough."""
    from icefloe.report.paint import Paint
    from icefloe.report.places import said

    paint = Paint(style=style, severity=alike[0].severity)
    spans = [finding.span for finding in alike]
    places = [f" {paint.edge('-->')} {said(one)}" for one in spans[:PLACES]]
    more = [f" {paint.edge('...')} and {len(spans) - PLACES} more"] if len(spans) > PLACES else []
    return [_head(alike[0], paint), *places, *more]


def _head(finding: Finding, paint: "Paint") -> str:
    head = paint.head(f"{finding.severity.value}[{finding.code}]", finding.code)
    return f"{head}{paint.strong(': ' + plain(finding.message))}"


def _found(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.severity is severity for f in findings), severity.value) for severity in Severity]
    return "found " + ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n)
