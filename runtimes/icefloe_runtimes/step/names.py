"""Names: safe ones for files, near ones for people."""

import re
from hashlib import sha256

from icefloe_runtimes.meant import meant

__all__ = ["folder", "meant"]

_LONGEST = 60
_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]*")


def folder(name: str) -> str:
    """Give the name for files and folders of a step or an output.

    Lower-case names stand for themselves. Others keep what is safe everywhere and get a digest, so that two names
    never share a folder, not even where case is folded. There is no dot in it, and it begins with a letter or digit.
    """
    if _SAFE.fullmatch(name) and len(name) <= _LONGEST:
        return name
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-_")[:_LONGEST].rstrip("-_")
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept}-{digest}" if kept else f"step-{digest}"
