"""Findings as one line each, for editors and `grep`."""

from collections.abc import Mapping, Sequence

from icefloe.findings import Finding
from icefloe.report.paint import Paint
from icefloe.report.places import said
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary
from icefloe.source import Source


def render(findings: Sequence[Finding], _: Mapping[str, Source], summary: Summary, style: Style = PLAIN) -> str:
    """Say each finding as `path:line:col: CODE message`, then what was checked."""
    lines = [_line(finding, Paint(style=style, severity=finding.severity)) for finding in findings]
    return "".join(f"{line}\n" for line in (*lines, *map(plain, summary.lines())))


def _line(finding: Finding, paint: Paint) -> str:
    return f"{said(finding.span)}: {paint.head(finding.code, finding.code)} {plain(finding.message)}"
