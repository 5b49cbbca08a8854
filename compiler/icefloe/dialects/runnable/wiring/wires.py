"""What the wiring of one runnable pipeline has at hand, and what it finds on the way."""

from collections.abc import Callable
from dataclasses import field

from icefloe.dialect import Reader
from icefloe.dialects.runnable.wiring.catalogs import Files
from icefloe.dialects.runnable.wiring.scope import Scope
from icefloe.dialects.runnable.written import Chain
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix
from icefloe.graph import Graph
from icefloe.source import Span
from icefloe_schema.records import dataclass


@dataclass(slots=True, kw_only=True)
class Wires:
    """The reader, the way into inner chains, the files that tasks hand on by the catalog, and the findings."""

    reader: Reader
    inner: "Callable[[Wires, Chain, Scope, str], Graph]"
    files: Files
    findings: list[Finding] = field(default_factory=list[Finding])

    def error(
        self, code: str, message: str, span: Span, label: str, help: str, *notes: Note | None, fix: Fix | None = None
    ) -> None:
        """Tell of what is wrong."""
        self._tell(Severity.ERROR, code, message, span, label, help, notes, fix)

    def warn(
        self, code: str, message: str, span: Span, label: str, help: str, *notes: Note | None, fix: Fix | None = None
    ) -> None:
        """Tell of what is likely wrong, or happens without a word."""
        self._tell(Severity.WARNING, code, message, span, label, help, notes, fix)

    def note(
        self, code: str, message: str, span: Span, label: str, help: str, *notes: Note | None, fix: Fix | None = None
    ) -> None:
        """Tell of what is worth knowing."""
        self._tell(Severity.NOTE, code, message, span, label, help, notes, fix)

    def _tell(
        self,
        severity: Severity,
        code: str,
        message: str,
        span: Span,
        label: str,
        help: str,
        notes: tuple[Note | None, ...],
        fix: Fix | None,
    ) -> None:
        self.findings.append(
            Finding(
                code=code,
                message=message,
                span=span,
                severity=severity,
                label=label,
                related=tuple(note for note in notes if note is not None),
                help=help,
                fix=fix,
            )
        )
