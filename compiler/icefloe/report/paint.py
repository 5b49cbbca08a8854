"""Colours of a terminal, or none."""

from icefloe.findings import Severity
from icefloe_schema.records import dataclass

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Puts colour on text, if `colour` says so, for a finding of some severity."""

    colour: bool
    severity: Severity = Severity.ERROR

    def head(self, text: str) -> str:
        """Colour the severity and the code."""
        return self._put(_COLOURS[self.severity], text)

    def strong(self, text: str) -> str:
        """Make the message stand out."""
        return self._put("1", text)

    def edge(self, text: str) -> str:
        """Colour what only leads the eye: arrows, bars, line numbers."""
        return self._put("1;34", text)

    def mark(self, text: str, *, primary: bool) -> str:
        """Colour carets and label: the finding's own end as the severity has it, the other one calmly."""
        return self._put(_COLOURS[self.severity] if primary else "1;34", text)

    def _put(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text
