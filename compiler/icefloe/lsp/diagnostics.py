"""Findings as an editor shows them."""

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types
from pygls import uris

from icefloe import codes
from icefloe.findings import Finding, Severity
from icefloe.lsp.room import Room
from icefloe.rules import RULES

_SEVERITIES: Mapping[Severity, types.DiagnosticSeverity] = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
#: What is told of is of no use, and may be shown faded.
_UNNECESSARY = frozenset(
    {"FLO125", "FLO148", "FLO178", "FLO203", "FLO234", "FLO238", "FLO540", "FLO541", "FLO545", "FLO930"}
)


def diagnostics(room: Room) -> dict[Path, list[types.Diagnostic]]:
    """All that the last check has found, by file."""
    return {path: [diagnostic(room, path, one) for one in found] for path, found in room.findings().items()}


def diagnostic(room: Room, path: Path, finding: Finding) -> types.Diagnostic:
    """One finding."""
    lines = [finding.message]
    lines += [f"help: {finding.help}"] if finding.help else []
    lines += [f"fix: {finding.fix.message}"] if finding.fix is not None else []
    return types.Diagnostic(
        range=room.lines(path).range(finding.span),
        message="\n".join(lines),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=_page(finding.code),
        source="icefloe",
        tags=[types.DiagnosticTag.Unnecessary] if finding.code in _UNNECESSARY else None,
        related_information=_related(room, path, finding),
    )


def _page(code: str) -> types.CodeDescription | None:
    """The page of a code, which lies in the package: what an editor opens on a click."""
    home = Path(codes.__file__).parent
    rule = next((rule for rule in RULES if rule.code == code), None)
    own = home.parent / "rules" / f"{rule.name.replace('-', '_')}.py" if rule is not None else None
    page = own if own is not None else next(iter(sorted((home / "pages").glob(f"{code}-*.md"))), None)
    uri = uris.from_fs_path(str(page)) if page is not None and page.is_file() else None
    return None if uri is None else types.CodeDescription(href=uri)


def _related(room: Room, path: Path, finding: Finding) -> list[types.DiagnosticRelatedInformation]:
    """The other ends; what is to be seen at the finding's own place comes first."""
    notes = [(finding.label, finding.span)] if finding.label and finding.related else []
    notes += [(note.message, note.span) for note in finding.related]
    found: list[types.DiagnosticRelatedInformation] = []
    for message, span in notes:
        place = path if span == finding.span else room.path(span.path)
        uri = None if place is None else uris.from_fs_path(str(place))
        if place is not None and uri is not None:
            location = types.Location(uri=uri, range=room.lines(place).range(span))
            found.append(types.DiagnosticRelatedInformation(location=location, message=message))
    return found
