"""Findings with the source they speak of: a frame for each end."""

from collections.abc import Mapping, Sequence

from icefloe.findings import Finding, Severity
from icefloe.report.frame import Place, frame, gutter
from icefloe.report.paint import Paint
from icefloe.report.plain import plain
from icefloe.report.voice import Report, Summary
from icefloe.source import Source


def render(findings: Sequence[Finding], sources: Mapping[str, Source], summary: Summary, colour: bool = False) -> str:
    """Say each finding as a message with frames and help, notes last and without frames, then how many there are."""
    framed = [finding for finding in findings if finding.severity is not Severity.NOTE]
    notes = [finding for finding in findings if finding.severity is Severity.NOTE]
    parts = ["\n".join(_finding(finding, sources, colour)) for finding in framed]
    if notes:
        # What asks for nothing to be done must not stand between what does.
        parts.append("\n".join(line for finding in notes for line in _note(finding, colour)))
    if findings:
        parts.append(f"{_found(findings)}\n{summary.line()}\n")
    else:
        parts.append(f"{summary.line()}\n")
    return "\n\n".join(parts)


def _finding(finding: Finding, sources: Mapping[str, Source], colour: bool) -> list[str]:
    paint = Paint(colour=colour, severity=finding.severity)
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
        lines.append(f"{' ' * digits} {paint.edge('=')} {paint.strong('fix:')} {plain(finding.fix.message)}")
    return lines


def _note(finding: Finding, colour: bool) -> list[str]:
    paint = Paint(colour=colour, severity=finding.severity)
    span = finding.span
    return [_head(finding, paint), f" {paint.edge('-->')} {plain(span.path)}:{span.line}:{span.column}"]


def _head(finding: Finding, paint: Paint) -> str:
    return f"{paint.head(f'{finding.severity.value}[{finding.code}]')}{paint.strong(': ' + plain(finding.message))}"


def _found(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.severity is severity for f in findings), severity.value) for severity in Severity]
    return "found " + ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n)


REPORT = Report(name="full", render=render, summarises=True)
