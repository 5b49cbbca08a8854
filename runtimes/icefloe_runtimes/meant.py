"""Names that were misspelt."""

from collections.abc import Iterable


def meant(name: str, names: Iterable[str]) -> str:
    """Say which of the names was meant, or which there are."""
    # It is seldom needed, and every process that is forked would have it.
    from difflib import get_close_matches

    known = list(names)
    near = get_close_matches(name, known, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(sorted(known))}" if known else "; there are none"
