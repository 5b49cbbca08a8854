"""What is found while a file of fastflow is read."""

from collections.abc import Iterable
from dataclasses import field

from icefloe import originals
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches
from icefloe.source import Span
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found on the way; the list is filled while a file is read. `version` is the one that is read."""

    found: list[Finding] = field(default_factory=list[Finding])
    _seen: set[Finding] = field(default_factory=set[Finding])
    version: str = ""

    def say(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        severity: Severity = Severity.WARNING,
        related: tuple[Note, ...] = (),
        help: str = "",
        label: str = "",
        fix: Fix | None = None,
    ) -> None:
        """Add one finding."""
        made = Finding(
            code=code, message=message, span=span, severity=severity, related=related, help=help, label=label, fix=fix
        )
        if made not in self._seen:
            self._seen.add(made)
            self.found.append(made)

    def original(
        self, code: str, span: Span, steps: Iterable[str] = (), what: str = "", fix: Fix | None = None
    ) -> None:
        """Note that the original would do otherwise, if it would in the version that is read; `what` says with what."""
        entry = originals.entry(code)
        if entry is None or not entry.applies("fastflow", self.version):
            return
        names = [f"`{name}`" for name in dict.fromkeys(steps)]
        which = f" (step{'s' if len(names) > 1 else ''} {', '.join(names)})" if names else ""
        detail = f": {what}" if what else ""
        message = f"{originals.TITLES['fastflow']} {self.version} {entry.does}{detail}{which}"
        self.say(code, message, span, severity=Severity.NOTE, help=f"here {entry.here}", fix=fix)


def near(name: str, names: Iterable[str]) -> str:
    """`did you mean …`, or nothing."""
    found = nearest(name, names)
    return f"did you mean `{found}`?" if found else ""


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that may have been meant, or nothing."""
    return next(iter(close_matches(name, sorted(names), 1)), "")
