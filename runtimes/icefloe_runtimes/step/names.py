"""Names: safe ones for files, near ones for people."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from hashlib import sha256

_LONGEST = 60


def folder(name: str) -> str:
    """Give the name for files and folders of a step or an output.

    Lower-case names stand for themselves. Others keep what is safe everywhere and get a digest, so that two names
    never share a folder, not even where case is folded. There is no dot in it, and it begins with a letter or digit.
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) and len(name) <= _LONGEST:
        return name
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-_")[:_LONGEST].rstrip("-_")
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept}-{digest}" if kept else f"step-{digest}"


def meant(name: str, names: Iterable[str]) -> str:
    """Say which of the names was meant, or which there are."""
    known = list(names)
    near = get_close_matches(name, known, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(sorted(known))}" if known else "; there are none"
