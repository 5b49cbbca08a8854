"""What a name that is not there may have been meant to be."""

from collections.abc import Iterable

from icefloe.dialects.fastflow.said import near, nearest
from icefloe.fixes import Fix, renamed
from icefloe.source import Span

# Among more names than these a guess takes too long, and says little.
_MOST = 200


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` for the end of a message, or nothing."""
    names = frozenset(known)
    found = near(name, names) if len(names) <= _MOST else ""
    return f"; {found}" if found else ""


def respelt(span: Span, name: str, known: Iterable[str]) -> Fix | None:
    """The fix that writes the name that may have been meant."""
    names = frozenset(known)
    return renamed(span, name, nearest(name, names)) if len(names) <= _MOST else None
