"""Entries of YAML, taken out by their lines."""

import re

from icefloe.fixes import Remove
from icefloe.syntax.edits.page import Cut, Page

_KEY = re.compile(r"[ ]*(?:\"[^\"]*\"|'[^']*'|[\w.-]+)[ ]*:(?:[ ]|$)")


def remove_entry(page: Page, change: Remove) -> tuple[Cut, ...]:
    """Take an entry of a block mapping out: the line of its key, and the deeper ones below.

    Nothing is done where it begins an item of a list, stands in a flow mapping, or is the only entry.
    """
    lines = page.text.split("\n")
    at = change.span.line - 1
    if at >= len(lines) or not _KEY.match(lines[at]):
        return ()
    depth = _depth(lines[at])
    if lines[at][:depth].strip() or lines[at].lstrip().startswith(("- ", "?")):
        return ()
    last = at
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if line.strip() and (_depth(line) < depth or (_depth(line) == depth and not line.lstrip().startswith("- "))):
            break
        if line.strip():
            last = number
    if not _has_sibling(lines, at, last, depth):
        return ()
    start = page.offset(at + 1, 1)
    end = page.offset(last + 2, 1) if last + 1 < len(lines) else len(page.text)
    return (Cut(start, end, ""),)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _has_sibling(lines: list[str], first: int, last: int, depth: int) -> bool:
    """Whether the mapping has another entry, above or below; the first entry of a list's item stands behind a dash."""
    for number in range(first - 1, -1, -1):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#") or _depth(line) > depth:
            continue
        if _depth(line) == depth:
            return not line.lstrip().startswith("- ")
        head = re.match(r"[ ]*(?:-[ ]+)+", line)
        if head is not None and head.end() == depth:
            return True
        break
    for line in lines[last + 1 :]:
        if line.strip() and not line.lstrip().startswith("#"):
            return _depth(line) == depth and not line.lstrip().startswith("- ")
    return False
