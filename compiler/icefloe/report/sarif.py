"""Findings as SARIF 2.1.0, for code scanning on GitHub and for every other reader of that format.

Places are relative to `%SRCROOT%`, the folder of the project, and columns count code points. Nothing in it is of this
machine or of this hour: equal findings give equal bytes.
"""

import json
from collections.abc import Mapping, Sequence

from icefloe.findings import Finding, Severity
from icefloe.fixes import Fix
from icefloe.report.catalogue import name, page, section, summary
from icefloe.report.fingerprints import identities, line_hashes
from icefloe.report.places import address, split, worst_first
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary
from icefloe.source import Source, Span
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.version import VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: What GitHub takes of one run: results, and places of a result.
RESULTS = 25_000
PLACES = 1_000
_GROUPS = {
    "1": "structure",
    "2": "wiring",
    "3": "types",
    "4": "policy",
    "5": "original",
    "6": "lock",
    "7": "targets",
    "8": "practice",
    "9": "limits",
}
_RANKS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def render(findings: Sequence[Finding], sources: Mapping[str, Source], told: Summary, _: Style = PLAIN) -> str:
    """Say findings as one run; of more than can be uploaded, the worst."""
    kept = sorted(worst_first(findings)[:RESULTS], key=lambda finding: finding.order)
    ids = sorted({finding.code for finding in kept})
    indices = {code: index for index, code in enumerate(ids)}
    hashes = {path: line_hashes(sources[path].text) for path in {one.span.path for one in kept} & sources.keys()}
    pairs = zip(kept, identities(kept, sources), strict=True)
    results = [_result(finding, indices, identity, hashes) for finding, identity in pairs]
    run: JsonObject = {
        "tool": {
            "driver": {
                "name": "icefloe",
                "version": VERSION,
                "rules": [_rule(code, kept) for code in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder of the project."}}},
        "invocations": [{"executionSuccessful": True, **_left_out(len(findings) - len(kept))}],
        "results": list(results),
        "properties": {
            "files": told.files,
            "pipelines": told.pipelines,
            "connections": told.connections,
            "unknown": told.unknown,
            "wrong": told.wrong,
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _left_out(count: int) -> dict[str, Json]:
    if not count:
        return {}
    text = f"+{count} more findings are left out: a run holds at most {RESULTS}"
    return {"toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}]}


def _rule(code: str, findings: Sequence[Finding]) -> JsonObject:
    """The rule of a code: what its page says, and the most that it weighs here."""
    worst = worst_first([finding for finding in findings if finding.code == code])[0].severity
    rule: dict[str, Json] = {"id": code, "name": name(code) or code}
    if page(code):
        why = section(code, "Why is this bad?")
        rule |= {
            "shortDescription": {"text": summary(code)},
            "fullDescription": {"text": "\n\n".join(filter(None, (section(code, "What it does"), why)))},
            "help": {"text": page(code), "markdown": page(code)},
        }
    group = _GROUPS.get(code.removeprefix("FLO")[:1], "")
    tags: list[Json] = ["pipeline", *([group] if group else [])]
    return {
        **rule,
        "defaultConfiguration": {"level": worst.value},
        "properties": {"tags": tags, "problem.severity": _RANKS[worst]},
    }


def _result(
    finding: Finding, indices: Mapping[str, int], identity: str, hashes: Mapping[str, Sequence[str]]
) -> JsonObject:
    span = finding.span
    _, cell = split(span.path)
    lines = hashes.get(span.path, ()) if cell is None else ()
    line_hash = {"primaryLocationLineHash": lines[span.line - 1]} if 1 <= span.line <= len(lines) else {}
    text = finding.message if cell is None else f"{finding.message} (cell {cell}, line {span.line})"
    helps = f"\n{_inert(finding.help)}" if finding.help else ""
    related: list[Json] = [
        {"id": number, **_location(note.span), "message": {"text": _inert(note.message)}}
        for number, note in enumerate(finding.related[: PLACES - 1], 1)
    ]
    fixes: list[Json] = [_fix(finding.fix)] if finding.fix is not None and _is_of_files(finding.fix) else []
    return {
        "ruleId": finding.code,
        "ruleIndex": indices[finding.code],
        "level": finding.severity.value,
        "message": {"text": f"{_inert(text)}{helps}"},
        "locations": [_location(span)],
        **({"relatedLocations": related} if related else {}),
        **({"fixes": fixes} if fixes else {}),
        "partialFingerprints": {**line_hash, "icefloeFinding/v1": identity},
    }


def _inert(text: str) -> str:
    """A text in which no user's name hides, reorders or becomes a link: readers take `[text](address)` for one."""
    return plain(text).replace("](", "] (")


def _location(span: Span) -> dict[str, Json]:
    file, cell = split(span.path)
    physical: dict[str, Json] = {"artifactLocation": _file(file)}
    if cell is not None:
        # The lines of a cell are not lines of the file.
        return {"physicalLocation": physical, "logicalLocations": [{"name": f"cell {cell}", "kind": "module"}]}
    return {"physicalLocation": {**physical, "region": _region(span)}}


def _file(path: str) -> JsonObject:
    return {"uri": address(path), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> JsonObject:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _is_of_files(fix: Fix) -> bool:
    """Whether there are edits, all of them of whole files: those of a cell have no place in the notebook's file."""
    return bool(fix.edits) and all(split(edit.span.path)[1] is None for edit in fix.edits)


def _fix(fix: Fix) -> JsonObject:
    files = sorted({edit.span.path for edit in fix.edits})
    changes: list[Json] = [
        {
            "artifactLocation": _file(path),
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
                for edit in fix.edits
                if edit.span.path == path
            ],
        }
        for path in files
    ]
    return {"description": {"text": _inert(fix.message)}, "artifactChanges": changes}
