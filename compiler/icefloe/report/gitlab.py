"""Findings as GitLab's code quality report, which merge requests show."""

import json
from collections.abc import Mapping, Sequence

from icefloe.findings import Finding, Severity
from icefloe.report.fingerprints import identities
from icefloe.report.places import split
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary
from icefloe.source import Source
from icefloe_schema.jsonvalue import JsonObject

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(findings: Sequence[Finding], sources: Mapping[str, Source], _: Summary, __: Style = PLAIN) -> str:
    """Say each finding as an issue."""
    pairs = zip(findings, identities(findings, sources), strict=True)
    return json.dumps([_issue(finding, identity) for finding, identity in pairs], indent=2, ensure_ascii=True) + "\n"


def _issue(finding: Finding, identity: str) -> JsonObject:
    file, cell = split(finding.span.path)
    # The lines of a cell are not lines of the notebook's file.
    lines = (1, 1) if cell is not None else (finding.span.line, finding.span.end_line)
    where = f" (cell {cell}, line {finding.span.line})" if cell is not None else ""
    ends = "".join(f"; {note.message}: {note.span.path}:{note.span.line}" for note in finding.related)
    return {
        "check_name": finding.code,
        "description": plain(f"{finding.code}: {finding.message}{where}{ends}"),
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": identity,
        "location": {"path": file, "lines": {"begin": lines[0], "end": lines[1]}},
    }
