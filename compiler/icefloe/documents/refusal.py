"""Why a document is not taken, and the bounds within which one is."""

from icefloe.source import Span
from icefloe_schema.records import dataclass

DEPTH = 100
PARTS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a document, or a part of it, cannot be taken, and where."""

    why: str
    span: Span


class RefusedError(ValueError):
    """A document is not taken."""
