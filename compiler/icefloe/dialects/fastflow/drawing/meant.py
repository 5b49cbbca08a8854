"""What a name that is not there may have been meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing."""
    found = get_close_matches(name, sorted(known), 1)
    return f"; did you mean `{found[0]}`?" if found else ""
