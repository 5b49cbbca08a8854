"""Findings as a JSON array, with the names that ruff gives the fields."""

import json
from collections.abc import Mapping, Sequence

from icefloe import codes
from icefloe.findings import Finding, Fix
from icefloe.report.voice import Report, Summary
from icefloe.rules import RULES
from icefloe.source import Source, Span
from icefloe_schema.jsonvalue import Json, JsonObject


def render(findings: Sequence[Finding], _: Mapping[str, Source], __: Summary, ___: bool = False) -> str:
    """Say each finding as an object; nothing else is in the output, so that it stays one document."""
    rows = [row(finding) for finding in findings]
    return json.dumps(rows, indent=2, ensure_ascii=True) + "\n"


def row(finding: Finding) -> JsonObject:
    """Give one finding as an object."""
    return {
        "code": finding.code,
        "name": next((rule.name for rule in RULES if rule.code == finding.code), codes.names().get(finding.code, "")),
        "severity": finding.severity.value,
        "message": finding.message,
        "label": finding.label,
        **_place(finding.span),
        "related": [{"message": note.message, **_place(note.span)} for note in finding.related],
        "help": finding.help,
        "url": None,
        "fix": _fix(finding.fix),
        **({"facts": dict[str, Json](finding.facts)} if finding.facts else {}),
    }


def _place(span: Span) -> dict[str, Json]:
    return {
        "filename": span.path,
        "location": {"row": span.line, "column": span.column},
        "end_location": {"row": span.end_line, "column": span.end_column},
    }


def _fix(fix: Fix | None) -> Json:
    if fix is None:
        return None
    return {
        "applicability": "safe" if fix.safe else "unsafe",
        "message": fix.message,
        "edits": [{"content": edit.text, **_place(edit.span)} for edit in fix.edits],
    }


REPORT = Report(name="json", render=render, summarises=False)
