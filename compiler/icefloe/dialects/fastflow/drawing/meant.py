"""What a name that is not there may have been meant to be."""

from collections.abc import Iterable

from icefloe.dialects.fastflow.said import near


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` for the end of a message, or nothing."""
    found = near(name, known)
    return f"; {found}" if found else ""
