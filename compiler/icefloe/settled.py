"""Findings as they are told: in order, each once, without those that a comment suppresses."""

import re
from collections.abc import Iterable, Iterator, Mapping

from icefloe.findings import Finding
from icefloe.source import Source, Span

_IGNORE = re.compile(r"#\s*icefloe:\s*ignore\[([^\]]*)\]")


def settled(findings: Iterable[Finding], sources: Mapping[str, Source]) -> tuple[Finding, ...]:
    """Findings in their order, each once, without those that a comment on one of their lines suppresses."""
    lines = {path: source.text.split("\n") for path, source in sources.items()}
    kept = (finding for finding in dict.fromkeys(findings) if finding.code not in _ignored(finding, lines))
    return tuple(sorted(kept, key=lambda finding: finding.order))


def _ignored(finding: Finding, lines: Mapping[str, list[str]]) -> Iterator[str]:
    for span in spans_of(finding):
        for line in lines.get(span.path, [])[span.line - 1 : span.end_line]:
            for match in _IGNORE.finditer(line):
                yield from (code.strip() for code in match[1].split(","))


def spans_of(finding: Finding) -> Iterator[Span]:
    """Every place that a finding speaks of."""
    yield finding.span
    for note in finding.related:
        yield note.span
