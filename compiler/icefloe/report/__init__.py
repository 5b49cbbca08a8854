"""How findings are said: one file a voice, listed here by hand. A voice is loaded when it is first used."""

from icefloe.report.voice import PLAIN as PLAIN
from icefloe.report.voice import Report, Style, Summary

REPORTS: tuple[Report, ...] = (
    Report(name="full", summarises=True),
    Report(name="concise", summarises=True),
    Report(name="json", summarises=False),
    Report(name="sarif", summarises=False, from_here=True),
    Report(name="github", summarises=False, from_here=True),
    Report(name="gitlab", summarises=False, from_here=True),
    Report(name="junit", summarises=False, from_here=True),
    Report(name="markdown", summarises=True, from_here=True),
)

__all__ = ["PLAIN", "REPORTS", "Report", "Style", "Summary"]
