"""Findings as workflow commands, which GitHub shows as annotations of the lines of a pull request.

It shows ten errors, ten warnings and ten notices of a step, so the worst come first, and one notice counts the rest.
"""

from collections.abc import Mapping, Sequence

from icefloe.findings import Finding, Severity
from icefloe.report.catalogue import name
from icefloe.report.places import said, split, worst_first
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary, counted
from icefloe.source import Source

#: How many annotations of a kind GitHub shows for one step.
LIMIT = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(findings: Sequence[Finding], _: Mapping[str, Source], told: Summary, __: Style = PLAIN) -> str:
    """Say the findings that GitHub can show as a command each, and how many more there are."""
    kinds = {kind: [one for one in worst_first(findings) if one.severity is kind] for kind in Severity}
    crowded = any(len(found) > LIMIT for found in kinds.values())
    # The notice that counts the rest is one of the ten itself.
    limits = {kind: LIMIT - (crowded and kind is Severity.NOTE) for kind in Severity}
    lines = [_command(finding) for kind, found in kinds.items() for finding in found[: limits[kind]]]
    left = [(len(found) - limits[kind], kind.value) for kind, found in kinds.items() if len(found) > limits[kind]]
    if left:
        more = f"+{sum(count for count, _ in left)} more: {', '.join(counted(*one) for one in left)}"
        lines.append(f"::notice title=icefloe::{_data(f'{more}; `icefloe {told.verb}` shows them all')}")
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    span = finding.span
    file, cell = split(span.path)
    properties = {"title": f"{finding.code} {name(finding.code)}".rstrip(), "file": plain(file)}
    if cell is None:
        # Columns are for a place within one line.
        end = {"endLine": span.end_line} if span.end_line != span.line else {"endColumn": span.end_column}
        column = {"col": span.column} if span.end_line == span.line else {}
        properties |= {key: str(value) for key, value in {"line": span.line, **column, **end}.items()}
    said_properties = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {said_properties}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    """The message with both ends: an annotation stands at one of them alone."""
    _, cell = split(finding.span.path)
    ends = [f"{said(finding.span)}: {plain(finding.label)}"] if finding.label or cell is not None else []
    ends += [f"{said(note.span)}: {plain(note.message)}" for note in finding.related]
    helps = [f"help: {plain(finding.help)}"] if finding.help else []
    return "\n".join([plain(finding.message), *ends, *helps])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
