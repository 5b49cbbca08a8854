"""How findings are said: one file a voice, listed here by hand."""

from icefloe.report import concise, full, json
from icefloe.report.voice import Report, Summary

REPORTS: tuple[Report, ...] = (full.REPORT, concise.REPORT, json.REPORT)

__all__ = ["REPORTS", "Report", "Summary"]
