"""Findings as they are told: in order, each once."""

from collections.abc import Iterable, Iterator

from icefloe.findings import Finding
from icefloe.source import Span


def settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in their order, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.order))


def spans_of(finding: Finding) -> Iterator[Span]:
    """Every place that a finding speaks of."""
    yield finding.span
    for note in finding.related:
        yield note.span
