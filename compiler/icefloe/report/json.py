"""Findings as a JSON array, with the names that ruff gives the fields.

Each element has `code`, `name`, `severity` ("error", "warning" or "note"), `message`, `label` (the short text under the
carets), `filename`, `cell` (the number of a notebook's cell, whose lines are then meant; else null), `location` and
`end_location` (`row` and `column`, from 1, in code points, the end exclusive), `related` (the other ends, each with a
`message` and a place), `help`, `url` (null: `icefloe explain CODE` prints the page), `fix` (null, or `applicability`
"safe" or "unsafe", `message`, and `edits`, each with its `content` and a place), and `facts` where there are any. How
much was checked is said on stderr, so that the array stays one.
"""

import json
from collections.abc import Mapping, Sequence

from icefloe.findings import Finding
from icefloe.fixes import Fix
from icefloe.report.catalogue import name
from icefloe.report.places import split
from icefloe.report.voice import PLAIN, Style, Summary
from icefloe.source import Source, Span
from icefloe_schema.jsonvalue import Json, JsonObject


def render(findings: Sequence[Finding], _: Mapping[str, Source], __: Summary, ___: Style = PLAIN) -> str:
    """Say each finding as an object; nothing else is in the output, so that it stays one document."""
    rows = [row(finding) for finding in findings]
    return json.dumps(rows, indent=2, ensure_ascii=True) + "\n"


def row(finding: Finding) -> JsonObject:
    """Give one finding as an object."""
    return {
        "code": finding.code,
        "name": name(finding.code),
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
    file, cell = split(span.path)
    return {
        "filename": file,
        "cell": cell,
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
