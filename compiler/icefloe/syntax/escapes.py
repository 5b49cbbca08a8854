"""Escapes and characters that no string of their kind may hold: LibCST lets them pass, Python refuses them."""

import re
from typing import Final

# What `\N{…}` may name depends on the Unicode version of the running Python, so any name passes.
_ESCAPE: Final = (
    r"(?s)\\(?:(?P<bad>x(?![0-9a-fA-F]{2})|u(?![0-9a-fA-F]{4})|"
    r"U(?!00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|N(?!\{[^{}]+\}))|.)"
)
_BYTES_ESCAPE: Final = r"(?s)\\(?:(?P<bad>x(?![0-9a-fA-F]{2}))|.)"
_NOT_ASCII: Final = r"[^\x00-\x7f]"


def fault(text: str, start: int, end: int, prefix: str) -> tuple[int, str] | None:
    """The offset of the first fault between two offsets of a string with that prefix, and what it is; None if none."""
    if "b" in prefix and (found := re.compile(_NOT_ASCII).search(text, start, end)) is not None:
        return found.start(), "a bytes literal holds ASCII characters only"
    if "r" in prefix or text.find("\\", start, end) < 0:
        return None
    for found in re.compile(_BYTES_ESCAPE if "b" in prefix else _ESCAPE).finditer(text, start, end):
        if found["bad"] is not None:
            return found.start(), f"`\\{found['bad']}` begins an escape that is not finished"
    return None
