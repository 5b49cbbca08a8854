"""What is found while a file of fastflow is read."""

from dataclasses import dataclass, field

from icefloe.findings import Finding, Note, Severity
from icefloe.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found on the way; the list is filled while a file is read."""

    found: list[Finding] = field(default_factory=list[Finding])

    def say(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        severity: Severity = Severity.WARNING,
        related: tuple[Note, ...] = (),
        help: str = "",
    ) -> None:
        """Add one finding."""
        made = Finding(code=code, message=message, span=span, severity=severity, related=related, help=help)
        if made not in self.found:
            self.found.append(made)
