"""Findings as JUnit XML, for the test reports of CI systems.

A file is a suite and a finding a case in it. Errors are failed cases; warnings and notes are cases that passed and
have something to say, as they do not fail the check. Where there is nothing to say, one case has passed.
"""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from icefloe.findings import Finding, Severity
from icefloe.report.catalogue import name
from icefloe.report.places import said
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary
from icefloe.source import Source


def render(findings: Sequence[Finding], _: Mapping[str, Source], summary: Summary, __: Style = PLAIN) -> str:
    """Say findings as test suites; times are none, so that equal findings give equal bytes."""
    ordered = sorted(findings, key=lambda finding: finding.order)
    suites = [_suite(path, list(those)) for path, those in groupby(ordered, lambda finding: finding.span.path)]
    if not suites:
        suites = [_open("testsuite", "icefloe", 1, 0), _case("icefloe", summary.line(), ""), "  </testsuite>\n"]
    text = "".join(suites)
    failed = sum(finding.severity is Severity.ERROR for finding in findings)
    head = _open("testsuites", "icefloe", max(len(findings), 1), failed)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head.strip()}\n{text}</testsuites>\n'


def _suite(path: str, findings: Sequence[Finding]) -> str:
    failed = sum(finding.severity is Severity.ERROR for finding in findings)
    cases = "".join(_case(path, f"{one.code} {name(one.code)} {_at(one)}", _said(one)) for one in findings)
    return f"{_open('testsuite', path, len(findings), failed)}{cases}  </testsuite>\n"


def _open(tag: str, title: str, tests: int, failed: int) -> str:
    counts = f'tests="{tests}" failures="{failed}" errors="0" skipped="0" time="0"'
    return f'  <{tag} name="{_text(title)}" {counts}>\n'


def _case(path: str, title: str, inside: str) -> str:
    head = f'    <testcase classname="{_text(path)}" name="{_text(title)}" time="0"'
    return f"{head}>{inside}</testcase>\n" if inside else f"{head}/>\n"


def _at(finding: Finding) -> str:
    return f"{finding.span.line}:{finding.span.column}"


def _said(finding: Finding) -> str:
    label = f": {finding.label}" if finding.label else ""
    lines = [f"{said(finding.span)}{label}", *(f"{said(note.span)}: {note.message}" for note in finding.related)]
    lines += [f"help: {finding.help}"] if finding.help else []
    body = "\n".join(_text(line) for line in lines)
    if finding.severity is Severity.ERROR:
        return f'<failure type="{finding.severity.value}" message="{_text(finding.message)}">{body}</failure>'
    return f"<system-out>{finding.severity.value}: {_text(finding.message)}\n{body}</system-out>"


def _text(text: str) -> str:
    return escape(plain(text))
