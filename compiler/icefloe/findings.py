"""What is wrong in the user's pipeline, as data."""

from enum import Enum

from icefloe.fixes import Fix
from icefloe.source import Span
from icefloe_schema.records import dataclass


class Severity(Enum):
    """How much a finding weighs: only an error makes `check` exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A second place that belongs to a finding, with what is to be seen there."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or worth knowing, at one place.

    `label` is the short text printed under the carets of `span`; `related` are the other ends; `help` says what to do.
    `facts` are what a program may want of it in full, by name, where the message may have shortened it.
    """

    code: str
    message: str
    span: Span
    severity: Severity = Severity.ERROR
    label: str = ""
    related: tuple[Note, ...] = ()
    help: str = ""
    fix: Fix | None = None
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The sort key of reports: by place, then by code."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)
