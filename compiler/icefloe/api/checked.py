"""What a check found."""

from __future__ import annotations  # the types of facts are named only

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.api.outcome import Found
from icefloe.choice import Change
from icefloe.connections import Tally
from icefloe.findings import Finding, Severity
from icefloe.report import Summary
from icefloe.source import Source, Span
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.cache.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found.

    `empty` are files that were named outright and hold neither a pipeline nor an error; `refused` says which paths
    could not be looked at, and why. `hint` says how more types could be told, `checker` is the type checker that was
    asked too, with its version. `accepted` are the findings that a baseline holds back, `told` says what became of it,
    and `changes` are what is to be written into it; `suppressed` counts those that comments hold back. `roots` are the
    projects, each by what its paths begin with, and by its folder. `output_format` is the one that the settings want.
    `anew` are the files that were read and not taken from the cache, `debug` what those who work on this want to know,
    and `facts` all that this was told from: None where not all of it can be held against the disk again (`is_lasting`).
    """

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    pipelines: tuple[Found, ...]
    files: int
    tally: Tally
    empty: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    hint: str = ""
    checker: str = ""
    accepted: tuple[Finding, ...] = ()
    told: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    suppressed: int = 0
    roots: tuple[tuple[str, Path], ...] = ()
    output_format: str = ""
    output_format_place: str = ""
    anew: tuple[str, ...] = ()
    debug: tuple[str, ...] = ()
    is_lasting: bool = True
    facts: Facts | None = field(default=None, repr=False, compare=False)

    @property
    def connections(self) -> int:
        """How many connections were looked at."""
        return self.tally.total

    @property
    def unknown(self) -> int:
        """Of how many connections the types could not be told."""
        return self.tally.unknown

    @property
    def summary(self) -> Summary:
        """How much was looked at."""
        return Summary(
            files=self.files,
            pipelines=len(self.pipelines),
            connections=self.connections,
            unknown=self.unknown,
            wrong=self.tally.wrong,
            causes=self.tally.causes,
            hint=self.hint,
            checker=self.checker,
        )


def errors(findings: Iterable[Finding]) -> bool:
    """Tell whether there is an error among findings."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def shown_from(checked: Checked, prefix: str) -> Checked:
    """Show findings from another folder: `prefix` leads from there to the project, "" or `a/b/`."""
    if not prefix:
        return checked
    return replace(
        checked,
        findings=tuple(_moved(finding, prefix) for finding in checked.findings),
        accepted=tuple(_moved(finding, prefix) for finding in checked.accepted),
        sources={f"{prefix}{path}": source for path, source in checked.sources.items()},
    )


def from_here(checked: Checked) -> Checked:
    """Show findings from the working directory, if what their paths begin at stands below it."""
    here = Path.cwd()
    prefix, root = checked.roots[0] if checked.roots else ("", here)
    base = root.parents[prefix.count("/") - 1] if prefix else root
    return shown_from(checked, f"{base.relative_to(here).as_posix()}/") if here in base.parents else checked


def _moved(finding: Finding, prefix: str) -> Finding:
    """Show a finding of a nested project from the folder that the call speaks from."""

    def move(span: Span) -> Span:
        return replace(span, path=f"{prefix}{span.path}")

    fix = finding.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, span=move(edit.span)) for edit in fix.edits))
    related = tuple(replace(note, span=move(note.span)) for note in finding.related)
    return replace(finding, span=move(finding.span), related=related, fix=fix)
