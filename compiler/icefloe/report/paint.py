"""Colours and links of a terminal, or none."""

from icefloe.findings import Severity
from icefloe.report.voice import PLAIN, Style
from icefloe_schema.records import dataclass

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Puts colour and links on text, as the style says, for a finding of some severity."""

    style: Style = PLAIN
    severity: Severity = Severity.ERROR

    def head(self, text: str, code: str = "") -> str:
        """Colour the severity and the code, and link them to the page of the code."""
        painted = self._put(_COLOURS[self.severity], text)
        if not self.style.links or not code:
            return painted
        from icefloe.report.catalogue import link

        address = link(code)
        return f"\x1b]8;;{address}\x1b\\{painted}\x1b]8;;\x1b\\" if address else painted

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
        return f"\x1b[{code}m{text}\x1b[0m" if self.style.colour and text else text
