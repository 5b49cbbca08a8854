"""Findings as Markdown, for the summary of a job on GitHub and for comments on pull requests.

What comes from the user's code stands in code spans and fences that it cannot end, and every other character that means
something in Markdown or HTML is written as a character reference: nothing breaks out, links, or mentions anybody.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from icefloe.findings import Finding, Severity
from icefloe.report.catalogue import name
from icefloe.report.full import drawn
from icefloe.report.places import said, worst_first
from icefloe.report.plain import plain
from icefloe.report.voice import PLAIN, Style, Summary, counted
from icefloe.source import Source

#: Bytes that are written at most: the summary of a job's step may have 1 MiB, and there may be more to say in it.
LIMIT = 1_000_000
_TABLE = "| | code | what | where |\n|---|---|---|---|\n"
_OPEN = "<details><summary>Excerpts</summary>\n\n"
_CLOSE = "</details>\n"
_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
_LIVE = re.compile(r"[@#]|://|www\.", re.IGNORECASE)
_SPECIAL = re.compile(r"[!-&*<>@\[-`{-~]")
_RUNS = re.compile("`+")


def render(findings: Sequence[Finding], sources: Mapping[str, Source], summary: Summary, _: Style = PLAIN) -> str:
    """Say findings as a table with both ends, then each with its excerpts, the worst first; last what was checked."""
    ordered = worst_first(findings)
    counts = [(sum(one.severity is kind for one in ordered), kind.value) for kind in Severity]
    head = f"### Icefloe: {', '.join(counted(*count) for count in counts if count[0]) or 'nothing found'}\n\n"
    foot = "  \n".join(text(line) for line in summary.lines()) + "\n"
    framed = [finding for finding in ordered if finding.severity is not Severity.NOTE]
    room = LIMIT - _size(head + _TABLE + _OPEN + _CLOSE + foot) - 200  # two lines say what is left out
    rows = _fitting((_row(finding) for finding in ordered), room)
    excerpts = _fitting((_excerpt(finding, sources) for finding in framed), room - sum(map(_size, rows)))
    parts = [head]
    if rows:
        parts += [_TABLE, *rows, "\n", _more(len(ordered) - len(rows), "finding", summary.verb)]
    if excerpts:
        parts += [_OPEN, *excerpts, _more(len(framed) - len(excerpts), "excerpt", summary.verb), _CLOSE, "\n"]
    return "".join((*parts, foot))


def text(words: str) -> str:
    """Write text that has code in backticks, so that it stands as it is in a line or a cell of a table."""
    parts = plain(words).split("`")
    if len(parts) % 2 == 0:
        return _inert(plain(words))
    return "".join(code(part) if index % 2 else _inert(part) for index, part in enumerate(parts) if part)


def code(words: str) -> str:
    """Write code as a span of code, also in a cell of a table."""
    if words.strip() and not any(special in words for special in "`|\\"):
        return f"`{words}`"
    return f"<code>{_escaped(words).replace('&#64;', '&#64;<wbr>')}</code>"


def fenced(words: str, language: str = "text") -> str:
    """Write lines as a block of code, with a fence that is not in them."""
    fence = "`" * max(3, 1 + max((len(run) for run in _RUNS.findall(words)), default=0))
    return f"{fence}{language}\n{words}\n{fence}\n"


def _inert(words: str) -> str:
    """Text outside of code; what GitHub would turn into a link or a mention becomes code."""
    return code(words) if _LIVE.search(words) else _escaped(words)


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", words)


def _row(finding: Finding) -> str:
    label = f" {text(finding.label)}" if finding.label else ""
    ends = [f"{code(said(finding.span))}{label}"]
    ends += [f"{code(said(note.span))} {text(note.message)}" for note in finding.related]
    title = f"{finding.code} {name(finding.code)}".rstrip()
    helps = f"<br>{text(finding.help)}" if finding.help else ""
    mark = f"{_MARKS[finding.severity]} {finding.severity.value}"
    return f"| {mark} | {title} | {text(finding.message)}{helps} | {'<br>'.join(ends)} |\n"


def _excerpt(finding: Finding, sources: Mapping[str, Source]) -> str:
    return fenced("\n".join(drawn(finding, sources))) + "\n"


def _fitting(parts: Iterable[str], room: int) -> list[str]:
    """The first of some parts, as far as there is room."""
    kept: list[str] = []
    for part in parts:
        room -= _size(part)
        if room < 0:
            break
        kept.append(part)
    return kept


def _more(count: int, noun: str, verb: str) -> str:
    return f"+{counted(count, f'more {noun}')}: `icefloe {verb}` shows them all\n\n" if count else ""


def _size(words: str) -> int:
    return len(words.encode())
